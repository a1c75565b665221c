"""Honours of an organisation and its people: entered with their proof, shown to everybody or not, taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.parties.actions.record_honour import record_honour
from lianjian.apps.parties.actions.show_honour import show_honour
from lianjian.apps.parties.actions.withdraw_honour import withdraw_honour
from lianjian.apps.parties.queries import organisation
from lianjian.apps.parties.queries.honours import honour_of
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.office.choosing import ProofField, proof
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.picking import PersonPick, Picking

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.foundation.actor import Actor


class HonourForm(Picking):
    """What was granted to whom by whom, and what proves it."""

    title = forms.CharField(label=pgettext_lazy("of an honour", "Title"), max_length=120)
    person = PersonPick(
        label=gettext_lazy("To one of its people"),
        required=False,
        help_text=gettext_lazy("Left open, it is the organisation's own."),
    )
    granted_by = forms.CharField(label=gettext_lazy("Granted by"), max_length=120)
    granted_on = Day(label=gettext_lazy("Granted on"))
    files = ProofField(  # type: ignore[assignment] # a field of that name, as Django reads its forms
        label=gettext_lazy("The proof"),
        required=False,
        help_text=gettext_lazy("A photo of the certificate or plate, or the document as PDF."),
    )
    public = forms.BooleanField(label=gettext_lazy("Show it to everybody, with its proof"), required=False)


def _house(actor: Actor, key: str) -> Any:
    row = organisation(key)
    if row is None or not actor.holds(*NEGOTIATORS, organisation=row.pk):
        raise NotThere
    return row


@in_office
def record(request: HttpRequest, key: str) -> HttpResponse:
    """Enter an honour."""
    actor = actor_of(request)
    row = _house(actor, key)

    def deed(values: dict[str, Any]) -> str:
        fields = ("title", "person", "granted_by", "granted_on", "public", "client_key")
        given = {name: values[name] for name in fields}
        record_honour(by=actor, organisation=row.pk, files=proof(values["files"]), **given)
        messages.success(request, _("Entered."))
        return f"{reverse('office:party', args=[key])}#honours"

    title, here = _("Enter an honour"), reverse("office:party", args=[key])
    return run(
        request,
        HonourForm(request.POST or None, request.FILES or None, by=actor),
        deed,
        title=title,
        of=row.name,
        action=_("Enter it"),
        crumbs=[(_("Parties"), reverse("office:parties")), (row.short_name, here), (title, "")],
        cancel_url=here,
    )


@in_office
@require_POST
def show(request: HttpRequest, key: str, honour: int) -> HttpResponse:
    """Show an honour to everybody, or to its own people only."""
    actor = actor_of(request)
    _house(actor, key)
    show_honour(by=actor, honour=honour, public=request.POST.get("public") == "yes")
    return redirect(f"{reverse('office:party', args=[key])}#honours")


@in_office
def withdraw(request: HttpRequest, key: str, honour: int) -> HttpResponse:
    """Take out an honour that was entered by mistake."""
    actor = actor_of(request)
    row = _house(actor, key)
    line = honour_of(actor, honour) if request.method != "POST" else None
    if line is not None and line.organisation != row.pk:
        raise NotThere

    def deed(_values: dict[str, Any]) -> str:
        withdraw_honour(by=actor, honour=honour)
        messages.success(request, _("Taken out, with its files."))
        return f"{reverse('office:party', args=[key])}#honours"

    title, here = _("Take out an honour"), reverse("office:party", args=[key])
    return run(
        request,
        OfficeForm(request.POST or None),
        deed,
        title=title,
        quoted=f"{line.title}\n{line.granted_by}" if line else "",
        action=_("Delete it with its files"),
        grave=True,
        crumbs=[(_("Parties"), reverse("office:parties")), (row.short_name, here), (title, "")],
        cancel_url=here,
    )
