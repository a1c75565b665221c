"""Two entries that may be one person, and who may say so. A rule of our own (decision 0027).

There is no degree of likeness: a pair is listed for a reason that everybody can see, or it is not listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from lianjian.apps.parties.rules.roles import GRANTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

MOST_OF_A_NAME = 12
"""People of one name in one organisation that are paired with each other."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A mandate as far as it matters here, of today, of the past or to come; ``ends_on`` None: no end agreed."""

    person: int
    name: str
    organisation: int
    role: str
    starts_on: date
    ends_on: date | None


def plain(name: str) -> str:
    """A name without the spaces that some write between its characters."""
    return "".join(name.split())


def namesakes(rows: Iterable[Holder]) -> dict[tuple[int, int], frozenset[int]]:
    """Pairs of people who act or acted under the same name for the same organisation, the smaller key first, with the
    organisations in which they do."""
    groups: dict[tuple[int, str], set[int]] = {}
    for row in rows:
        groups.setdefault((row.organisation, plain(row.name)), set()).add(row.person)
    found: dict[tuple[int, int], set[int]] = {}
    for (organisation, _name), people in groups.items():
        for first, second in combinations(sorted(people)[:MOST_OF_A_NAME], 2):
            found.setdefault((first, second), set()).add(organisation)
    return {pair: frozenset(houses) for pair, houses in sorted(found.items())}


def may_join(roles_in: Callable[[int], frozenset[str]], held: Iterable[Holder]) -> bool:
    """Whether somebody with these roles in an organisation could have given every mandate in ``held``, of which there is
    one: joining two entries gives the roles of both to one person."""
    rows = list(held)
    return bool(rows) and all(
        any(row.role in GRANTS[own] for own in GRANTS if own in roles_in(row.organisation)) for row in rows
    )


def overlapping(one: Iterable[Holder], other: Iterable[Holder]) -> list[tuple[Holder, Holder]]:
    """Mandates of the two in the same role of the same organisation at the same time."""
    return [
        (mine, theirs)
        for mine in one
        for theirs in other
        if (mine.organisation, mine.role) == (theirs.organisation, theirs.role) and _meet(mine, theirs)
    ]


def _meet(one: Holder, other: Holder) -> bool:
    return (one.ends_on is None or one.ends_on >= other.starts_on) and (
        other.ends_on is None or other.ends_on >= one.starts_on
    )
