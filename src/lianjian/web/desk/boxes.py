"""The lists of the desk's first page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

SHOWN = 8
"""Lines of a list; the rest is a number with a link."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do, or done: its name, where it is done, what else is worth knowing."""

    name: str
    url: str
    note: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A list of the first page. ``number`` is what waits in all, None where nothing waits in it; ``rest`` is how many
    lines are left out, ``more`` where all of them stand, ``go`` the word of a way there that is always shown."""

    name: str
    heading: str
    lines: list[Line]
    number: int | None
    rest: int
    more: str
    go: str = ""
