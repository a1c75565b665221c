"""Outcomes: reported with their number, unit, parties and proof; verified by somebody of another party."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.projects.actions.report_outcome import report_outcome
from lianjian.apps.projects.actions.verify_outcome import verify_outcome
from lianjian.apps.projects.queries import (
    commitment_card,
    count_outcomes,
    count_outcomes_to_verify,
    outcomes,
    outcomes_to_verify,
)
from lianjian.apps.projects.queries import outcome as outcome_in_scope
from lianjian.apps.projects.rules.outcomes import OutcomeState
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import paging, sheets
from lianjian.web.kit.dates import say
from lianjian.web.narrowing import AREA_WORDS
from lianjian.web.office import exports
from lianjian.web.office.choosing import (
    ProofField,
    area_field,
    houses,
    number_field,
    offer,
    own_among,
    proof,
    unit_field,
)
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.marks import OUTCOME_MARKS, OUTCOME_WORDS, UNIT_WORDS
from lianjian.web.office.picking import PartyPick, Picking
from lianjian.web.office.projects import page_of, together_tabs, worked
from lianjian.web.weighing import may_agree_for, spoken_among

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import OutcomeLine
    from lianjian.foundation.actor import Actor
    from lianjian.kernel.refusals import Refused

PAGE = 40
WAITING_SHOWN = 12
MOST_OTHERS = 4


class OutcomeForm(Picking):
    """What came of it, in one number and unit, and where the proof lies."""

    reported_by = forms.TypedChoiceField(label=gettext_lazy("Who reports it"), coerce=int)
    text = forms.CharField(label=gettext_lazy("What came of it"), max_length=300)
    value = number_field(gettext_lazy("Quantity"), required=True)
    unit = unit_field(required=True)
    happened_on = Day(label=gettext_lazy("On which day"))
    work_area = area_field(required=False)
    evidence = forms.CharField(
        label=gettext_lazy("Where the proof lies"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("As in: sales ledger of the cooperative, page 12."),
    )
    files = ProofField(label=gettext_lazy("Photos or PDF documents"), required=False)  # type: ignore[assignment] # a field of that name

    def __init__(self, *args: Any, own: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reported_by", houses(own))

    def parties(self) -> list[int]:
        """Keys of the parties whose contributions it needed."""
        raise NotImplementedError

    def weights(self) -> dict[int, str] | None:
        """The shares the parties agreed on, None where they are equal."""
        return None


class SharedOutcomeForm(OutcomeForm):
    """Among known parties, who are ticked, with the shares they agreed on."""

    def __init__(self, *args: Any, parties: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parties"] = forms.TypedMultipleChoiceField(
            label=_("Whose contributions it needed"),
            help_text=_("Leave out whoever it would have come about without."),
            choices=houses(parties),
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["shares"] = forms.CharField(
            label=_("Agreed shares"),
            required=False,
            max_length=200,
            help_text=_(
                "One number for each party ticked, in that order, as in 2 : 1. Left empty: equal shares."
            ),
        )
        self.order_fields(
            ["reported_by", "text", "value", "unit", "happened_on", "work_area", "parties", "shares"]
        )

    def parties(self) -> list[int]:
        """Those that were ticked."""
        return list(self.cleaned_data["parties"])

    def weights(self) -> dict[int, str] | None:
        """A number for each party; a row of another length is refused by the verb."""
        numbers = [word for word in re.split(r"[\s:：,，、/]+", self.cleaned_data["shares"]) if word]
        return dict(zip(self.parties(), numbers, strict=False)) if numbers else None

    def clean(self) -> dict[str, Any]:
        """Too many numbers are as wrong as too few."""
        values = super().clean() or {}
        numbers = [word for word in re.split(r"[\s:：,，、/]+", values.get("shares", "")) if word]
        if numbers and len(numbers) != len(values.get("parties", ())):
            self.add_error("shares", _("Write one number for each party that is ticked."))
        return values

    def stand_beside(self, refused: Refused) -> None:
        """Weights are called shares here."""
        if refused.field == "weights":
            self.add_error("shares", explain(refused))
        else:
            super().stand_beside(refused)


class OwnOutcomeForm(OutcomeForm):
    """Of one's own organisation, alone or with others, who are typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, MOST_OTHERS + 1):
            label = _("Together with, %(place)s") % {"place": place}
            self.fields[f"with_{place}"] = PartyPick(label=label, required=False)
            self.fields[f"with_{place}"].help_text = (
                _("Left empty where your organisation achieved it alone.") if place == 1 else ""
            )
        self.offer()

    def parties(self) -> list[int]:
        """The reporting organisation, and the others."""
        others = [self.cleaned_data[f"with_{place}"] for place in range(1, MOST_OTHERS + 1)]
        return [self.cleaned_data["reported_by"], *(key for key in others if key is not None)]

    def stand_beside(self, refused: Refused) -> None:
        """What is wrong with the parties stands beside the first of the others."""
        if refused.field == "parties":
            self.add_error("with_1", explain(refused))
        else:
            super().stand_beside(refused)


