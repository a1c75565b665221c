"""A counted commitment cut into periods: which these are, what a value of one is worth, and how it all adds up.

Rules of our own (docs/decisions/0023). Nothing here is typed that follows from something else: totals are computed, and
what was not reported is unknown, never 0.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_PERIODS = 60
"""Five years by the month."""
GRACE = timedelta(days=10)
"""After the end of a period: figures are collected before they are reported."""


class Counting(StrEnum):
    """How the values of the periods make the value of the whole."""

    ADDS_UP = "adds-up"
    LEVEL = "level"


COUNTING_LABELS = {
    Counting.ADDS_UP: gettext_noop("adds up: the sum of all periods counts"),
    Counting.LEVEL: gettext_noop("level: what stands at the end counts"),
}


class Cut(StrEnum):
    """Pieces of the calendar."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


CUT_LABELS = {
    Cut.MONTH: gettext_noop("by the month"),
    Cut.QUARTER: gettext_noop("by the quarter"),
    Cut.HALF_YEAR: gettext_noop("by the half-year"),
    Cut.YEAR: gettext_noop("by the year"),
}
MONTHS = {Cut.MONTH: 1, Cut.QUARTER: 3, Cut.HALF_YEAR: 6, Cut.YEAR: 12}


class ValueState(StrEnum):
    """What became of a reported value."""

    REPORTED = "reported"
    APPROVED = "approved"
    RETURNED = "returned"
    SUPERSEDED = "superseded"


VALUE_LABELS = {
    ValueState.REPORTED: gettext_noop("reported, to be approved"),
    ValueState.APPROVED: gettext_noop("approved by the receiver"),
    ValueState.RETURNED: gettext_noop("returned"),
    ValueState.SUPERSEDED: gettext_noop("replaced by a later value"),
}


class PeriodState(StrEnum):
    """What is stored of a period: the state of its latest value that was not superseded; the rest follows from the day."""

    EMPTY = "empty"
    REPORTED = "reported"
    APPROVED = "approved"
    RETURNED = "returned"


class PeriodStanding(StrEnum):
    """How a period stands on a day."""

    AHEAD = "ahead"
    RUNNING = "running"
    MISSING = "missing"
    LATE = "late"
    REPORTED = "reported"
    RETURNED = "returned"
    APPROVED = "approved"


