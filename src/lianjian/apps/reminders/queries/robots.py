"""Robots of groups, without their secrets, and what became of the last messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.coordination.queries import may_run_group
from lianjian.apps.reminders.models import Dispatch, Robot
from lianjian.apps.reminders.rules.dispatches import Cause, Channel, DispatchState
from lianjian.foundation.keyring import sealing_key
from lianjian.kernel.refusals import NotThere
from lianjian.kernel.sealed import unseal

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class RobotLine:
    """A robot of a group; ``cause`` None where its last message was taken or none was sent."""

    id: int
    group: int
    kind: Channel
    name: str
    stored_at: datetime
    sent_at: datetime | None
    cause: Cause | None
    detail: str


@dataclass(frozen=True, slots=True)
class DispatchLine:
    """A message on its way."""

    id: int
    channel: Channel
    state: DispatchState
    cause: Cause | None
    detail: str
    attempts: int
    next_at: datetime
    ended_at: datetime | None


def robots_of(by: Actor, group: int) -> list[RobotLine]:
    """The robots of a group that ``by`` may see. One query."""
    return [_line(row) for row in Robot.objects.by(by).filter(group=group)]


def robot(by: Actor, key: int) -> RobotLine:
    """One robot, for those who run its group. Raises NotThere."""
    row = Robot.objects.by(by).filter(pk=key).first()
    if row is None or not may_run_group(by, row.group_id):
        raise NotThere
    return _line(row)


def dispatch(by: Actor, key: int) -> DispatchLine:
    """One message of one's own, or of a robot one may see. Raises NotThere."""
    row = Dispatch.objects.by(by).filter(pk=key).first()
    if row is None:
        raise NotThere
    return dispatch_line(row)


def last_mail(by: Actor) -> DispatchLine | None:
    """The latest e-mail to ``by``, None where there was none."""
    row = Dispatch.objects.by(by).filter(person=by.person, person__isnull=False, channel=Channel.MAIL).first()
    return dispatch_line(row) if row is not None else None


def dispatch_line(row: Dispatch) -> DispatchLine:
    """The row as faces and commands read it."""
    return DispatchLine(
        id=row.pk,
        channel=Channel(row.channel),
        state=DispatchState(row.state),
        cause=Cause(row.cause) if row.cause else None,
        detail=row.detail,
        attempts=row.attempts,
        next_at=row.next_at,
        ended_at=row.ended_at,
    )


def opened(row: Robot) -> dict[str, str]:
    """What is sealed about a robot, for the sender. Raises kernel.sealed.SealBrokenError."""
    return unseal(row.sealed, key=sealing_key("robots.key"), owner=f"robot:{row.pk}")


def _line(row: Robot) -> RobotLine:
    return RobotLine(
        id=row.pk,
        group=row.group_id,
        kind=Channel(row.kind),
        name=row.name,
        stored_at=row.stored_at,
        sent_at=row.sent_at,
        cause=Cause(row.cause) if row.cause else None,
        detail=row.detail,
    )
