"""How what a project brings is shared: agreed per cent, and what was distributed and received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.projects.actions.agree_income_shares import agree_income_shares
from lianjian.apps.projects.actions.propose_income_shares import propose_income_shares
from lianjian.apps.projects.actions.record_distribution import record_distribution
from lianjian.apps.projects.actions.say_receipt import say_receipt
from lianjian.apps.projects.queries import project_card, sharing_of
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.office.choosing import houses, number_field, spoken_for
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.linked_marks import RECEIPT_MARKS, RECEIPT_WORDS
from lianjian.web.office.projects import worked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import ProjectCard, Sharing
    from lianjian.kernel.refusals import Refused


class SharesForm(OfficeForm):
    """A field for each party."""

    valid_from = Day(
        label=gettext_lazy("Valid from"),
        help_text=gettext_lazy("From this day on they replace the ones before, once every party has agreed."),
    )

    def __init__(self, *args: Any, parties: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = list(houses(parties))
        for key, name in self.parties:
            self.fields[f"share_{key}"] = number_field(
                _("%(name)s, per cent") % {"name": name}, required=True
            )

    def shares(self) -> dict[int, str]:
        """Per cent as typed, by party."""
        return {key: self.cleaned_data[f"share_{key}"] for key, _name in self.parties}

    def stand_beside(self, refused: Refused) -> None:
        """What is wrong with the shares stands above them."""
        if refused.field == "shares":
            self.add_error(f"share_{self.parties[-1][0]}", explain(refused))
        else:
            super().stand_beside(refused)


class DistributionForm(OfficeForm):
    """A period and a sum."""

    starts_on = Day(label=gettext_lazy("First day of the period"))
    ends_on = Day(
        label=gettext_lazy("Last day of the period"),
        help_text=gettext_lazy("It is split by the shares valid on this day."),
    )
    total = number_field(gettext_lazy("To distribute, yuan"), required=True)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("As in: net income by the cooperative's ledger."),
    )


class ReceiptForm(OfficeForm):
    """Received or not."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Your part"),
        choices=[
            ("yes", gettext_lazy("We have received it")),
            ("no", gettext_lazy("We have not received it")),
        ],
        widget=forms.RadioSelect,
    )
    to_villagers = number_field(
        gettext_lazy("Passed on to villagers, yuan in all"),
        help_text=gettext_lazy("One sum: no villager is named here."),
    )
    remark = forms.CharField(label=gettext_lazy("What is wrong, or a note"), required=False, max_length=300)


@in_office
def shared(request: HttpRequest, project: int) -> HttpResponse:
    """The shares of a project and what was distributed by them."""
    actor = actor_of(request)
    card = project_card(actor, project, this_day())
    found = sharing_of(actor, project, this_day())
    own = set(spoken_for(actor)) & set(card.party_keys)
    if sheets.wanted(request):
        return _sheet(found)
    context = framed(
        request,
        card=card,
        line=card.line,
        may_speak=bool(own),
        own=own,
        agreements=[
            (one, [(share, share.organisation in own and share.agreed_at is None) for share in one.shares])
            for one in found.agreements
        ],
        may_distribute=bool(own) and any(one.valid for one in found.agreements),
        distributions=[
            (
                one,
                [
                    (
                        part,
                        RECEIPT_MARKS[part.state],
                        RECEIPT_WORDS[part.state],
                        part.organisation in own and bool(part.amount),
                    )
                    for part in one.parts
                ],
            )
            for one in found.distributions
        ],
        crumbs=_crumbs(card, ""),
    )
    return render(request, "office/income.html", context)


def _sheet(found: Sharing) -> HttpResponse:
    return sheets.workbook(
        _("Distributions"),
        [
            _("From"),
            _("To"),
            _("Distributed in all, yuan"),
            _("Party"),
            _("Per cent"),
            _("Its part, yuan"),
            _("State"),
            _("Passed on to villagers, yuan"),
        ],
        (
            (
                one.starts_on,
                one.ends_on,
                one.total,
                part.organisation_name,
                part.per_cent,
                part.amount,
                str(RECEIPT_WORDS[part.state]) if part.amount else None,
                part.to_villagers,
            )
            for one in found.distributions
            for part in one.parts
        ),
    )


