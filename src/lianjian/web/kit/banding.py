"""The course of an agreement as a band in time: phases, signatures, supplements, notices, its end, today, and what is due
in which month. Lengths are pixels of a drawing that scrolls within its own box where it is wider than the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianjian.apps.agreements.rules.course import MarkKind, PhaseKind
from lianjian.apps.projects.queries import commitments
from lianjian.apps.projects.rules.commitments import CommitmentState
from lianjian.web.kit import dates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.apps.agreements.rules.course import Course, Mark, Phase
    from lianjian.foundation.actor import Actor

LEAST, MOST, A_DAY = 640, 2400, 0.92
"""The drawing's width: so many pixels a day, within these. Three years fit a wide screen."""
EDGE = 14
FLOOR = 114
"""Where the columns of what is due stand."""
OPEN_END = 60
"""Pixels that an unknown end goes on for."""
GLYPH = 15
"""What one character of a label takes."""
LONG_MONTHS = 26
"""From so many months on the axis names quarters, not months."""
YEARS_ONLY = 60

PHASES = {
    PhaseKind.CALL: pgettext_lazy("a phase", "call"),
    PhaseKind.DRAFTING: pgettext_lazy("a phase", "drafting"),
    PhaseKind.SIGNING: pgettext_lazy("a phase", "signing"),
    PhaseKind.IN_FORCE: pgettext_lazy("a phase", "in force"),
}
MARKS = {
    MarkKind.SIGNED: pgettext_lazy("a mark", "signatures"),
    MarkKind.SUPPLEMENT: pgettext_lazy("a mark", "supplement in force"),
    MarkKind.NOTICE: pgettext_lazy("a mark", "notice given"),
    MarkKind.LEFT: pgettext_lazy("a mark", "a party left"),
    MarkKind.EXPIRY: pgettext_lazy("a mark", "ends if nobody renews it"),
    MarkKind.OVER: pgettext_lazy("a mark", "over"),
}
SHAPES = {
    MarkKind.SIGNED: "M0-5a5 5 0 1 0 .01 0z",
    MarkKind.SUPPLEMENT: "M0-6L6 0 0 6-6 0z",
    MarkKind.NOTICE: "M0-6L6 5H-6z",
    MarkKind.LEFT: "M0 6L6-5H-6z",
    MarkKind.EXPIRY: "M-1.5-7h3v14h-3z",
    MarkKind.OVER: "M-5-5h10v10h-10z",
}
"""Each with a shape of its own: colour alone tells nobody anything."""
UNKNOWN_END = gettext_lazy("end not known")


@dataclass(frozen=True, slots=True)
class Bar:
    """A phase as it is drawn and as the key says it. ``open_end`` where it goes on nobody knows how long."""

    kind: str
    word: str
    x: float
    width: float
    fits: bool
    open_end: bool
    ahead: float
    said: str

    @property
    def until(self) -> float:
        return round(self.x + self.width, 1)

    @property
    def now(self) -> float:
        """Where the part that lies ahead begins."""
        return round(self.until - self.ahead, 1)


