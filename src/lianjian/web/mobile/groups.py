"""Coordination groups, their rhythm and the minutes of their meetings; joint projects, to read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianjian.apps.coordination.actions.see_minutes import see_minutes
from lianjian.apps.coordination.queries import count_groups, earlier_minutes, group_card, groups_of
from lianjian.apps.coordination.queries import meeting as meeting_in_scope
from lianjian.apps.coordination.rules.duties import DUTY_LABELS, DutyState
from lianjian.apps.coordination.rules.groups import GROUP_ROLE_LABELS
from lianjian.apps.coordination.rules.meetings import ATTENDANCE_LABELS, MEETING_LABELS, MeetingState
from lianjian.apps.projects.queries import project_card
from lianjian.apps.projects.rules.joint import CONTRIBUTION_LABELS, STAGE_LABELS
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.kernel.quantities import UNIT_LABELS
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.calendars import meeting_file
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.rhythms import rhythm_words
from lianjian.web.mobile import exports
from lianjian.web.mobile.dues import dated
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.rhythm import next_dates

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.coordination.queries import DecisionLine
    from lianjian.apps.projects.queries import MilestoneLine

ON_A_PAGE = 30
MEETING_MARKS = {MeetingState.PLANNED: "due", MeetingState.HELD: "ok", MeetingState.CANCELLED: "withdrawn"}
DUTY_MARKS = {DutyState.DONE: "ok", DutyState.CANCELLED: "withdrawn"}


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The groups I may see."""
    actor = actor_of(request)
    if sheets.wanted(request):
        return exports.groups(actor)
    page = page_of(request, count_groups(actor), partial(groups_of, actor), ON_A_PAGE)
    return render(request, "mobile/groups.html", framed(request, groups=page.object_list, page=page))


@never_cache
@login_required
@require_safe
def group(request: HttpRequest, group: int) -> HttpResponse:
    """One group: its people, its rhythm with the next day of each, its meetings."""
    card = group_card(actor_of(request), group)
    following = dict(next_dates(card, this_day()))
    rhythms = [
        (one, rhythm_words(one.every, one.period, one.on), following.get(one.id)) for one in card.rhythms
    ]
    members = [(one, _(GROUP_ROLE_LABELS[one.role])) for one in card.members]
    return render(request, "mobile/group.html", framed(request, card=card, members=members, rhythms=rhythms))


@never_cache
@login_required
@require_safe
def meeting(request: HttpRequest, meeting: int) -> HttpResponse:
    """One meeting: what is planned, or its minutes, what became of its decisions, and who has read them."""
    actor, day = actor_of(request), this_day()
    line = meeting_in_scope(actor, meeting)
    mine = next((seat for seat in line.seats if seat.person == actor.person), None)
    context = framed(
        request,
        line=line,
        state=_(MEETING_LABELS[line.state]),
        mark=MEETING_MARKS[line.state],
        decisions=[(one, *_how_it_stands(one, day)) for one in line.decisions],
        seats=[(seat, _(ATTENDANCE_LABELS[seat.attendance])) for seat in line.seats],
        seen_count=sum(seat.seen_at is not None for seat in line.seats),
        receipt=mine is not None and mine.seen_at is None and line.state is MeetingState.HELD,
        earlier=earlier_minutes(actor, meeting) if line.version > 1 else [],
    )
    return render(request, "mobile/meeting.html", context)


@never_cache
@login_required
@require_POST
def minutes_seen(request: HttpRequest, meeting: int) -> HttpResponse:
    """Say that one has read the minutes."""
    see_minutes(by=actor_of(request), meeting=meeting)
    return redirect("mobile:meeting", meeting)


@never_cache
@login_required
@require_safe
def ics(request: HttpRequest, meeting: int) -> HttpResponse:
    """The meeting for one's own calendar."""
    return meeting_file(meeting_in_scope(actor_of(request), meeting))


def _how_it_stands(one: DecisionLine, today: date) -> tuple[str, str]:
    """Mark and words of a decision, as the list of what is due has them; "" where it became no duty."""
    if not one.duty_state:
        return "", ""
    state = DutyState(one.duty_state)
    if state is not DutyState.OPEN:
        return DUTY_MARKS[state], _(DUTY_LABELS[state])
    if one.due_on is None:
        return "due", _(DUTY_LABELS[state])
    return dated(one.due_on, today)[1:]


def _milestone(one: MilestoneLine, today: date) -> tuple[MilestoneLine, str, str]:
    """A point on the way with its mark and words: reached, reached late, or what is left until its day."""
    if one.done_on is None:
        return one, *dated(one.due_on, today)[1:]
    late = (one.done_on - one.due_on).days
    if late <= 0:
        return one, "ok", _("reached")
    words = ngettext("reached %(days)d day late", "reached %(days)d days late", late) % {"days": late}
    return one, "ok", words


@never_cache
@login_required
@require_safe
def project(request: HttpRequest, project: int) -> HttpResponse:
    """A joint project on one page, to read."""
    day = this_day()
    card = project_card(actor_of(request), project, day)
    put_in = [
        (one, _(CONTRIBUTION_LABELS[one.kind]), _(UNIT_LABELS[one.unit]) if one.unit else "")
        for one in card.contributions
    ]
    context = framed(
        request,
        card=card,
        line=card.line,
        area=_(WORK_AREA_LABELS[card.line.work_area]),
        stage=_(STAGE_LABELS[card.line.stage]),
        milestones=[_milestone(one, day) for one in card.milestones],
        put_in=put_in,
        outcomes=[(one, _(UNIT_LABELS[one.unit])) for one in card.outcomes],
    )
    return render(request, "mobile/project.html", context)