@in_office
def propose(request: HttpRequest, project: int) -> HttpResponse:
    """Propose shares."""
    card = _spoken(request, project)
    initial = {"valid_from": this_day()}
    form = SharesForm(request.POST or None, parties=card.party_keys, initial=initial)

    def deed(values: dict[str, Any]) -> str:
        propose_income_shares(
            by=actor_of(request),
            project=project,
            shares=form.shares(),
            valid_from=values["valid_from"],
            client_key=values["client_key"],
        )
        messages.success(request, _("Proposed. They are valid once every party has agreed."))
        return reverse("office:shares", args=[project])

    return run(
        request,
        form,
        deed,
        action=_("Propose these shares"),
        **_page(card, _("Propose shares of the income")),
    )


@require_POST
@in_office
def agree(request: HttpRequest, project: int, shares: int) -> HttpResponse:
    """Agree to proposed shares, for one's own party."""
    typed = request.POST.get("organisation", "")
    if not typed.isascii() or not typed.isdigit() or len(typed) > 18:  # noqa: PLR2004 - what a key column holds
        raise NotThere
    row = agree_income_shares(by=actor_of(request), shares=shares, organisation=int(typed))
    messages.success(
        request, _("Agreed. The shares are valid.") if row.agreed_on else _("Agreed. Others have not yet.")
    )
    return redirect("office:shares", project)


@in_office
def distribute(request: HttpRequest, project: int) -> HttpResponse:
    """Write down a distribution."""
    card = _spoken(request, project)

    def deed(values: dict[str, Any]) -> str:
        names = ("starts_on", "ends_on", "total", "note", "client_key")
        record_distribution(by=actor_of(request), project=project, **{name: values[name] for name in names})
        messages.success(
            request, _("Split by the agreed shares. Now each party says whether it received its part.")
        )
        return reverse("office:shares", args=[project])

    form = DistributionForm(request.POST or None)
    return run(request, form, deed, action=_("Distribute it"), **_page(card, _("Record a distribution")))


@in_office
def receipt(request: HttpRequest, project: int, distribution: int, organisation: int) -> HttpResponse:
    """Say whether one's part was received."""
    card = _spoken(request, project)
    if organisation not in spoken_for(actor_of(request)):
        raise NotThere

    def deed(values: dict[str, Any]) -> str:
        say_receipt(
            by=actor_of(request),
            distribution=distribution,
            organisation=organisation,
            received=values["answer"] == "yes",
            to_villagers=values["to_villagers"],
            remark=values["remark"],
        )
        messages.success(request, _("Said. All parties see it."))
        return reverse("office:shares", args=[project])

    page = _page(card, _("Was it received?"))
    page["of"] = dict(houses([organisation])).get(organisation, "")
    return run(request, ReceiptForm(request.POST or None), deed, action=_("Say so"), **page)


def _spoken(request: HttpRequest, project: int) -> ProjectCard:
    card = worked(request, project)
    if not set(spoken_for(actor_of(request))) & set(card.party_keys):
        raise NotThere
    return card


def _crumbs(card: ProjectCard, title: str) -> list[tuple[Any, str]]:
    there = reverse("office:project", args=[card.line.id])
    here = reverse("office:shares", args=[card.line.id])
    crumbs = [(_("Projects"), reverse("office:projects")), (card.line.title, there)]
    return [
        *crumbs,
        (_("Shares and distributions"), here if title else ""),
        *([(title, "")] if title else []),
    ]


def _page(card: ProjectCard, title: str) -> dict[str, Any]:
    here = reverse("office:shares", args=[card.line.id])
    return {"title": title, "crumbs": _crumbs(card, title), "cancel_url": here}
