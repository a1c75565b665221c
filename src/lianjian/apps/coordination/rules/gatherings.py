"""Gatherings (活动): what kinds there are, what happens to one, and what a plan must say."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date, datetime

LONGEST_STAY = timedelta(days=31)
MOST_PEOPLE = 10_000
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100


class GatheringKind(StrEnum):
    """What brings people together."""

    THEME_DAY = "theme-day"
    SIGNING = "signing"
    SALON = "salon"
    VISIT = "visit"
    TRAINING = "training"
    OTHER = "other"


GATHERING_LABELS = {
    GatheringKind.THEME_DAY: gettext_noop("theme day"),
    GatheringKind.SIGNING: gettext_noop("signing ceremony"),
    GatheringKind.SALON: gettext_noop("salon"),
    GatheringKind.VISIT: gettext_noop("visit to a village"),
    GatheringKind.TRAINING: gettext_noop("training course"),
    GatheringKind.OTHER: gettext_noop("another kind"),
}


class GatheringState(StrEnum):
    """Where a gathering stands."""

    PLANNED = "planned"
    ANNOUNCED = "announced"
    HELD = "held"
    CALLED_OFF = "called-off"


GATHERING_STATE_LABELS = {
    GatheringState.PLANNED: gettext_noop("being planned"),
    GatheringState.ANNOUNCED: gettext_noop("announced"),
    GatheringState.HELD: gettext_noop("took place"),
    GatheringState.CALLED_OFF: gettext_noop("called off"),
}

UNDER_WAY = (GatheringState.PLANNED, GatheringState.ANNOUNCED)
"""Somebody has still to hold it, or to call it off."""
_MOVES = {
    GatheringState.PLANNED: {GatheringState.ANNOUNCED, GatheringState.CALLED_OFF},
    GatheringState.ANNOUNCED: {GatheringState.HELD, GatheringState.CALLED_OFF},
}


class Answer(StrEnum):
    """What somebody replied; "" is nothing yet."""

    NONE = ""
    YES = "yes"
    NO = "no"


ANSWER_LABELS = {
    Answer.NONE: gettext_noop("no reply yet"),
    Answer.YES: gettext_noop("is coming"),
    Answer.NO: gettext_noop("cannot come"),
}


def check_gathering_kind(kind: str) -> GatheringKind:
    """The kind of that name. Raises Refused where there is none."""
    if kind not in set(GatheringKind):
        raise Refused(gettext_noop("“%(kind)s” is no kind of gathering."), field="kind", kind=kind)
    return GatheringKind(kind)


def may_become(state: str, wanted: GatheringState) -> bool:
    """Whether a gathering in ``state`` can become ``wanted``."""
    return wanted in _MOVES.get(GatheringState(state), set())


def check_becomes(state: str, wanted: GatheringState) -> None:
    """Raises Refused unless a gathering in ``state`` can become ``wanted``."""
    if not may_become(state, wanted):
        raise Refused(
            gettext_noop("This gathering is not in a state for that any more."),
            cure=gettext_noop("Load the page again to see where it stands."),
        )


def check_open(state: str) -> None:
    """Raises Refused where a gathering can no longer be changed: it took place or was called off."""
    if state in {GatheringState.HELD, GatheringState.CALLED_OFF}:
        raise Refused(
            gettext_noop("This gathering is over: its plan stays as it was."),
            cure=gettext_noop("Plan another one."),
        )


def check_when(begins_at: datetime, ends_at: datetime, replies_until: date | None) -> None:
    """Raises Refused unless it ends after it begins, within a month, in this century, and replies come before."""
    if begins_at.tzinfo is None or ends_at.tzinfo is None:
        raise Refused(gettext_noop("The time is given without its time zone."), field="begins_at")
    if not EARLIEST_YEAR <= begins_at.year <= LATEST_YEAR:
        raise Refused(gettext_noop("This year cannot be meant."), field="begins_at")
    if ends_at <= begins_at:
        raise Refused(gettext_noop("It ends before it begins."), field="ends_at")
    if ends_at - begins_at > LONGEST_STAY:
        raise Refused(gettext_noop("A gathering lasts at most %(days)s days."), field="ends_at", days=31)
    if replies_until is not None and replies_until > civil_date(begins_at):
        raise Refused(gettext_noop("Replies are asked for by a day before it begins."), field="replies_until")


def check_capacity(capacity: int | None) -> int | None:
    """How many fit, None where nobody counted. Raises Refused where it is no such number."""
    if capacity is not None and not 1 <= capacity <= MOST_PEOPLE:
        raise Refused(
            gettext_noop("Write how many people fit, from 1 to %(most)s, or leave it empty."),
            field="capacity",
            most=MOST_PEOPLE,
        )
    return capacity


def check_answer(answer: str, people: int | None, *, state: str, today: date, until: date | None) -> Answer:
    """The reply as it is kept. Raises Refused where it is none, comes too late, or brings an odd number of people."""
    if answer not in {Answer.YES, Answer.NO}:
        raise Refused(gettext_noop("Say whether you are coming."), field="answer")
    if state != GatheringState.ANNOUNCED:
        raise Refused(gettext_noop("This gathering takes no replies now."), field="answer")
    if until is not None and today > until:
        raise Refused(
            gettext_noop("Replies were asked for by %(day)s."),
            cure=gettext_noop("Call those who invited you."),
            field="answer",
            day=until.isoformat(),
        )
    if people is not None and not 0 <= people <= MOST_PEOPLE:
        raise Refused(
            gettext_noop("Write a number of people from 0 to %(most)s."), field="people", most=MOST_PEOPLE
        )
    return Answer(answer)
