"""One line of what is due, whatever it is: a duty, a commitment, a signature, a confirmation, an obstacle."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


class When(StrEnum):
    """How urgent: the order of the sections of a list."""

    LATE = "late"
    WAITING = "waiting"
    WEEK = "week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Due:
    """A line: ``what`` is owed, ``whom`` says to or by whom and where that is written, ``act`` and ``act_url``
    the one thing to do about it.

    ``day`` is the day it is due (while it waits for an answer: since when), None where there is none;
    ``key`` is what a log entry is about (``duty:5``), "" where none can be written about it.
    """

    what: str
    url: str
    whom: str
    day: date | None
    when: When
    mark: str
    word: str
    act: str
    act_url: str
    key: str = ""
    rank: tuple[int, int] = field(default=(0, 0))


def dated(day: date, today: date) -> tuple[When, str, str]:
    """When it is, the mark of its state and the words: late by so many days, today, in so many days."""
    days = (day - today).days
    if days < 0:
        return When.LATE, "late", ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return When.WEEK, "wait", _("due today")
    words = _("due tomorrow") if days == 1 else _("%(days)d days left") % {"days": days}
    return (When.WEEK if day <= today + timedelta(days=6) else When.LATER), "due", words


def since(day: date | None, today: date, words: str) -> str:
    """The words of a wait, with how long it has lasted where that is known."""
    if day is None or day >= today:
        return words
    days = (today - day).days
    waited = ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days}
    return f"{words} · {waited}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """The first lines of one urgency under their heading; ``count`` is how many there are."""

    when: When
    name: str
    lines: tuple[Due, ...]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def names() -> dict[When, str]:
    """The headings, in their order."""
    return {
        When.LATE: _("Late"),
        When.WAITING: _("Waits for you"),
        When.WEEK: _("This week"),
        When.LATER: _("Later"),
    }


def ordered(lines: Iterable[Due]) -> list[Due]:
    """By day, those without one last."""
    return sorted(lines, key=lambda line: (line.day is None, line.day, line.rank))


def stretches(lines: Iterable[Due], counts: Mapping[When, int], most: int) -> list[Stretch]:
    """The lines by urgency, ``most`` of each; late ones the longest first, the others by day. ``counts`` says how many
    there are in all. Empty stretches are left out."""
    sorted_lines = ordered(lines)
    found = [
        Stretch(when, name, tuple(li for li in sorted_lines if li.when is when)[:most], counts.get(when, 0))
        for when, name in names().items()
    ]
    return [stretch for stretch in found if stretch.lines]
