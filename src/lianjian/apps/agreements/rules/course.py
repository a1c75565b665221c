"""The course of an agreement as phases and marks in time, for a drawing that a leader takes in at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class PhaseKind(StrEnum):
    """What an agreement is going through."""

    CALL = "call"
    DRAFTING = "drafting"
    SIGNING = "signing"
    IN_FORCE = "in-force"


class MarkKind(StrEnum):
    """What happens on one day."""

    SIGNED = "signed"
    SUPPLEMENT = "supplement"
    NOTICE = "notice"
    LEFT = "left"
    EXPIRY = "expiry"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of days. ``end`` is the first day of what follows, or the last day that is agreed; None where nobody knows
    it today. ``agreed`` where the end lies ahead and may still be moved."""

    kind: PhaseKind
    start: date
    end: date | None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happens on a day, ``number`` times; ``names`` says who or what."""

    kind: MarkKind
    day: date
    number: int = 1
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """Phases in their order, without gaps, and the marks by day. ``last`` is the last day that anybody knows of."""

    phases: tuple[Phase, ...]
    marks: tuple[Mark, ...]

    @property
    def first(self) -> date:
        return self.phases[0].start

    @property
    def last(self) -> date:
        ends = [phase.end or phase.start for phase in self.phases]
        return max([*ends, *(mark.day for mark in self.marks)])

    @property
    def end_known(self) -> bool:
        """Whether it is over, or a day is agreed on which it will be."""
        return self.phases[-1].end is not None


def phases_of(
    *,
    called: date | None,
    drafted: date,
    frozen: date | None,
    effective: date | None,
    ends_on: date | None,
    closed: date | None,
) -> tuple[Phase, ...]:
    """The phases of an agreement: from the call that led to it (None where none did), the draft, the first text that was
    open for signature and led to where it is today, to the day since which it is in force. Days that do not lie in this
    order (entered in a network's history) are put at the day before them; a phase of no day is left away, but the last."""
    begins = [(PhaseKind.DRAFTING, drafted), (PhaseKind.SIGNING, frozen), (PhaseKind.IN_FORCE, effective)]
    days: list[tuple[PhaseKind, date]] = []
    if called is not None:
        days.append((PhaseKind.CALL, min(called, drafted)))
    for kind, day in begins:
        if day is not None:
            days.append((kind, max([day, *(before for _kind, before in days)])))
    phases = []
    for place, (kind, start) in enumerate(days):
        last = place == len(days) - 1
        if not last and days[place + 1][1] == start:
            continue
        if not last:
            phases.append(Phase(kind, start, days[place + 1][1]))
        elif closed is not None:
            phases.append(Phase(kind, start, max(closed, start)))
        elif kind is PhaseKind.IN_FORCE and ends_on is not None:
            phases.append(Phase(kind, start, max(ends_on, start), agreed=True))
        else:
            phases.append(Phase(kind, start, None))
    return tuple(phases)


def marks_of(happened: Iterable[tuple[MarkKind, date, str]]) -> tuple[Mark, ...]:
    """What happened on which day, the same kind on one day as one mark, by day."""
    found: dict[tuple[date, MarkKind], list[str]] = {}
    for kind, day, name in happened:
        found.setdefault((day, kind), []).append(name)
    order = list(MarkKind)
    return tuple(
        Mark(kind, day, len(names), tuple(dict.fromkeys(name for name in names if name)))
        for (day, kind), names in sorted(found.items(), key=lambda one: (one[0][0], order.index(one[0][1])))
    )
