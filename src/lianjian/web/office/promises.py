"""Commitments: who owes what to whom, and entering what was promised. The steps about one are taken on its own page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianjian.apps.agreements.queries import agreement_card
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.coordination.queries import agreements_run_by
from lianjian.apps.projects.actions.make_commitment import make_commitment
from lianjian.apps.projects.queries import Among, Sort, commitments_sorted, count_sorted
from lianjian.apps.projects.rules.commitments import CommitmentState
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.dates import say
from lianjian.web.kit.paging import page_of
from lianjian.web.narrowing import AREA_WORDS, filter_of
from lianjian.web.office import exports
from lianjian.web.office.choosing import (
    area_field,
    houses,
    number_field,
    offer,
    own_among,
    spoken_for,
    unit_field,
)
from lianjian.web.office.dividing import Cutting, sent
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.marks import STANDING_MARKS, STANDING_WORDS, UNIT_WORDS
from lianjian.web.office.matrix import sides_of
from lianjian.web.office.measuring import areas, views
from lianjian.web.office.picking import PARTY_HELP, PartyPick, Picking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import AgreementCard
    from lianjian.apps.projects.queries import CommitmentLine
    from lianjian.foundation.actor import Actor

PAGE = 40
OVER = frozenset({State.ENDED, State.WITHDRAWN})
SORTS = {
    Sort.OPEN: pgettext_lazy("commitments", "Open"),
    Sort.LATE: gettext_lazy("Late"),
    Sort.WAITING: gettext_lazy("To be confirmed"),
    Sort.SETTLED: gettext_lazy("Settled"),
    Sort.ALL: pgettext_lazy("commitments", "All"),
}
"""Tabs of the list."""


ORDER = ["giver", "receiver", "receiver_which", "clause_position", "text", "work_area", "due_on", "indicator", "unit",
         "target", "counting", "cut", "first_day"]  # fmt: skip


class PromiseForm(Cutting, Picking):
    """What one party owes another, by when, and how it is counted: by one number at the end, or by periods."""

    giver = forms.TypedChoiceField(label=gettext_lazy("Who promises"), coerce=int)
    receiver = PartyPick(label=gettext_lazy("To whom"), help_text=PARTY_HELP)
    text = forms.CharField(
        label=gettext_lazy("What is promised"),
        max_length=500,
        help_text=gettext_lazy("One sentence that can be checked, as in: trains 50 villagers in tea making."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    work_area = area_field()
    due_on = Day(label=gettext_lazy("Due on"))
    indicator = forms.CharField(
        label=gettext_lazy("What is counted"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Only where it can be counted, as in: villagers trained."),
    )
    unit = unit_field()
    target = number_field(
        gettext_lazy("Target"),
        help_text=gettext_lazy("Left empty where it is counted by periods: then it follows from theirs."),
    )

    def __init__(self, *args: Any, givers: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "giver", houses(givers))
        self.order_fields(ORDER)


class AgreedPromiseForm(PromiseForm):
    """The same between parties of an agreement, with the clause it follows from."""

    receiver = forms.TypedChoiceField(label=gettext_lazy("To whom"), coerce=int)  # type: ignore[assignment] # the parties are few: no typing
    clause_position = forms.TypedChoiceField(
        label=gettext_lazy("Clause it follows from"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, card: AgreementCard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self, "receiver", [("", "—"), *((party.organisation, party.short_name) for party in card.parties)]
        )
        clauses = [(one.position, f"{one.name} {one.heading}".strip()) for one in card.clauses]
        offer(self, "clause_position", [("", "—"), *clauses])
        if card.sha256:
            self.fields["clause_position"].help_text = _(
                "The clauses of the text that is fixed now, text %(version)s."
            ) % {"version": card.version}
        self.order_fields(ORDER)


def givers(actor: Actor, card: AgreementCard) -> list[int]:
    """The parties of an agreement for which ``actor`` may enter a promise: one's own, and all of them for whoever runs
    the joint group. None where the agreement is over."""
    parties = [party.organisation for party in card.parties]
    if card.state in OVER:
        return []
    if card.id in agreements_run_by(actor):
        return parties
    own = spoken_for(actor)
    return parties if actor.network_wide else [key for key in parties if key in own]


def rows_of(
    by: Actor, lines: Iterable[CommitmentLine]
) -> list[tuple[CommitmentLine, Any, Any, str, Any, bool]]:
    """Lines for the table, each with the words of its area and unit, its state, and whether ``by`` may report an
    outcome of it: those of its two parties once it is confirmed."""
    return [
        (
            line,
            AREA_WORDS[line.work_area],
            UNIT_WORDS[line.unit] if line.unit else "",
            STANDING_MARKS[line.standing],
            STANDING_WORDS[line.standing],
            line.state == CommitmentState.CONFIRMED and bool(own_among(by, (line.giver, line.receiver))),
        )
        for line in lines
    ]


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """Who owes what to whom among all I may see, late first."""
    actor = actor_of(request)
    chosen, wanted = filter_of(request, actor), request.GET.get("state", "")
    sort = Sort(wanted) if wanted in set(Sort) else Sort.OPEN
    sides = sides_of(request)
    among = Among(chosen.area, chosen.agreement, **sides)
    today, counts = this_day(), count_sorted(actor, this_day(), among=among)
    if sheets.wanted(request):
        return exports.commitments(actor, today, sort, among)
    page = page_of(
        request,
        counts[sort],
        lambda limit, offset: commitments_sorted(actor, today, sort, among=among, limit=limit, offset=offset),
        PAGE,
    )
    names = dict(houses(key for key in sides.values() if key is not None))
    tabs = [
        (word, f"?{chosen.query(state=name, **sides)}", name == sort, counts[name])
        for name, word in SORTS.items()
    ]
    context = framed(
        request,
        page=page,
        rows=rows_of(actor, page),
        tabs=tabs,
        views=views("commitments"),
        sort=sort,
        chosen=chosen,
        areas=areas(),
        between={name: names[key] for name, key in sides.items() if key in names},
        sides=sides,
        may_enter=bool(spoken_for(actor)),
        any=bool(counts[Sort.ALL]),
    )
    return render(request, "office/commitments.html", context)


@in_office
def begin(request: HttpRequest) -> HttpResponse:
    """Enter what one's own organisation promises to another, without an agreement."""
    actor = actor_of(request)
    own = spoken_for(actor)
    if not own:
        raise NotThere
    form = PromiseForm(by=actor, givers=own, **sent(request))
    crumbs = [(_("Commitments"), reverse("office:commitments"))]
    return _enter(request, form, crumbs, agreement=None)


