"""What parties put into a project: planned or given, proved, confirmed by another party, corrected by a new row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.projects.actions.confirm_contribution import confirm_contribution
from lianjian.apps.projects.actions.correct_contribution import correct_contribution
from lianjian.apps.projects.actions.record_contribution import record_contribution
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.office.choosing import (
    ProofField,
    houses,
    number_field,
    offer,
    proof,
    unit_field,
)
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.marks import GIVEN_WORDS
from lianjian.web.office.projects import page_of, worked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


PLANNED = [("given", gettext_lazy("given")), ("planned", gettext_lazy("agreed, to be given"))]


class ContributionForm(OfficeForm):
    """What a party has put in, or agreed to."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("Which party"), coerce=int)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(GIVEN_WORDS.items()))
    planned = forms.ChoiceField(
        label=gettext_lazy("Given or agreed"), choices=PLANNED, initial="given", required=False
    )
    text = forms.CharField(label=gettext_lazy("What it put in"), max_length=300)
    amount = number_field(
        gettext_lazy("Amount"), help_text=gettext_lazy("Left empty it is unknown, which is not nothing.")
    )
    unit = unit_field()
    files = ProofField(label=gettext_lazy("Photos or PDF documents"), required=False)  # type: ignore[assignment] # a field of that name


class CorrectionForm(OfficeForm):
    """What takes the place of a row."""

    planned = forms.ChoiceField(label=gettext_lazy("Given or agreed"), choices=PLANNED)
    text = forms.CharField(label=gettext_lazy("What it put in"), max_length=300)
    amount = number_field(
        gettext_lazy("Amount"), help_text=gettext_lazy("Left empty it is unknown, which is not nothing.")
    )
    unit = unit_field()
    reason = forms.CharField(
        label=gettext_lazy("Why the row is replaced"),
        max_length=300,
        help_text=gettext_lazy(
            "As in: the agreed sum was paid; or: a typing mistake. The old row stays readable."
        ),
    )


@in_office
def contribute(request: HttpRequest, project: int) -> HttpResponse:
    """Write down what a party has put in, or agreed to."""
    card = worked(request, project)
    form = ContributionForm(request.POST or None, request.FILES or None)
    offer(form, "organisation", houses(card.party_keys))

    def deed(values: dict[str, Any]) -> str:
        record_contribution(
            by=actor_of(request),
            project=project,
            organisation=values["organisation"],
            kind=values["kind"],
            text=values["text"],
            amount=values["amount"] or None,
            unit=values["unit"],
            planned=values["planned"] == "planned",
            files=proof(values["files"]),
            client_key=values["client_key"],
        )
        messages.success(request, _("The contribution is written down."))
        return reverse("office:project", args=[project])

    page = page_of(card, _("Record a contribution"))
    return run(request, form, deed, action=_("Write it down"), wide=True, **page)


@in_office
def correct(request: HttpRequest, project: int, contribution: int) -> HttpResponse:
    """Put a new row in the place of one."""
    card = worked(request, project)
    line = next((one for one in card.contributions if one.id == contribution), None)
    if line is None:
        raise NotThere
    initial = {
        "planned": "given",
        "text": line.text,
        "amount": "" if line.amount is None else f"{line.amount:f}",
        "unit": line.unit or "",
    }

    def deed(values: dict[str, Any]) -> str:
        correct_contribution(
            by=actor_of(request),
            contribution=contribution,
            text=values["text"],
            reason=values["reason"],
            amount=values["amount"] or None,
            unit=values["unit"],
            planned=values["planned"] == "planned",
        )
        messages.success(request, _("Replaced. The old row stays readable and counts no more."))
        return reverse("office:project", args=[project])

    form = CorrectionForm(request.POST or None, initial=initial)
    page = page_of(card, _("Replace a contribution"))
    return run(request, form, deed, action=_("Replace it"), wide=True, **page)


@require_POST
@in_office
def confirm(request: HttpRequest, project: int, contribution: int) -> HttpResponse:
    """Another party confirms that it was given."""
    card = worked(request, project)
    if contribution not in {one.id for one in card.contributions}:
        raise NotThere
    confirm_contribution(by=actor_of(request), contribution=contribution)
    messages.success(request, _("Confirmed."))
    return redirect("office:project", project)