PERIOD_LABELS = {
    PeriodStanding.AHEAD: gettext_noop("still to come"),
    PeriodStanding.RUNNING: gettext_noop("running"),
    PeriodStanding.MISSING: gettext_noop("not reported yet"),
    PeriodStanding.LATE: gettext_noop("not reported, late"),
    PeriodStanding.REPORTED: gettext_noop("reported, to be approved"),
    PeriodStanding.RETURNED: gettext_noop("returned"),
    PeriodStanding.APPROVED: gettext_noop("approved by the receiver"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class PeriodDraft:
    """A period as handed over: its days, and its target as typed."""

    starts_on: date
    ends_on: date
    target: str | int | Decimal


def cut_into(first: date, last: date, cut: Cut) -> list[Span]:
    """The pieces of the calendar between two days (both included), the first and the last cut off at these days. Raises
    Refused for more than sixty, or none."""
    months = MONTHS[cut]
    found: list[Span] = []
    start = first
    while start <= last:
        if len(found) == MOST_PERIODS:
            raise Refused(
                gettext_noop("These are more than %(most)s periods."),
                cure=gettext_noop("Choose longer ones."),
                field="cut",
                most=MOST_PERIODS,
            )
        month = (start.month - 1) // months * months + months
        end = date(start.year, month, monthrange(start.year, month)[1])
        found.append(Span(start, min(end, last)))
        if end >= last:
            break
        start = end + timedelta(days=1)
    if not found:
        raise Refused(
            gettext_noop("The first period begins after the day on which all is due."), field="first_day"
        )
    return found


def check_spans(spans: Sequence[Span], *, due_on: date) -> None:
    """Raises Refused unless there is a period, each has its days, none overlaps another, and the last ends on or before
    the day on which all is due."""
    if not spans:
        raise Refused(gettext_noop("Name one period at least."), field="periods")
    if len(spans) > MOST_PERIODS:
        raise Refused(
            gettext_noop("These are more than %(most)s periods."),
            cure=gettext_noop("Choose longer ones."),
            field="periods",
            most=MOST_PERIODS,
        )
    for span in spans:
        if span.ends_on < span.starts_on:
            raise Refused(
                gettext_noop("The period from %(day)s ends before it begins."),
                field="periods",
                day=span.starts_on.isoformat(),
            )
    for before, after in pairwise(spans):
        if after.starts_on <= before.ends_on:
            raise Refused(
                gettext_noop("The period from %(day)s begins before the one above it ends."),
                field="periods",
                day=after.starts_on.isoformat(),
            )
    if spans[-1].ends_on > due_on:
        raise Refused(
            gettext_noop("The last period ends after the day on which all is due (%(day)s)."),
            field="periods",
            day=due_on.isoformat(),
        )


def whole(counting: Counting, amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The value of the whole from those of the periods in their order: the sum, or the last known level. None while
    nothing is known."""
    known = [amount for amount in amounts if amount is not None]
    if not known:
        return None
    return sum(known, Decimal(0)) if counting is Counting.ADDS_UP else known[-1]


def check_counting(counting: str) -> Counting:
    """Raises Refused for another word."""
    if counting not in set(Counting):
        raise Refused(gettext_noop("Say whether it adds up or is a level."), field="counting")
    return Counting(counting)


def report_by(ends_on: date) -> date:
    """The last day on which a value of that period is in time; the last day of the calendar where there is no later."""
    return ends_on + GRACE if ends_on <= date.max - GRACE else date.max


def period_standing(state: PeriodState, span: Span, today: date) -> PeriodStanding:
    """How it stands on ``today``."""
    if state is not PeriodState.EMPTY:
        return PeriodStanding(state.value)
    if today < span.starts_on:
        return PeriodStanding.AHEAD
    if today <= span.ends_on:
        return PeriodStanding.RUNNING
    return PeriodStanding.MISSING if today <= report_by(span.ends_on) else PeriodStanding.LATE


def check_begun(span: Span, today: date) -> None:
    """Raises Refused for a period that has not begun: nothing can have been reached in it."""
    if today < span.starts_on:
        raise Refused(
            gettext_noop("This period begins on %(day)s; nothing can have been reached in it yet."),
            field="value",
            day=span.starts_on.isoformat(),
        )


def judge_approver(person: int | None, *, reporter: int | None) -> None:
    """Raises NotAllowed unless a person judges, and another one than ``reporter``: people change their party, and nobody
    approves what they reported themselves from the other side."""
    if person is None:
        raise NotAllowed(gettext_noop("A value is approved by a person with a mandate."))
    if person == reporter:
        raise NotAllowed(
            gettext_noop("Nobody approves a value that they reported themselves."),
            cure=gettext_noop("Ask a colleague of the receiving party."),
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """What the row of a period keeps: the state and amount of its latest value (``reported``, None where it was returned or
    there is none), and the amount that counts (``approved``)."""

    state: PeriodState
    reported: Decimal | None
    approved: Decimal | None


def tally(values: Sequence[tuple[Decimal, ValueState]]) -> Tally:
    """The same from all values of a period, oldest first. An approved value counts until a later one is approved; one that
    waits or was returned changes nothing about that."""
    approved = [amount for amount, state in values if state is ValueState.APPROVED]
    standing = [(amount, state) for amount, state in values if state is not ValueState.SUPERSEDED]
    counts = approved[-1] if approved else None
    if not standing:
        return Tally(PeriodState.EMPTY, None, counts)
    amount, state = standing[-1]
    return Tally(PeriodState(state.value), None if state is ValueState.RETURNED else amount, counts)
