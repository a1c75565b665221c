"""Weeks as bars: what is drawn, computed apart from how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lianjian.apps.spread.rules.rates import Tally, show

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lianjian.apps.spread.queries import DayFigures

WEEK = timedelta(days=7)
HEIGHT = 100
STEP = 10
BAR = 7
"""Units of the drawing: a bar of 7 in a step of 10, at most 100 high."""
FEWEST = 12
"""A quarter of a year: a drawing of weeks has room for so many at least."""


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday; None where too few stand behind a figure to show it."""

    starts: date
    reads: int | None
    forwards: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its left edge, top and height. ``unknown`` ones are hatched and stand for no value."""

    x: int
    y: int
    height: int
    unknown: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars side by side, ``width`` units wide; ``top`` is the value of the full height."""

    bars: tuple[Bar, ...]
    width: int
    top: int


def weeks(days: Iterable[DayFigures]) -> list[Week]:
    """The exact figures of days as weeks for the public: the threshold is asked of the week, not of its days."""
    found: dict[date, Tally] = {}
    for day in days:
        monday = day.day - timedelta(days=day.day.weekday())
        found[monday] = found.get(monday, Tally()) + Tally(day.seen.reads or 0, day.seen.forwards or 0)
    shown = {monday: show(tally, exact=False) for monday, tally in sorted(found.items())}
    return [Week(monday, seen.reads, seen.forwards) for monday, seen in shown.items()]


def plot(values: Iterable[int | None], *, fewest: int = 1) -> Plot:
    """Bars in the proportion of their values; the largest is as high as the drawing. Where there are fewer than
    ``fewest``, room is left beside them: one bar as wide as the drawing would be no bar."""
    given = list(values)
    top = max((value for value in given if value is not None), default=0)
    bars = []
    for place, value in enumerate(given):
        height = 6 if value is None else round(HEIGHT * value / top) if top else 0
        bars.append(Bar(place * STEP, HEIGHT - height, height, unknown=value is None))
    return Plot(tuple(bars), max(len(given), fewest) * STEP, top)
