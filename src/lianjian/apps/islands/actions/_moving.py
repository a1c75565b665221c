"""What every verb about a request does: lock it for those to whom it is addressed, judge, write the step, tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from lianjian.apps.islands.events import RequestMoved
from lianjian.apps.islands.models import Answer, HelpRequest, RequestStep, Station
from lianjian.apps.islands.models.inbox import reads
from lianjian.apps.islands.rules.requests import OVER, RequestState, judge_reader
from lianjian.apps.islands.rules.stations import ReplyState
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.islands.models import Inbox
    from lianjian.foundation.actor import Actor


def lock_request(by: Actor, request: int) -> HelpRequest:
    """The request, locked, for those to whom its inbox belongs. Raises NotThere, and NotAllowed for the network's
    administrator, who sees that it is there."""
    rows = HelpRequest.objects.by(by).select_related("inbox", "station")
    row = rows.select_for_update(of=("self",)).filter(pk=request).first()
    if row is None:
        raise NotThere
    judge_reader(reads=HelpRequest.objects.by(by).filter(reads(by, "inbox__"), pk=row.pk).exists())
    return row


def move(
    by: Actor, row: HelpRequest, state: RequestState, now: datetime, *, before: Inbox | None = None
) -> None:
    """Write where it stands from now on, let its station hear, and tell. What is over loses nothing yet: its letter stays
    for the days of ``KEPT_AFTER``, except where it was withdrawn."""
    was = row.state
    row.state = state
    row.closed_on = civil_date(now) if state in OVER else None
    row.save()
    RequestStep.objects.create(request=row, state=state, at=now, person_id=by.person, before=before)
    let_hear(row.station_id)
    to = row.inbox.key if before is not None else ""
    tell(RequestMoved(request=row.pk, before=was, after=state, to=to), by=by)


def let_hear(station: int) -> None:
    """The replies to a station have to be made anew."""
    rows = Station.objects.across_organisations("the station of a request in hand")
    rows.filter(pk=station, lost_at=None, retired_at=None).update(reply_state=ReplyState.DUE)


def destroy(requests: list[int]) -> None:
    """Destroy what villagers wrote and what was written to them: letters and the copies of answers. On SQLite the bytes are
    overwritten, not only freed."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
    rows = HelpRequest.objects.across_organisations("their term is over, or they were withdrawn")
    rows.filter(pk__in=requests).update(letter=None)
    answers = Answer.objects.across_organisations("below the requests in hand")
    answers.filter(request__in=requests).update(copy=None)
