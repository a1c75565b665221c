"""The clauses of an agreement: written, changed, taken out. Each change reopens what was open for signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import QueryDict
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
from lianjian.web.office.life import DeedForm, targets_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import AgreementCard
    from lianjian.kernel.refusals import Refused


class SeenForm(OfficeForm):
    """Carries the revision that was before the writer's eyes: nobody writes over what somebody else has written."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)
    shown_revision: int | None = None
    """The revision that the page of a refusal shows beside what was typed: what is saved from there has seen it."""

    def stand_beside(self, refused: Refused) -> None:
        """A refusal whose page shows what stands there now."""
        super().stand_beside(refused)
        if self.shown_revision is not None:
            data = QueryDict(mutable=True)
            data.update(self.data)
            data["seen_revision"] = str(self.shown_revision)
            self.data = data


class ClauseForm(SeenForm):
    """A clause."""

    heading = forms.CharField(label=gettext_lazy("Name of the clause"), required=False, max_length=120)
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 10}))


class SupplementClauseForm(SeenForm, DeedForm):
    """A clause of a supplement, and what it does."""

    field_order = ["deed", "target", "heading", "text"]


def _form(request: HttpRequest, card: AgreementCard, initial: dict[str, Any]) -> SeenForm:
    values = {"seen_revision": card.revision} | initial
    if card.parent is None:
        return ClauseForm(request.POST or None, initial=values)
    targets = targets_of(actor_of(request), card.parent[0])
    return SupplementClauseForm(request.POST or None, targets=targets, initial=values)


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
            deed=values.get("deed", ""),
            target=values.get("target") or 0,
            seen_revision=values["seen_revision"],
        )
        messages.success(request, _("The clause is added."))
        return reverse("office:agreement", args=[agreement])

    form = _form(request, card, {})
    return run(request, form, deed, action=_("Add the clause"), **page_of(card, _("Add a clause")))


@in_office
def edit(request: HttpRequest, agreement: int, position: int) -> HttpResponse:
    """Change a clause. Where somebody else has changed it meanwhile, their words stand beside those that were typed."""
    card = editable(request, agreement)
    found = next((one for one in card.clauses if one.position == position), None)
    stale = request.method == "POST" and request.POST.get("seen_revision") != str(card.revision)
    if found is None and not stale:
        raise NotThere

    def deed(values: dict[str, Any]) -> str:
        write_clause(
            by=actor_of(request),
            agreement=agreement,
            position=position,
            heading=values["heading"],
            text=values["text"],
            deed=values.get("deed", ""),
            target=values.get("target") or 0,
            seen_revision=values["seen_revision"],
        )
        messages.success(request, _("The clause is changed."))
        return reverse("office:agreement", args=[agreement])

    if found is None:
        form, quoted = _form(request, card, {}), _("This clause was taken out meanwhile.")
    else:
        names = ("heading", "text", "deed", "target")
        form = _form(request, card, {name: getattr(found, name) for name in names})
        form.shown_revision = card.revision if stale else None
        quoted = "\n".join((_("What stands there now:"), found.heading, found.text)) if stale else ""
    title = found.name if found is not None else card.title
    return run(request, form, deed, action=_("Save"), quoted=quoted, **page_of(card, title))


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
