"""Topics and assignments of a newsroom: how they move, who is late. Nobody is counted or compared."""

from __future__ import annotations

from calendar import Calendar
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.desks import REVIEWERS, require_writer
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lianjian.foundation.actor import Actor

ABOUT_LIMIT = 1000
WORD_LIMIT = 300
PLACE_LIMIT = 60
MONTHS = 12


class TopicState(StrEnum):
    """Where a topic stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DONE = "done"
    DROPPED = "dropped"


TOPIC_LABELS = {
    TopicState.PROPOSED: gettext_noop("topic proposed"),
    TopicState.APPROVED: gettext_noop("topic approved"),
    TopicState.DONE: gettext_noop("topic done"),
    TopicState.DROPPED: gettext_noop("topic dropped"),
}

TOPIC_MOVES = {
    TopicState.PROPOSED: (TopicState.APPROVED, TopicState.DROPPED),
    TopicState.APPROVED: (TopicState.DONE, TopicState.DROPPED),
    TopicState.DONE: (TopicState.APPROVED,),
    TopicState.DROPPED: (TopicState.PROPOSED,),
}
"""From where a topic goes where; what was done or dropped can be opened again."""

DECIDED = frozenset({TopicState.APPROVED, TopicState.DROPPED})
"""What a reviewer or the leader says; everybody who works in the newsroom says the others."""


class AssignmentState(StrEnum):
    """Where an assignment stands."""

    OPEN = "open"
    DONE = "done"
    CANNOT = "cannot"
    CANCELLED = "cancelled"


ASSIGNMENT_LABELS = {
    AssignmentState.OPEN: gettext_noop("assignment open"),
    AssignmentState.DONE: gettext_noop("assignment done"),
    AssignmentState.CANNOT: gettext_noop("cannot do it"),
    AssignmentState.CANCELLED: gettext_noop("assignment called off"),
}


def may_decide(actor: Actor, newsroom: int) -> bool:
    """Whether the actor approves and drops topics of ``newsroom``: its reviewers and its leader, and the system."""
    return actor.network_wide or bool(actor.roles_in(newsroom) & REVIEWERS)


def require_topic_move(actor: Actor, newsroom: int, now: str, to: TopicState) -> None:
    """Raise NotThere outside the newsroom, NotAllowed where ``to`` is not for the actor to say, Refused where a topic does
    not go there from ``now``."""
    require_writer(actor, newsroom)
    if to in DECIDED and not may_decide(actor, newsroom):
        raise NotAllowed(gettext_noop("A reviewer or the leader of the newsroom approves and drops topics."))
    if to not in TOPIC_MOVES[TopicState(now)]:
        raise Refused(
            gettext_noop("This stands at “%(state)s”; that cannot be done now."),
            cure=gettext_noop("Load the page again to see how it stands."),
            state=TOPIC_LABELS[TopicState(now)],
        )


def require_open(state: str) -> None:
    """Raise Refused where an assignment is not open any more."""
    if state != AssignmentState.OPEN:
        raise Refused(
            gettext_noop("This stands at “%(state)s”; that cannot be done now."),
            cure=gettext_noop("Load the page again to see how it stands."),
            state=ASSIGNMENT_LABELS[AssignmentState(state)],
        )


def late(state: str, due_at: datetime, now: datetime) -> bool:
    """Whether an assignment is open past its deadline."""
    return state == AssignmentState.OPEN and due_at < now


def outlets_in_order(keys: Iterable[str]) -> list[str]:
    """The keys of outlets, each once, in the order given, blanks left out."""
    return list(dict.fromkeys(key.strip() for key in keys if key.strip()))


def month_of(text: str, today: date) -> date:
    """The first day of the month in ``YYYY-MM``; that of ``today`` where the text is no month."""
    year, _, month = text.partition("-")
    if year.isascii() and year.isdigit() and month.isascii() and month.isdigit():
        number = int(month)
        if len(year) == len("2026") and int(year) > 0 and 1 <= number <= MONTHS:
            return date(int(year), number, 1)
    return today.replace(day=1)


def months_on(first: date, by: int) -> date:
    """The first day of the month so many months after that of ``first`` (before, where negative), within the years that
    dates have."""
    number = first.year * MONTHS + first.month - 1 + by
    number = min(max(number, MONTHS), 9999 * MONTHS + MONTHS - 1)
    return date(number // MONTHS, number % MONTHS + 1, 1)


def weeks_of(first: date) -> list[list[date | None]]:
    """The weeks of a month, Monday first; None for days of other months."""
    return [
        [date(first.year, first.month, day) if day else None for day in week]
        for week in Calendar().monthdayscalendar(first.year, first.month)
    ]
