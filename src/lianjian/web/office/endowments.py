"""What an organisation has: written down on its page, shown to everybody or to the network, withdrawn with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.exchange.actions.record_endowment import record_endowment
from lianjian.apps.exchange.actions.show_endowment import show_endowment
from lianjian.apps.exchange.actions.withdraw_endowment import withdraw_endowment
from lianjian.apps.exchange.queries import endowments
from lianjian.apps.parties.queries import organisation
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.office.choosing import number_field, unit_field
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.marks import ENDOWMENT_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.exchange.queries import EndowmentLine


class EndowmentForm(OfficeForm):
    """Something an organisation has, counted where it can be."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(ENDOWMENT_WORDS.items()))
    text = forms.CharField(
        label=gettext_lazy("What there is"),
        max_length=200,
        help_text=gettext_lazy("As in: old tea trees on the north slope."),
    )
    quantity = number_field(
        gettext_lazy("Quantity"), help_text=gettext_lazy("Left empty it is unknown, which is not nothing.")
    )
    unit = unit_field()
    public = forms.BooleanField(label=gettext_lazy("Show it to everybody on the public site"), required=False)


class WithdrawForm(OfficeForm):
    """Why it is not there any more."""

    reason = forms.CharField(label=gettext_lazy("The reason"), max_length=300)


def _house(request: HttpRequest, key: str) -> Any:
    row = organisation(key)
    if row is None or not actor_of(request).acts_for(row.pk):
        raise NotThere
    return row


def _line(request: HttpRequest, house: int, endowment: int) -> EndowmentLine | None:
    """The endowment, if this organisation has it still."""
    rows = endowments(actor_of(request), organisation=house)
    return next((one for one in rows if one.id == endowment), None)


def _page(row: Any, title: str) -> dict[str, Any]:
    here = reverse("office:party", args=[row.key])
    crumbs = [(_("Parties"), reverse("office:parties")), (row.short_name, here), (title, "")]
    return {"title": title, "crumbs": crumbs, "cancel_url": here, "of": row.name}


@in_office
def record(request: HttpRequest, key: str) -> HttpResponse:
    """Write down something the organisation has."""
    row = _house(request, key)

    def deed(values: dict[str, Any]) -> str:
        record_endowment(
            by=actor_of(request),
            organisation=row.pk,
            kind=values["kind"],
            text=values["text"],
            quantity=values["quantity"] or None,
            unit=values["unit"],
            public=values["public"],
            client_key=values["client_key"],
        )
        messages.success(request, _("It stands in the inventory."))
        return reverse("office:party", args=[key])

    form = EndowmentForm(request.POST or None)
    return run(
        request, form, deed, action=_("Write it down"), wide=True, **_page(row, _("Record an endowment"))
    )


@require_POST
@in_office
def show(request: HttpRequest, key: str, endowment: int) -> HttpResponse:
    """Show it to everybody, or only to the network again."""
    row = _house(request, key)
    if _line(request, row.pk, endowment) is None:
        raise NotThere
    public = request.POST.get("public") == "yes"
    show_endowment(by=actor_of(request), endowment=endowment, public=public)
    messages.success(request, _("Everybody sees it now.") if public else _("Only the network sees it now."))
    return redirect("office:party", key)


@in_office
def withdraw(request: HttpRequest, key: str, endowment: int) -> HttpResponse:
    """Say that it is not there any more."""
    row = _house(request, key)
    line = _line(request, row.pk, endowment)
    if line is None and request.method != "POST":
        raise NotThere

    def deed(values: dict[str, Any]) -> str:
        withdraw_endowment(by=actor_of(request), endowment=endowment, reason=values["reason"])
        messages.success(request, _("Withdrawn. The reason is kept."))
        return reverse("office:party", args=[key])

    form = WithdrawForm(request.POST or None)
    page = _page(row, _("Withdraw an endowment"))
    return run(
        request, form, deed, action=_("Withdraw it"), grave=True, quoted=line.text if line else "", **page
    )
