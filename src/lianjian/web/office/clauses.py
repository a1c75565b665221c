"""The clauses of an agreement: written, changed, taken out. Each change reopens what was open for signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.agreements.actions.remove_clause import remove_clause
from lianjian.apps.agreements.actions.write_clause import write_clause
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.office.agreements import editable, page_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class SeenForm(OfficeForm):
    """Carries the revision that was before the writer's eyes: nobody writes over what somebody else has written."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)


class ClauseForm(SeenForm):
    """A clause."""

    heading = forms.CharField(label=gettext_lazy("Name of the clause"), required=False, max_length=120)
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 10}))


@in_office
def add(request: HttpRequest, agreement: int) -> HttpResponse:
    """Add a clause at the end."""
    card = editable(request, agreement)

    def deed(values: dict[str, Any]) -> str:
        write_clause(
            by=actor_of(request),
            agreement=agreement,
            heading=values["heading"],
            text=values["text"],
            seen_revision=values["seen_revision"],
        )
        messages.success(request, _("The clause is added."))
        return reverse("office:agreement", args=[agreement])

    form = ClauseForm(request.POST or None, initial={"seen_revision": card.revision})
    return run(request, form, deed, action=_("Add the clause"), **page_of(card, _("Add a clause")))


@in_office
def edit(request: HttpRequest, agreement: int, position: int) -> HttpResponse:
    """Change a clause."""
    card = editable(request, agreement)
    found = next((one for one in card.clauses if one.position == position), None)
    if found is None:
        raise NotThere

    def deed(values: dict[str, Any]) -> str:
        write_clause(
            by=actor_of(request),
            agreement=agreement,
            position=position,
            heading=values["heading"],
            text=values["text"],
            seen_revision=values["seen_revision"],
        )
        messages.success(request, _("The clause is changed."))
        return reverse("office:agreement", args=[agreement])

    initial = {"heading": found.heading, "text": found.text, "seen_revision": card.revision}
    form = ClauseForm(request.POST or None, initial=initial)
    return run(request, form, deed, action=_("Save"), **page_of(card, found.name))


@in_office
def remove(request: HttpRequest, agreement: int, position: int) -> HttpResponse:
    """Take a clause out."""
    card = editable(request, agreement)
    found = next((one for one in card.clauses if one.position == position), None)
    if found is None and request.method != "POST":
        raise NotThere

    def deed(values: dict[str, Any]) -> str:
        remove_clause(
            by=actor_of(request),
            agreement=agreement,
            position=position,
            seen_revision=values["seen_revision"],
        )
        messages.success(request, _("The clause is taken out; the ones after it moved up."))
        return reverse("office:agreement", args=[agreement])

    form = SeenForm(request.POST or None, initial={"seen_revision": card.revision})
    page = page_of(card, _("Take a clause out"))
    quoted = f"{found.name} {found.heading}\n{found.text}" if found is not None else ""
    return run(request, form, deed, action=_("Take it out"), quoted=quoted, grave=True, **page)
