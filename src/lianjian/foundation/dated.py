"""Things that have a day, in the one shape in which apps hand them to whoever reminds or keeps a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Dated:
    """An open thing with its day. ``organisations`` owe it; ``people`` are those it falls to by name, () where it falls to
    whoever answers for the organisations. ``group`` (a coordination group) or ``agreement`` say where it comes from, None
    where it comes from neither. ``at`` and ``place`` are those of a meeting."""

    key: int
    what: str
    due_on: date
    organisations: tuple[int, ...]
    people: tuple[int, ...] = ()
    group: int | None = None
    agreement: int | None = None
    at: datetime | None = None
    place: str = ""
    cancelled: bool = False
