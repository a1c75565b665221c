"""Handovers from the office: begun for whoever leaves, what is open and who has it, what has no hands, who acts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.parties.actions.appoint_acting import appoint_acting
from lianjian.apps.parties.actions.begin_handover import begin_handover
from lianjian.apps.parties.queries import organisation, organisation_names
from lianjian.apps.parties.queries.handovers import (
    count_open_of,
    count_open_things,
    count_without_hands,
    open_things,
    without_hands,
)
from lianjian.apps.parties.queries.people_in_office import (
    count_unanswered,
    ending_soon,
    mandate_of,
    mandates_in,
    successors_for,
    unanswered,
)
from lianjian.apps.parties.rules.open_things import THING_LABELS
from lianjian.apps.parties.rules.ownership import ANSWERING, HANDS_LABELS, Hands
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.dates import say
from lianjian.web.kit.paging import page_of
from lianjian.web.office.choosing import offer
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.picking import PersonPick, Picking
from lianjian.web.office.words import ROLE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.parties.queries.holding import Held

ON_A_PAGE = 40
SHOWN = 30
THING_WORDS = {thing: gettext_lazy(label) for thing, label in THING_LABELS.items()}
HANDS_WORDS = {hands: gettext_lazy(label) for hands, label in HANDS_LABELS.items()}
HANDS_MARKS = {
    Hands.TAKEN: "ok",
    Hands.NAMED: "ok",
    Hands.ACTING: "hand",
    Hands.SUCCEEDED: "ok",
    Hands.ANSWERS: "ok",
    Hands.FELL: "stuck",
    Hands.ANYBODY: "stuck",
    Hands.NETWORK: "stop",
}


class BeginForm(OfficeForm):
    """To whom."""

    successor = forms.TypedChoiceField(
        label=gettext_lazy("To whom"),
        coerce=int,
        help_text=gettext_lazy("Somebody of the organisation, also one whose mandate begins later."),
    )


class ActingForm(Picking):
    """Who acts, in whose place, for how long."""

    person = PersonPick(label=gettext_lazy("Who acts"), help_text=gettext_lazy("Part of the name."))
    role = forms.ChoiceField(
        label=gettext_lazy("In which role"), choices=[(str(role), ROLE_WORDS[role]) for role in ANSWERING]
    )
    instead_of = forms.TypedChoiceField(
        label=gettext_lazy("In place of"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("Left open where nobody holds the post."),
    )
    starts_on = Day(label=gettext_lazy("First day"))
    ends_on = Day(label=gettext_lazy("Last day"))
    reason = forms.CharField(label=gettext_lazy("The reason"), required=False, max_length=200)


def _rows(held: Iterable[Held]) -> list[dict[str, Any]]:
    listed = list(held)
    names = organisation_names(one.thing.organisation for one in listed)
    return [
        {
            "held": one,
            "kind": THING_WORDS[one.thing.kind],
            "house": names.get(one.thing.organisation, ""),
            "mark": HANDS_MARKS[one.hands],
            "why": HANDS_WORDS[one.hands],
        }
        for one in listed
    ]


def _as_workbook(title: str, held: Iterable[Held]) -> HttpResponse:
    columns = [_("What"), _("Kind"), _("Organisation"), _("Due"), _("Named"), _("Now with"), _("Why")]
    rows = [
        (
            row["held"].thing.words,
            str(row["kind"]),
            row["house"],
            row["held"].thing.due_on,
            row["held"].named_name or None,
            row["held"].name or _("administrator of the network"),
            str(row["why"]),
        )
        for row in _rows(held)
    ]
    return sheets.workbook(title, columns, rows)


@in_office
def hands(request: HttpRequest) -> HttpResponse:
    """What has no hands: things that name somebody who has left, terms that end without a handover, organisations for
    which nobody answers."""
    actor, day = actor_of(request), this_day()
    if sheets.wanted(request):
        return _as_workbook(_("What has no hands"), without_hands(actor, day, sheets.MOST_ROWS))
    count = count_without_hands(actor, day)
    page = page_of(request, count, partial(without_hands, actor, day), ON_A_PAGE)
    context = framed(
        request,
        page=page,
        rows=_rows(page),
        count=count,
        ending=[(one, ROLE_WORDS[one.role]) for one in ending_soon(actor, day, limit=SHOWN)],
        unanswered=unanswered(actor, day, SHOWN),
        unanswered_count=count_unanswered(actor, day),
        crumbs=[(_("Parties"), reverse("office:parties")), (_("What has no hands"), "")],
    )
    return render(request, "office/hands.html", context)


@in_office
def opened(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that is open in an organisation, and who has it."""
    actor, day = actor_of(request), this_day()
    row = organisation(key)
    if row is None or not actor.acts_for(row.pk):
        raise NotThere
    title = _("What is open, and who has it")
    if sheets.wanted(request):
        return _as_workbook(f"{row.short_name} {title}", open_things(actor, row.pk, day, sheets.MOST_ROWS))
    count = count_open_things(actor, row.pk, day)
    page = page_of(request, count, partial(open_things, actor, row.pk, day), ON_A_PAGE)
    here = reverse("office:party", args=[key])
    context = framed(
        request,
        row=row,
        page=page,
        rows=_rows(page),
        crumbs=[(_("Parties"), reverse("office:parties")), (row.short_name, here), (title, "")],
    )
    return render(request, "office/open_things.html", context)