@dataclass(frozen=True, slots=True)
class Point:
    """A mark; ``number`` is "" for one."""

    kind: str
    x: float
    shape: str
    number: str
    said: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis; ``word`` may be ""."""

    x: float
    word: str
    year: bool


@dataclass(frozen=True, slots=True)
class Month:
    """What is due in a month: ``late`` of ``due`` are open and their day is over."""

    x: float
    width: float
    height: float
    due: int
    late: int
    said: str

    @property
    def top(self) -> float:
        return round(FLOOR - self.height, 1)

    @property
    def above(self) -> float:
        """Where its number stands."""
        return round(self.top - 3, 1)

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Band:
    """All of it. ``label`` is the drawing in one sentence."""

    width: int
    bars: tuple[Bar, ...]
    points: tuple[Point, ...]
    ticks: tuple[Tick, ...]
    months: tuple[Month, ...]
    today: float
    label: str
    key: tuple[tuple[str, str, str], ...]

    @property
    def late(self) -> bool:
        return any(month.late for month in self.months)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    pixels: float

    def at(self, day: date) -> float:
        return round(EDGE + (day - self.first).days * self.pixels, 1)


def due_days(actor: Actor, today: date, agreement: int) -> list[tuple[date, bool]]:
    """The days on which the commitments of an agreement are due that the reader may see, and whether each is late."""
    return [
        (line.due_on, line.late)
        for line in commitments(actor, today, agreement=agreement)
        if line.state is not CommitmentState.WITHDRAWN
    ]


def band_of(course: Course, due: Iterable[tuple[date, bool]], today: date) -> Band:
    """The band of an agreement. ``due`` are the days on which its commitments are due, and whether each is late."""
    owed = list(due)
    first = min([course.first, today, *(day for day, _late in owed)]).replace(day=1)
    last = max([course.last, today]) + timedelta(days=20)
    if owed:  # the column of a month needs all of it
        last = max(last, _next(max(day for day, _late in owed)))
    days = max((last - first).days, 1)
    room = min(max(days * A_DAY, LEAST), MOST)
    scale = _Scale(first, room / days)
    bars = tuple(_bar(phase, scale, today) for phase in course.phases)
    points = tuple(_point(mark, scale) for mark in course.marks)
    said = [bar.said for bar in bars]
    return Band(
        width=round(EDGE * 2 + room + (0 if course.end_known else OPEN_END)),
        bars=bars,
        points=points,
        ticks=tuple(_ticks(first, last, scale)),
        months=tuple(_months(owed, scale)),
        today=scale.at(today),
        label=_("The course in time: %(phases)s. Today is %(today)s.")
        % {"phases": _("; ").join(said), "today": dates.say(today).whole},
        key=tuple(
            (str(kind), SHAPES[kind], str(MARKS[kind]))
            for kind in MarkKind
            if any(mark.kind is kind for mark in course.marks)
        ),
    )


def _bar(phase: Phase, scale: _Scale, today: date) -> Bar:
    word, x = str(PHASES[phase.kind]), scale.at(phase.start)
    until = scale.at(phase.end) if phase.end is not None else scale.at(max(today, phase.start)) + OPEN_END
    ahead = min(max(scale.at(today), x), until) if phase.end is None or phase.agreed else until
    ends = dates.say(phase.end).whole if phase.end is not None else str(UNKNOWN_END)
    return Bar(
        kind=phase.kind,
        word=word,
        x=x,
        width=round(max(until - x, 2), 1),
        fits=until - x > len(word) * GLYPH + 8,
        open_end=phase.end is None,
        ahead=round(until - ahead, 1),
        said=_("%(phase)s from %(first)s to %(last)s")
        % {"phase": word, "first": dates.say(phase.start).whole, "last": ends},
    )


def _point(mark: Mark, scale: _Scale) -> Point:
    names = "、".join(mark.names)
    said = f"{MARKS[mark.kind]} {dates.say(mark.day).whole} {names}".strip()
    return Point(
        mark.kind, scale.at(mark.day), SHAPES[mark.kind], str(mark.number) if mark.number > 1 else "", said
    )


def _ticks(first: date, last: date, scale: _Scale) -> Iterable[Tick]:
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = 1 if months <= LONG_MONTHS else 3 if months <= YEARS_ONLY else 12
    day = first
    while day <= last:
        january = day.month == 1
        if january or day == first:
            yield Tick(scale.at(day), str(day.year), year=True)
        elif (day.month - 1) % step == 0:
            yield Tick(scale.at(day), str(day.month), year=False)
        day = _next(day)


def _next(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _months(owed: list[tuple[date, bool]], scale: _Scale) -> Iterable[Month]:
    counts: dict[date, list[bool]] = {}
    for day, late in owed:
        counts.setdefault(day.replace(day=1), []).append(late)
    top = max((len(found) for found in counts.values()), default=1)
    for month, found in sorted(counts.items()):
        x = scale.at(month)
        yield Month(
            x=x,
            width=round(scale.at(_next(month)) - x - 2, 1),
            height=round(4 + 20 * len(found) / top, 1),
            due=len(found),
            late=sum(found),
            said=_("%(month)s: %(due)s due, %(late)s late")
            % {"month": f"{month:%Y-%m}", "due": len(found), "late": sum(found)},
        )
