"""Inboxes: whom villages can write to, about what, and how many wait there. Numbers only: letters are their people's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.exchange.queries import experts
from lianjian.apps.islands.actions.close_inbox import close_inbox
from lianjian.apps.islands.actions.open_inbox import open_inbox
from lianjian.apps.islands.queries import (
    categories_offered,
    category_words,
    count_inboxes,
    inboxes,
    keeps_network,
)
from lianjian.apps.islands.queries import inbox as inbox_in_scope
from lianjian.apps.islands.rules.inboxes import ROLE_LABELS, USUAL_DAYS, InboxRole
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit.paging import page_of
from lianjian.web.office.choosing import offer
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.picking import PartyPick, Picking
from lianjian.web.office.stations import station_tabs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = 40
ROLE_WORDS = {role: gettext_lazy(label) for role, label in ROLE_LABELS.items()}
MOST_DAYS = 90


class InboxForm(Picking):
    """Whose, about what, how long an answer takes."""

    role = forms.ChoiceField(
        label=gettext_lazy("Whose inbox"),
        widget=forms.RadioSelect,
        choices=[
            (str(InboxRole.PARTY), gettext_lazy("an organisation's: its people read it")),
            (str(InboxRole.EXPERT), gettext_lazy("an expert's: the expert alone reads it")),
            (str(InboxRole.SECRETARY), gettext_lazy("a village's first secretary's: for that village alone")),
        ],
    )
    organisation = PartyPick(
        label=gettext_lazy("The organisation, or the village"),
        required=False,
        help_text=gettext_lazy("Part of the name or of the place."),
    )
    expert = forms.TypedChoiceField(
        label=gettext_lazy("The expert"), required=False, coerce=int, empty_value=None
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("About what"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: everything."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days until an answer"), min_value=1, max_value=MOST_DAYS, initial=USUAL_DAYS
    )
    field_order = ["role", "organisation", "expert", "categories", "days"]

    def stand_beside(self, refused: Refused) -> None:
        """What the verb calls ``of`` is one of two fields here."""
        if refused.field == "of":
            refused.field = "organisation"
        super().stand_beside(refused)


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """The inboxes, open ones first."""
    actor, day = actor_of(request), this_day()
    role = request.GET.get("role", "")
    role = role if role in set(InboxRole) else ""
    page = page_of(
        request,
        count_inboxes(actor, role=role),
        lambda limit, offset: [
            (line, ROLE_WORDS[line.role], [category_words(one) for one in line.categories])
            for line in inboxes(actor, day, role=role, limit=limit, offset=offset)
        ],
        PAGE,
    )
    which = [
        (str(word), f"?role={value}", value == role, None)
        for value, word in (("", _("All")), *((str(one), ROLE_WORDS[one]) for one in InboxRole))
    ]
    context = framed(
        request,
        page=page,
        which=which,
        tabs=station_tabs("office:inboxes"),
        keeps=keeps_network(actor),
    )
    return render(request, "office/inboxes.html", context)


@in_office
def begin(request: HttpRequest) -> HttpResponse:
    """Open an inbox, or change what it takes."""
    actor = actor_of(request)
    form = InboxForm(request.POST or None, by=actor, initial={"role": str(InboxRole.SECRETARY)})
    offer(form, "categories", categories_offered())
    listed_experts = experts(actor, reachable_only=True) if keeps_network(actor) else []
    offer(
        form,
        "expert",
        [("", "—"), *((one.id, f"{one.name} · {one.organisation_name}") for one in listed_experts)],
    )

    def deed(values: dict[str, Any]) -> str:
        is_expert = values["role"] == InboxRole.EXPERT
        of = values["expert"] if is_expert else values["organisation"]
        if of is None:
            raise Refused(_("Say whose it is."), field="expert" if is_expert else "organisation")
        row = open_inbox(
            by=actor, role=values["role"], of=of, categories=values["categories"], days=values["days"]
        )
        messages.success(
            request, _("Open: villages see %(name)s with the next edition.") % {"name": row.name}
        )
        return reverse("office:inboxes")

    title = _("Open an inbox")
    crumbs = [(_("Inboxes"), reverse("office:inboxes")), (title, "")]
    return run(
        request,
        form,
        deed,
        title=title,
        crumbs=crumbs,
        cancel_url=reverse("office:inboxes"),
        action=_("Open it"),
    )


@in_office
def close(request: HttpRequest, key: str) -> HttpResponse:
    """Let nobody write to it any more."""
    actor = actor_of(request)
    line = inbox_in_scope(actor, key, this_day())
    if not (line.is_own or keeps_network(actor) or line.organisation in actor.organisations):
        raise NotThere

    def deed(_values: dict[str, Any]) -> str:
        close_inbox(by=actor, inbox=key)
        messages.success(request, _("Closed. What is open in it stays with its people."))
        return reverse("office:inboxes")

    title = _("Close an inbox")
    crumbs = [(_("Inboxes"), reverse("office:inboxes")), (title, "")]
    form, back = OfficeForm(request.POST or None), reverse("office:inboxes")
    return run(
        request,
        form,
        deed,
        title=title,
        crumbs=crumbs,
        cancel_url=back,
        action=_("Close it"),
        grave=True,
        quoted=line.name,
    )