@in_office
def begin(request: HttpRequest, mandate: int) -> HttpResponse:
    """Begin the handover of a mandate to a successor."""
    actor, day = actor_of(request), this_day()
    held = mandate_of(actor, mandate)
    house = held.organisation
    if held.person_id != actor.person and not actor.holds(*STEWARDS, organisation=house.pk):
        raise NotThere
    people = successors_for(actor, mandate, day)
    form = BeginForm(request.POST or None)
    offer(
        form,
        "successor",
        [("", "—"), *((one, f"{name} · {ROLE_WORDS[role]}") for one, name, role, _d in people)],
    )

    def deed(values: dict[str, Any]) -> str:
        made = begin_handover(by=actor, mandate=mandate, successor=values["successor"])
        messages.success(request, _("Begun. Both find it on their phones; the list is walked through there."))
        return reverse("mobile:handover", args=[made.pk])

    title, here = _("Begin a handover"), reverse("office:party", args=[house.key])
    count = count_open_of(actor, mandate, day)
    warning = "" if people else _("Nobody else holds a mandate here. Post or name the successor first.")
    return run(
        request,
        form,
        deed,
        title=title,
        of=f"{held.person.name} · {ROLE_WORDS[held.role]} · " + _("%(count)s open") % {"count": count},
        action=_("Begin a handover"),
        warning=warning,
        crumbs=[(_("Parties"), reverse("office:parties")), (house.short_name, here), (title, "")],
        cancel_url=here,
    )


@in_office
def act(request: HttpRequest, key: str) -> HttpResponse:
    """Let somebody act in a role until a day."""
    actor, day = actor_of(request), this_day()
    row = organisation(key)
    if row is None or not actor.holds(*STEWARDS, organisation=row.pk):
        raise NotThere
    form = ActingForm(request.POST or None, by=actor, initial={"starts_on": day})
    known = {
        one.person_id: f"{one.person.name} · {ROLE_WORDS[one.role]}"
        for former in (True, False)
        for one in mandates_in(actor, row.pk, day, former=former).filter(role__in=ANSWERING)[:SHOWN]
    }
    offer(form, "instead_of", [("", "—"), *known.items()])

    def deed(values: dict[str, Any]) -> str:
        fields = ("person", "role", "instead_of", "starts_on", "ends_on", "reason")
        made = appoint_acting(by=actor, organisation=row.pk, **{name: values[name] for name in fields})
        words = _("%(name)s acts until %(day)s.")
        said = {"name": made.mandate.person.name, "day": say(values["ends_on"]).absolute}
        messages.success(request, words % said)
        return reverse("office:party", args=[key])

    title, here = _("Let somebody act"), reverse("office:party", args=[key])
    return run(
        request,
        form,
        deed,
        title=title,
        of=row.name,
        action=_("Let them act"),
        crumbs=[(_("Parties"), reverse("office:parties")), (row.short_name, here), (title, "")],
        cancel_url=here,
    )


@in_office
def former(request: HttpRequest, key: str) -> HttpResponse:
    """The mandates that have ended, the latest first."""
    actor, day = actor_of(request), this_day()
    row = organisation(key)
    if row is None or not actor.acts_for(row.pk):
        raise NotThere
    rows = mandates_in(actor, row.pk, day, former=True)
    title = _("Mandates that have ended")
    if sheets.wanted(request):
        columns = [_("Person"), _("Role"), _("First day"), _("Last day")]
        lines = (
            (m.person.name, str(ROLE_WORDS[m.role]), m.starts_on, m.ends_on) for m in rows[: sheets.MOST_ROWS]
        )
        return sheets.workbook(f"{row.short_name} {title}", columns, lines)
    page = page_of(request, rows.count(), lambda most, skip: list(rows[skip : skip + most]), ON_A_PAGE)
    if not page.paginator.count:
        return redirect("office:party", key)
    here = reverse("office:party", args=[key])
    context = framed(
        request,
        row=row,
        page=page,
        rows=[(one, ROLE_WORDS[one.role]) for one in page],
        crumbs=[(_("Parties"), reverse("office:parties")), (row.short_name, here), (title, "")],
    )
    return render(request, "office/mandates.html", context)
