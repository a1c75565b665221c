"""A meeting as a file for a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from lianjian.apps.coordination.rules.meetings import MeetingState
from lianjian.apps.reminders.rules.ical import Entry, calendar_bytes
from lianjian.apps.reminders.rules.paths import path_of
from lianjian.apps.reminders.rules.stages import Kind
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from lianjian.apps.coordination.queries import MeetingLine


def meeting_file(line: MeetingLine) -> HttpResponse:
    """``meeting.ics`` for download; the same UID as in the personal calendar, so that it is one entry there."""
    entry = Entry(
        uid=f"{Kind.MEETING}-{line.id}@{settings.BASE_URL.split('//', 1)[-1].split(':')[0]}",
        title=line.title,
        day=civil_date(line.held_at),
        url=settings.BASE_URL + path_of(Kind.MEETING, line.id),
        at=line.held_at,
        place=line.place,
        about=line.agenda,
        cancelled=line.state is MeetingState.CANCELLED,
    )
    body = calendar_bytes(line.title, [entry], today=civil_date(timezone.now()))
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="meeting-{line.id}.ics"'},
    )
