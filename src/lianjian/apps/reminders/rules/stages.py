"""When somebody is reminded of a thing with a day: the plan, from nothing but days and what was sent.

Windows after the day: 9, 21 and 45 days, as the French advisers of conseillers-entreprises chase needs (poke, last
chance, abandon). Before it: a month for the end of an agreement, a week and a day. After the last stage nothing more is
sent: the case is on the list of the silent.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable


class Kind(StrEnum):
    """What a case is about."""

    DUTY = "duty"
    COMMITMENT = "commitment"
    CONFIRMATION = "confirmation"
    MILESTONE = "milestone"
    AGREEMENT = "agreement"
    MEETING = "meeting"
    MINUTES = "minutes"
    ACCOUNT = "account"
    REQUEST = "request"
    LOSS = "loss"


class Stage(StrEnum):
    MONTH = "month"
    WEEK = "week"
    EVE = "eve"
    DAY = "day"
    LATE_9 = "late-9"
    LATE_21 = "late-21"
    LATE_45 = "late-45"
    LEADER = "leader"


KIND_LABELS = {
    Kind.DUTY: gettext_noop("duty"),
    Kind.COMMITMENT: gettext_noop("commitment"),
    Kind.CONFIRMATION: gettext_noop("done, to be confirmed"),
    Kind.MILESTONE: gettext_noop("milestone"),
    Kind.AGREEMENT: gettext_noop("end of an agreement"),
    Kind.MEETING: gettext_noop("meeting"),
    Kind.MINUTES: gettext_noop("minutes"),
    Kind.ACCOUNT: gettext_noop("account of an outlet"),
    Kind.REQUEST: gettext_noop("request of a villager"),
    Kind.LOSS: gettext_noop("loss of a station"),
}
STAGE_LABELS = {
    Stage.MONTH: gettext_noop("a month before"),
    Stage.WEEK: gettext_noop("a week before"),
    Stage.EVE: gettext_noop("the day before"),
    Stage.DAY: gettext_noop("on the day"),
    Stage.LATE_9: gettext_noop("9 days late"),
    Stage.LATE_21: gettext_noop("21 days late"),
    Stage.LATE_45: gettext_noop("45 days late"),
    Stage.LEADER: gettext_noop("to the group leader"),
}

_OWED = (
    (-7, Stage.WEEK),
    (-1, Stage.EVE),
    (0, Stage.DAY),
    (9, Stage.LATE_9),
    (21, Stage.LATE_21),
    (45, Stage.LATE_45),
)
SCHEDULES: dict[Kind, tuple[tuple[int, Stage], ...]] = {
    Kind.DUTY: _OWED,
    Kind.COMMITMENT: _OWED,
    Kind.CONFIRMATION: _OWED[2:],
    Kind.MILESTONE: _OWED,
    Kind.AGREEMENT: ((-30, Stage.MONTH), (-7, Stage.WEEK), (0, Stage.DAY)),
    Kind.MEETING: ((-1, Stage.EVE),),
    Kind.MINUTES: ((0, Stage.DAY),),
    Kind.ACCOUNT: ((-30, Stage.MONTH), (-7, Stage.WEEK), (-1, Stage.EVE), (0, Stage.DAY)),
    Kind.REQUEST: _OWED,
    Kind.LOSS: ((0, Stage.DAY), (9, Stage.LATE_9)),
}
"""Days after the day due (before it: negative) from which a stage holds, in order."""
OWED = frozenset({Kind.DUTY, Kind.COMMITMENT, Kind.CONFIRMATION, Kind.MILESTONE, Kind.REQUEST})
"""What can be late; the others are over with their day, but for the account of an outlet, which stays ended, and the loss
of a station, which stays until somebody has seen it."""
LASTING = OWED | {Kind.ACCOUNT, Kind.LOSS}
LEADER_AFTER = 21
SILENT_AFTER = 9
"""Days late from which a case without an answer stands on the list of the silent."""
MINUTES_FOR = timedelta(days=14)
"""How long minutes are new: later nobody is reminded to read them."""


def horizon(kind: Kind) -> timedelta:
    """How long before its day the first reminder of such a thing can fall."""
    return timedelta(days=-SCHEDULES[kind][0][0])


def stage_on(kind: Kind, due_on: date, today: date) -> Stage | None:
    """The latest stage that holds on ``today``; None before the first, and after the day of what cannot be late."""
    days = (today - due_on).days
    lasting = kind in LASTING or (kind is Kind.MINUTES and days <= MINUTES_FOR.days)
    if days > 0 and not lasting:
        return None
    return next((stage for from_day, stage in reversed(SCHEDULES[kind]) if days >= from_day), None)


def to_send(kind: Kind, due_on: date, today: date, sent: Iterable[tuple[date, str]]) -> Stage | None:
    """The stage to send now, given (day due, stage) of what this recipient was sent about it; None for nothing.

    Only the latest stage, once, and never an earlier one than was sent for the same day due: who was not reminded for a
    week gets one reminder, and a clock set back sends nothing again. Another day due begins anew.
    """
    now = stage_on(kind, due_on, today)
    if now is None:
        return None
    order = [stage for _day, stage in SCHEDULES[kind]]
    reached = [order.index(Stage(stage)) for day, stage in sent if day == due_on and stage in order]
    return now if max(reached, default=-1) < order.index(now) else None


def to_leader(kind: Kind, due_on: date, today: date, *, told: bool) -> bool:
    """Whether the group's leader is to be told now: 21 days late, once."""
    return kind in OWED and not told and (today - due_on).days >= LEADER_AFTER