@in_office
def agreed(request: HttpRequest, agreement: int) -> HttpResponse:
    """Enter what one party of an agreement promises another."""
    actor = actor_of(request)
    card = agreement_card(actor, agreement)
    own = givers(actor, card)
    if not own:
        raise NotThere
    begun = {"initial": {"clause_position": whole_number(request.GET.get("clause", ""))}}
    form = AgreedPromiseForm(by=actor, givers=own, card=card, **(begun | sent(request)))
    crumbs = [
        (_("Agreements"), reverse("office:agreements")),
        (card.title, reverse("office:agreement", args=[agreement])),
    ]
    return _enter(request, form, crumbs, agreement=agreement)


def _enter(
    request: HttpRequest, form: PromiseForm, crumbs: list[tuple[Any, str]], *, agreement: int | None
) -> HttpResponse:
    here, title = crumbs[-1][1], _("Enter a commitment")

    def deed(values: dict[str, Any]) -> str:
        made = make_commitment(
            by=actor_of(request),
            giver=values["giver"],
            receiver=values["receiver"],
            work_area=values["work_area"],
            text=values["text"],
            due_on=values["due_on"],
            agreement=agreement,
            clause_position=values.get("clause_position"),
            indicator=values["indicator"],
            unit=values["unit"],
            target=values["target"] or None,
            counting=values["counting"],
            periods=form.drafts(),
            client_key=values["client_key"],
        )
        words = _("Written down: due on %(day)s. Both sides see it; the receiver confirms it.")
        messages.success(request, words % {"day": say(made.due_on).absolute})
        return here

    return run(
        request,
        form,
        deed,
        title=title,
        action=_("Write it down"),
        crumbs=[*crumbs, (title, "")],
        cancel_url=here,
        wide=True,
    )
