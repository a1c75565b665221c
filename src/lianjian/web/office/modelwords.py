"""Templates: model words of an organisation, their versions, and which agreements were made from older ones."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.agreements.actions.draft_template import draft_template
from lianjian.apps.agreements.actions.drop_template_clause import drop_template_clause
from lianjian.apps.agreements.actions.retire_template import retire_template
from lianjian.apps.agreements.actions.write_template_clause import write_template_clause
from lianjian.apps.agreements.queries import (
    count_old_words,
    count_templates,
    old_words,
    template_card,
    templates,
)
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.office.choosing import houses
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed
from lianjian.web.office.typed import clauses_typed
from lianjian.web.office.words import AGREEMENT_MARKS, STATE_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import TemplateCard

ON_A_PAGE = 30


class TemplateForm(OfficeForm):
    """New model words."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("Your organisation"), coerce=int)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    about = forms.CharField(
        label=gettext_lazy("What it is for"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    clauses = forms.CharField(
        label=gettext_lazy("Clauses"),
        help_text=gettext_lazy(
            "An empty line begins the next clause. Where a clause has more than one line, its first line is its heading."
        ),
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def __init__(self, *args: Any, own: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = houses(own)  # type: ignore[attr-defined] # a choice field


class SeenTemplateForm(OfficeForm):
    """Carries the revision that was before the writer's eyes."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)


class WordsForm(SeenTemplateForm):
    """The words of a clause."""

    heading = forms.CharField(label=gettext_lazy("Name of the clause"), required=False, max_length=120)
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 10}))


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """The templates of the network."""
    actor = actor_of(request)
    if sheets.wanted(request):
        titles = (
            _("Template"),
            _("Kept by"),
            _("Clauses"),
            _("Last changed"),
            _("Our agreements made from it"),
        )
        rows = [
            (one.title, one.organisation_name, one.clauses, one.changed_at, one.agreements)
            for one in templates(actor, sheets.MOST_ROWS + 1)
        ]
        return sheets.workbook(_("Templates"), titles, rows)
    page = page_of(request, count_templates(actor), partial(templates, actor), ON_A_PAGE)
    context = framed(request, page=page, may_begin=bool(_kept(request)), sheet=sheets.address(request))
    return render(request, "office/templates.html", context)


def _kept(request: HttpRequest) -> list[int]:
    """The organisations whose templates the reader keeps."""
    return sorted(m.organisation for m in actor_of(request).mandates if m.role in STEWARDS)


@in_office
def begin(request: HttpRequest) -> HttpResponse:
    """Begin model words."""
    own = _kept(request)
    if not own:
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    form = TemplateForm(request.POST or None, own=own)

    def deed(values: dict[str, Any]) -> str:
        row = draft_template(
            by=actor_of(request),
            organisation=values["organisation"],
            key=values["client_key"].lower(),
            title=values["title"],
            about=values["about"],
            clauses=clauses_typed(values["clauses"]),
        )
        messages.success(request, _("The template is there; everybody in the network can draft from it."))
        return reverse("office:template", args=[row.key])

    title = _("New template")
    here = reverse("office:templates")
    return run(
        request,
        form,
        deed,
        title=title,
        action=_("Keep it"),
        crumbs=[*_crumbs(), (title, "")],
        cancel_url=here,
    )


def _crumbs(card: TemplateCard | None = None) -> list[tuple[Any, str]]:
    found = [(_("Agreements"), reverse("office:agreements")), (_("Templates"), reverse("office:templates"))]
    return found if card is None else [*found, (card.title, reverse("office:template", args=[card.key]))]


@in_office
def shown(request: HttpRequest, key: str) -> HttpResponse:
    """One template: its clauses with their versions, and what was made from older ones."""
    actor = actor_of(request)
    card = template_card(actor, key)
    page = page_of(
        request,
        count_old_words(actor, card.id),
        lambda limit, offset: old_words(actor, card.id, limit, offset),
        ON_A_PAGE,
    )
    behind = [(one, AGREEMENT_MARKS[one.state], STATE_WORDS[one.state]) for one in page]
    crumbs = [*_crumbs(), (card.title, "")]
    return render(
        request, "office/template.html", framed(request, card=card, page=page, behind=behind, crumbs=crumbs)
    )


def _own(request: HttpRequest, key: str) -> TemplateCard:
    card = template_card(actor_of(request), key)
    if not card.may_keep:
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    return card


@in_office
def write(request: HttpRequest, key: str, clause: int | None = None) -> HttpResponse:
    """New words for a clause (its next version), or a clause at the end."""
    card = _own(request, key)
    found = next((one for one in card.clauses if one.id == clause), None)
    if clause is not None and found is None:
        raise NotThere
    initial: dict[str, Any] = {"seen_revision": card.revision}
    if found is not None:
        initial |= {"heading": found.heading, "text": found.text}
    form = WordsForm(request.POST or None, initial=initial)

    def deed(values: dict[str, Any]) -> str:
        written = write_template_clause(
            by=actor_of(request),
            template=card.id,
            clause=clause,
            heading=values["heading"],
            text=values["text"],
            seen_revision=values["seen_revision"],
        )
        said = _("Version %(version)s is offered from now on. Agreements keep the words they have.")
        messages.success(request, said % {"version": written.version})
        return reverse("office:template", args=[key])

    title = found.name if found is not None else _("Add a clause")
    crumbs = [*_crumbs(card), (title, "")]
    here = reverse("office:template", args=[key])
    return run(request, form, deed, title=title, action=_("Save"), crumbs=crumbs, cancel_url=here)


@in_office
def drop(request: HttpRequest, key: str, clause: int) -> HttpResponse:
    """Offer a clause no longer."""
    card = _own(request, key)
    found = next((one for one in card.clauses if one.id == clause), None)
    if found is None and request.method != "POST":
        raise NotThere
    form = SeenTemplateForm(request.POST or None, initial={"seen_revision": card.revision})

    def deed(values: dict[str, Any]) -> str:
        drop_template_clause(
            by=actor_of(request), template=card.id, clause=clause, seen_revision=values["seen_revision"]
        )
        messages.success(request, _("The clause is offered no longer."))
        return reverse("office:template", args=[key])

    title = _("Take a clause out")
    return run(
        request,
        form,
        deed,
        title=title,
        action=_("Take it out"),
        grave=True,
        quoted=f"{found.name} {found.heading}\n{found.text}" if found else "",
        crumbs=[*_crumbs(card), (title, "")],
        cancel_url=reverse("office:template", args=[key]),
    )


@in_office
def retire(request: HttpRequest, key: str) -> HttpResponse:
    """Offer a template for no new draft."""
    card = _own(request, key)

    def deed(_values: dict[str, Any]) -> str:
        retire_template(by=actor_of(request), template=card.id)
        messages.success(request, _("The template is offered no longer; it stays readable."))
        return reverse("office:templates")

    title = _("Retire the template")
    return run(
        request,
        OfficeForm(request.POST or None),
        deed,
        title=title,
        action=_("Retire it"),
        grave=True,
        quoted=card.title,
        crumbs=[*_crumbs(card), (title, "")],
        cancel_url=reverse("office:template", args=[key]),
    )
