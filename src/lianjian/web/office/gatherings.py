"""Gatherings: listed, planned, changed, announced, called off, and said to have taken place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from lianjian.apps.agreements.queries import agreement_titles
from lianjian.apps.coordination.actions.announce_gathering import announce_gathering
from lianjian.apps.coordination.actions.call_off_gathering import call_off_gathering
from lianjian.apps.coordination.actions.change_gathering import change_gathering
from lianjian.apps.coordination.actions.hold_gathering import hold_gathering
from lianjian.apps.coordination.actions.plan_gathering import plan_gathering
from lianjian.apps.coordination.queries.gathering_guests import houses_invited, who_came
from lianjian.apps.coordination.queries.gathering_records import (
    notes_of_gathering,
    resolutions_of,
    resolutions_waiting,
    tellings_of,
)
from lianjian.apps.coordination.queries.gatherings import count_gatherings, gathering_card, gatherings_of
from lianjian.apps.coordination.queries.scope import agreements_run_by
from lianjian.apps.coordination.rules.gatherings import (
    ANSWER_LABELS,
    GATHERING_LABELS,
    GATHERING_STATE_LABELS,
    Answer,
    GatheringState,
)
from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.projects.queries import projects_of
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit import paging, sheets
from lianjian.web.narrowing import AREA_WORDS
from lianjian.web.office.choosing import offer, spoken_for
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.gathering_plan import HOSTS, MOST_TO_CHOOSE, PlanForm
from lianjian.web.office.picking import Picking

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.coordination.queries.gatherings import GatheringCard, GatheringLine, When
    from lianjian.foundation.actor import Actor

ON_A_PAGE, SHOWN = 30, 40
MARKS = {
    GatheringState.PLANNED: "hand",
    GatheringState.ANNOUNCED: "wait",
    GatheringState.HELD: "ok",
    GatheringState.CALLED_OFF: "withdrawn",
}
ANSWER_MARKS = {Answer.NONE: "hand", Answer.YES: "ok", Answer.NO: "withdrawn"}
STATE_WORDS = {state: gettext_lazy(label) for state, label in GATHERING_STATE_LABELS.items()}
ANSWER_WORDS = {answer: gettext_lazy(label) for answer, label in ANSWER_LABELS.items()}


def kind_of(line: Any) -> str:
    """The kind in words."""
    return line.kind_word or _(GATHERING_LABELS[line.kind])


def crumbs_to(card: GatheringCard, title: str = "") -> list[tuple[str, str]]:
    """Where a page about a gathering stands."""
    first = (_("Gatherings"), reverse("office:gatherings"))
    here = reverse("office:gathering", args=[card.line.id])
    return [first, (card.line.title, here), (title, "")] if title else [first, (card.line.title, "")]


def page_about(card: GatheringCard, title: str) -> dict[str, Any]:
    """What a form about a gathering says around its fields."""
    back = reverse("office:gathering", args=[card.line.id])
    return {"title": title, "crumbs": crumbs_to(card, title), "cancel_url": back}


def organised_by(request: HttpRequest, gathering: int) -> GatheringCard:
    """The gathering, for those who organise it. Raises NotThere to everybody else."""
    card = gathering_card(actor_of(request), gathering)
    if not card.organises:
        raise NotThere
    return card


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """Those to come, or those that are over."""
    actor, now = actor_of(request), timezone.now()
    when: When = "past" if request.GET.get("when") == "past" else "coming"
    if sheets.wanted(request):
        return _sheet(gatherings_of(actor, when, now, sheets.MOST_ROWS + 1))
    counts = {each: count_gatherings(actor, each, now) for each in ("coming", "past")}
    page = paging.page_of(request, counts[when], partial(gatherings_of, actor, when, now), ON_A_PAGE)
    here = reverse("office:gatherings")
    context = framed(
        request,
        page=page,
        rows=[(line, kind_of(line), MARKS[line.state], STATE_WORDS[line.state]) for line in page],
        when=when,
        waiting=resolutions_waiting(actor, spoken_for(actor)) if when == "coming" else [],
        tabs=[
            (_("To come"), here, when == "coming", counts["coming"]),
            (_("Over"), f"{here}?when=past", when == "past", counts["past"]),
        ],
    )
    return render(request, "office/gatherings.html", context)


def _sheet(lines: list[GatheringLine]) -> HttpResponse:
    columns = [
        _("Gathering"),
        _("Kind of gathering"),
        _("Who holds it"),
        _("Begins"),
        pgettext("of a gathering", "Ends"),
        _("Where, in words"),
        _("State"),
        _("Expected"),
        _("Came"),
        _("Without a reply"),
    ]
    rows = [
        (
            one.title,
            kind_of(one),
            one.organiser_name,
            one.begins_at,
            one.ends_at,
            one.place,
            str(STATE_WORDS[one.state]),
            one.expected,
            one.came if one.state == GatheringState.HELD else None,
            one.silent,
        )
        for one in lines
    ]
    return sheets.workbook(_("Gatherings"), columns, rows)


@in_office
def begin(request: HttpRequest) -> HttpResponse:
    """Plan a gathering."""
    actor = actor_of(request)
    form = PlanForm(
        request.POST or None,
        by=actor,
        initial={"kind": "theme-day", "agreement": request.GET.get("agreement")},
    )

    def deed(values: dict[str, Any]) -> str:
        plan = form.plan()
        made = plan_gathering(
            by=actor, organiser=values["organiser"], client_key=values["client_key"], **plan
        )
        messages.success(request, _("The plan is kept. Now invite, then announce it."))
        return reverse("office:gathering", args=[made.pk])

    title, back = _("Plan a gathering"), reverse("office:gatherings")
    crumbs = [(_("Gatherings"), back), (title, "")]
    return run(
        request, form, deed, title=title, action=_("Keep the plan"), wide=True, crumbs=crumbs, cancel_url=back
    )


@in_office
def change(request: HttpRequest, gathering: int) -> HttpResponse:
    """Change the plan, also its day."""
    card = organised_by(request, gathering)
    actor, line = actor_of(request), card.line
    names = organisation_names([key for key, _name in card.hosts], full=True)
    others = [names[key] for key, _name in card.hosts[1 : HOSTS + 1]]
    initial = {
        "title": line.title,
        "kind": str(line.kind),
        "kind_word": line.kind_word,
        "begins_at": line.begins_at,
        "ends_at": line.ends_at,
        "place": line.place,
        "replies_until": line.replies_until,
        "capacity": card.capacity,
        "bring": card.bring,
        "agenda": "\n".join(card.agenda),
        "agreement": card.agreement,
        "project": card.project,
        "public": line.public,
        **{f"host_{place}": name for place, name in enumerate(others, start=1)},
    }
    form = PlanForm(request.POST or None, by=actor, initial=initial)
    del form.fields["organiser"]
    _keep_what_was_chosen(form, actor, card)

    def deed(_values: dict[str, Any]) -> str:
        changed = change_gathering(by=actor, gathering=gathering, **form.plan())
        if changed.state == GatheringState.ANNOUNCED:
            messages.success(request, _("The plan is changed. Those invited see it on its page."))
        else:
            messages.success(request, _("The plan is changed."))
        return reverse("office:gathering", args=[gathering])

    page = page_about(card, _("Change the plan"))
    return run(request, form, deed, action=_("Keep the plan"), wide=True, **page)


def _keep_what_was_chosen(form: PlanForm, by: Actor, card: GatheringCard) -> None:
    """An older agreement or a project that the lists no longer offer stays chosen."""
    for name, key in (("agreement", card.agreement), ("project", card.project)):
        offered = form.fields[name].choices  # type: ignore[attr-defined] # a choice field
        if key is not None and key not in {value for value, _words in offered}:
            title = agreement_titles(by, [key]).get(key) if name == "agreement" else None
            offer(form, name, [*offered, (key, title or f"{key}")])


@in_office
@require_POST
def announce(request: HttpRequest, gathering: int) -> HttpResponse:
    """Let those invited see it."""
    return _moved(
        request, gathering, announce_gathering, _("It is announced: those invited see it and can reply.")
    )


@in_office
@require_POST
def hold(request: HttpRequest, gathering: int) -> HttpResponse:
    """Say that it took place."""
    return _moved(request, gathering, hold_gathering, _("It took place. Now keep its minutes."))


def _moved(request: HttpRequest, gathering: int, verb: Any, said: str) -> HttpResponse:
    organised_by(request, gathering)
    try:
        verb(by=actor_of(request), gathering=gathering)
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, explain(refused))
    else:
        messages.success(request, said)
    return redirect("office:gathering", gathering)


class CallOffForm(Picking):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("The reason"),
        max_length=300,
        help_text=gettext_lazy("Those invited read it."),
    )


@in_office
def call_off(request: HttpRequest, gathering: int) -> HttpResponse:
    """Call it off."""
    card = organised_by(request, gathering)
    form = CallOffForm(request.POST or None, by=actor_of(request))

    def deed(values: dict[str, Any]) -> str:
        call_off_gathering(by=actor_of(request), gathering=gathering, reason=values["reason"])
        messages.success(request, _("It is called off."))
        return reverse("office:gathering", args=[gathering])

    page = page_about(card, _("Call it off"))
    return run(request, form, deed, action=_("Call it off"), grave=True, **page)


@in_office
def gathering(request: HttpRequest, gathering: int) -> HttpResponse:
    """One gathering: before it, who comes; after it, what came of it."""
    actor, now = actor_of(request), timezone.now()
    card = gathering_card(actor, gathering)
    line = card.line
    came = who_came(actor, gathering)
    projects = {one.id: one.title for one in projects_of(actor, this_day(), limit=MOST_TO_CHOOSE)}
    invited = houses_invited(actor, gathering) if card.organises else []
    spoken, runs = (
        spoken_for(actor),
        card.agreement is not None and card.agreement in agreements_run_by(actor),
    )
    context = framed(
        request,
        card=card,
        line=line,
        kind=kind_of(line),
        mark=MARKS[line.state],
        word=STATE_WORDS[line.state],
        agreement=agreement_titles(actor, [card.agreement] if card.agreement else []).get(
            card.agreement or 0, ""
        ),
        project=projects.get(card.project or 0, ""),
        invited=[(one, ANSWER_MARKS[one.answer], ANSWER_WORDS[one.answer]) for one in invited[:SHOWN]],
        invited_count=len(invited),
        came=came[:SHOWN],
        came_count=len(came),
        shown=SHOWN,
        notes=notes_of_gathering(actor, gathering),
        resolutions=[
            (one, AREA_WORDS.get(one.work_area, ""), runs or one.giver in spoken)
            for one in resolutions_of(actor, gathering)
        ],
        writes=newsrooms_of(actor),
        tellings=tellings_of(actor, gathering),
        planned=line.state == GatheringState.PLANNED,
        announced=line.state == GatheringState.ANNOUNCED,
        held=line.state == GatheringState.HELD,
        begun=line.begins_at <= now,
        crumbs=crumbs_to(card),
    )
    return render(request, "office/gathering.html", context)