class VerdictForm(OfficeForm):
    """Whether it holds."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Does it hold?"),
        choices=[
            ("verified", gettext_lazy("It holds: I have looked at the proof")),
            ("disputed", gettext_lazy("It does not hold")),
        ],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=gettext_lazy("What you checked, or what is wrong"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def rows_of(lines: Iterable[OutcomeLine]) -> list[tuple[OutcomeLine, Any, Any, str, Any]]:
    """Lines for the table, each with the words of its unit and area, and its state."""
    return [
        (
            line,
            UNIT_WORDS[line.unit],
            AREA_WORDS[line.work_area],
            OUTCOME_MARKS[line.state],
            OUTCOME_WORDS[line.state],
        )
        for line in lines
    ]


def _may_judge(actor: Actor, line: OutcomeLine) -> bool:
    return (
        actor.person is not None and bool(actor.organisations) and line.reported_by not in actor.organisations
    )


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for my look, then all outcomes I may see, newest first."""
    actor = actor_of(request)
    if sheets.wanted(request):
        return exports.achieved(actor)
    waiting = outcomes_to_verify(actor, limit=WAITING_SHOWN)
    page = paging.page_of(
        request,
        count_outcomes(actor),
        lambda limit, offset: outcomes(actor, limit=limit, offset=offset),
        PAGE,
    )
    context = framed(
        request,
        waiting=rows_of(waiting),
        waiting_count=count_outcomes_to_verify(actor),
        page=page,
        rows=rows_of(page),
        may_report=bool(actor.organisations),
        tabs=together_tabs("outcomes"),
    )
    return render(request, "office/outcomes.html", context)


@in_office
def outcome(request: HttpRequest, outcome: int) -> HttpResponse:
    """One outcome with its proof."""
    actor = actor_of(request)
    line = outcome_in_scope(actor, outcome)
    context = framed(
        request,
        rows=rows_of([line]),
        agree_for=may_agree_for(actor, line),
        may_propose=bool(spoken_among(actor, line)) and len(line.parties) > 1,
        may_judge=_may_judge(actor, line),
        waits=line.state is OutcomeState.REPORTED,
        crumbs=[(_("Outcomes"), reverse("office:outcomes")), (line.text, "")],
    )
    return render(request, "office/outcome.html", context)


@in_office
def verify(request: HttpRequest, outcome: int) -> HttpResponse:
    """Say that an outcome holds, or that it does not and why."""
    actor = actor_of(request)
    line = outcome_in_scope(actor, outcome)
    if not _may_judge(actor, line):
        raise NotThere
    here = reverse("office:outcome", args=[outcome])

    def deed(values: dict[str, Any]) -> str:
        holds = values["verdict"] == "verified"
        verify_outcome(by=actor, outcome=outcome, verified=holds, remark=values["remark"])
        messages.success(
            request, _("Verified. It counts now.") if holds else _("Disputed. It does not count.")
        )
        return here

    title = _("Verify an outcome")
    return run(
        request,
        VerdictForm(request.POST or None),
        deed,
        title=title,
        action=_("Say so"),
        crumbs=[(_("Outcomes"), reverse("office:outcomes")), (line.text, here), (title, "")],
        cancel_url=here,
        quoted=f"{line.reported_by_name} · {say(line.happened_on).absolute}\n{line.text}",
    )


@in_office
def of_own(request: HttpRequest) -> HttpResponse:
    """Report what one's own organisation achieved, alone or with others."""
    own = sorted(actor_of(request).organisations)
    if not own:
        raise NotThere
    names = ("text", "value", "unit", "happened_on", "work_area")
    form = OwnOutcomeForm(
        request.POST or None,
        request.FILES or None,
        by=actor_of(request),
        own=own,
        initial={name: request.GET[name][:300] for name in names if name in request.GET},
    )
    return _report(request, form, [(_("Outcomes"), reverse("office:outcomes"))])


@in_office
def of_project(request: HttpRequest, project: int) -> HttpResponse:
    """Report what came of a project."""
    card = worked(request, project)
    keys = card.party_keys
    own = own_among(actor_of(request), keys)
    initial = {"parties": keys, "work_area": str(card.line.work_area)}
    form = SharedOutcomeForm(
        request.POST or None,
        request.FILES or None,
        by=actor_of(request),
        own=own,
        parties=keys,
        initial=initial,
    )
    return _report(request, form, page_of(card, "")["crumbs"][:-1], project=project)


@in_office
def of_commitment(request: HttpRequest, commitment: int) -> HttpResponse:
    """Report what came of a commitment."""
    actor = actor_of(request)
    line = commitment_card(actor, commitment, this_day()).line
    keys = [line.giver, line.receiver]
    own = own_among(actor, keys)
    if not own:
        raise NotThere
    initial = {"parties": keys, "work_area": str(line.work_area)}
    form = SharedOutcomeForm(
        request.POST or None,
        request.FILES or None,
        by=actor_of(request),
        own=own,
        parties=keys,
        initial=initial,
    )
    crumbs = [(_("Commitments"), reverse("office:commitments"))]
    return _report(request, form, crumbs, commitment=commitment, of=line.text)


def _report(
    request: HttpRequest,
    form: OutcomeForm,
    crumbs: list[tuple[Any, str]],
    *,
    project: int | None = None,
    commitment: int | None = None,
    of: str = "",
) -> HttpResponse:
    title = _("Report an outcome")

    def deed(values: dict[str, Any]) -> str:
        made = report_outcome(
            by=actor_of(request),
            parties=form.parties(),
            weights=form.weights(),
            project=project,
            commitment=commitment,
            files=proof(values["files"]),
            **{
                name: values[name]
                for name in (
                    "reported_by",
                    "text",
                    "unit",
                    "value",
                    "happened_on",
                    "work_area",
                    "evidence",
                    "client_key",
                )
            },
        )
        messages.success(request, _("Reported. It counts once somebody of another party has verified it."))
        return reverse("office:outcome", args=[made.pk])

    return run(
        request,
        form,
        deed,
        title=title,
        of=of,
        action=_("Report the outcome"),
        crumbs=[*crumbs, (title, "")],
        cancel_url=crumbs[-1][1],
        wide=True,
    )
