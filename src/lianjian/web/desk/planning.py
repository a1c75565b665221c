"""The calendar of topics: a month at a glance, one topic with what was decided and who has what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianjian.apps.matrix.queries import outlets
from lianjian.apps.newsroom.actions.assign_topic import assign_topic
from lianjian.apps.newsroom.actions.change_topic import change_topic
from lianjian.apps.newsroom.actions.move_topic import move_topic
from lianjian.apps.newsroom.actions.propose_topic import propose_topic
from lianjian.apps.newsroom.queries.leads import lead_lines
from lianjian.apps.newsroom.queries.planning import (
    assignments,
    late_assignments,
    leads_of_topic,
    topic_of,
    topics_of_month,
    topics_without_day,
)
from lianjian.apps.newsroom.rules.planning import (
    DECIDED,
    TOPIC_LABELS,
    TOPIC_MOVES,
    TopicState,
    may_decide,
    month_of,
    months_on,
    weeks_of,
)
from lianjian.foundation.wording import explain
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web import assigning
from lianjian.web.acting import actor_of
from lianjian.web.desk import leads as lead_pages
from lianjian.web.desk.matrix_frame import framed
from lianjian.web.desk.plan_forms import AssignForm, ReasonForm, TopicForm
from lianjian.web.kit import sheets

if TYPE_CHECKING:
    from datetime import date

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.models import Topic
    from lianjian.foundation.actor import Actor

MARKS = {
    TopicState.PROPOSED: "hand",
    TopicState.APPROVED: "due",
    TopicState.DONE: "ok",
    TopicState.DROPPED: "withdrawn",
}


def shown(topic: Topic) -> dict[str, Any]:
    """A topic for a page, its state as mark and word."""
    state = TopicState(topic.state)
    return {"topic": topic, "mark": MARKS[state], "word": _(TOPIC_LABELS[state])}


def move_words() -> dict[TopicState, str]:
    """What the button into each state says."""
    return {
        TopicState.PROPOSED: _("Propose it again"),
        TopicState.APPROVED: _("Approve the topic"),
        TopicState.DONE: _("The topic is done"),
        TopicState.DROPPED: _("Drop the topic"),
    }


@never_cache
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A month by ``?month=2026-11``: a grid on a wide screen, a list on a phone; dropped ones by ``?dropped=1``."""
    actor, today = actor_of(request), civil_date(timezone.now())
    first = month_of(request.GET.get("month", ""), today)
    dropped = request.GET.get("dropped") == "1"
    found = [shown(topic) for topic in topics_of_month(actor, first, dropped=dropped)]
    without = [shown(topic) for topic in topics_without_day(actor)]
    if sheets.wanted(request):
        return _workbook(actor, [*found, *without])
    by_day: dict[date, list[dict[str, Any]]] = {}
    for one in found:
        by_day.setdefault(one["topic"].planned_on, []).append(one)
    now = timezone.now()
    context = framed(
        request,
        month=date_format(first, "YEAR_MONTH_FORMAT"),
        before=f"{months_on(first, -1):%Y-%m}",
        after=f"{months_on(first, 1):%Y-%m}",
        this=first == today.replace(day=1),
        today=today,
        weekdays=[date_format(day, "D") for day in weeks_of(first)[1] if day],
        weeks=[[(day, by_day.get(day, []) if day else []) for day in week] for week in weeks_of(first)],
        days=sorted(by_day.items()),
        without=without,
        dropped=dropped,
        late=[assigning.shown(row, now) for row in late_assignments(actor, now)[:20]],
    )
    return render(request, "desk/calendar.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Propose a topic."""
    actor = actor_of(request)
    form = TopicForm(request.POST or None, by=actor, initial={"planned_on": request.GET.get("day", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = propose_topic(by=actor, **form.cleaned_data)
        except NotThere:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
        else:
            messages.success(request, _("The topic is proposed."))
            return redirect("desk_topic", made.pk)
    context = framed(request, form=form)
    return render(request, "desk/topic_new.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: HttpRequest, topic: int) -> HttpResponse:
    """One topic. A POST changes it (``change``), moves it (the state as ``to``) or assigns it (``assign``)."""
    actor = actor_of(request)
    row = topic_of(actor, topic)
    deed = request.POST.get("deed", "")
    forms_ = {
        "change": TopicForm(
            request.POST if deed == "change" else None,
            by=actor,
            initial=_typed(row),
            auto_id="change_%s",
            row=row,
        ),
        "assign": AssignForm(
            request.POST if deed == "assign" else None, newsroom=row.newsroom_id, auto_id="assign_%s"
        ),
        "drop": ReasonForm(request.POST if deed == "drop" else None, auto_id="drop_%s"),
    }
    form, fault = forms_.get(deed), ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            said = _do(actor, row, deed, form, request)
        except NotThere:
            raise
        except Refused as refused:
            if form is not None:
                form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
            fault = "" if form is not None else explain(refused)
        else:
            messages.success(request, said)
            return redirect("desk_topic", topic)
    faulty = bool(fault or (form is not None and form.errors))
    context = framed(request, **_of_topic(actor, row, forms_), form=form, deed=deed, fault=fault)
    return render(request, "desk/topic.html", context, status=422 if faulty else 200)


def _do(actor: Actor, row: Topic, deed: str, form: forms.Form | None, request: HttpRequest) -> str:
    """One deed; the sentence that says it."""
    if form is not None and deed == "change":
        change_topic(by=actor, topic=row.pk, **form.cleaned_data)
        return _("The topic is changed.")
    if form is not None and deed == "assign":
        made = assign_topic(by=actor, topic=row.pk, **form.cleaned_data)
        return _("%(name)s has the assignment.") % {"name": made.person.name}
    if form is not None and deed == "drop":
        move_topic(by=actor, topic=row.pk, to=TopicState.DROPPED, **form.cleaned_data)
    else:
        move_topic(by=actor, topic=row.pk, to=request.POST.get("to", ""))
    return _("Written down.")


def _of_topic(actor: Actor, row: Topic, forms_: dict[str, Any]) -> dict[str, Any]:
    now, decides = timezone.now(), may_decide(actor, row.newsroom_id)
    ways = [to for to in TOPIC_MOVES[TopicState(row.state)] if decides or to not in DECIDED]
    names = {line.key: line.name for line in outlets(actor)}
    words = move_words()
    return {
        **shown(row),
        "outlets": [names.get(key, key) for key in row.outlets],
        "moves": [(to, words[to]) for to in ways if to is not TopicState.DROPPED],
        "may_drop": TopicState.DROPPED in ways,
        "may_change": row.state in {TopicState.PROPOSED, TopicState.APPROVED},
        "may_assign": row.state == TopicState.APPROVED,
        "assigned": [assigning.shown(one, now) for one in assignments(actor).filter(topic=row)],
        "sources": [lead_pages.shown(one) for one in lead_lines(actor, leads_of_topic(actor, row.pk))],
        "forms": forms_,
    }


def _typed(row: Topic) -> dict[str, Any]:
    return {
        "title": row.title,
        "about": row.about,
        "column": row.column.slug if row.column else "",
        "planned_on": row.planned_on,
        "outlets": row.outlets,
    }


def _workbook(actor: Actor, rows: list[dict[str, Any]]) -> HttpResponse:
    names = {line.key: line.name for line in outlets(actor)}
    columns = [
        _("Planned day"),
        _("Topic"),
        _("What it is about"),
        _("Column"),
        _("Outlets"),
        _("State"),
        _("Proposed by"),
        _("Open assignments"),
    ]
    cells = [
        [
            one["topic"].planned_on,
            one["topic"].title,
            one["topic"].about,
            str(one["topic"].column or ""),
            "、".join(names.get(key, key) for key in one["topic"].outlets),
            one["word"],
            one["topic"].proposed_by.name if one["topic"].proposed_by else "",
            one["topic"].open_assignments,
        ]
        for one in rows
    ]
    return sheets.workbook(_("Calendar of topics"), columns, cells)
