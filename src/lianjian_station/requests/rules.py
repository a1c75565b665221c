"""Who may let a request out: two keepers, neither of whom asked. With fewer at hand the rule bends, and says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


@dataclass(frozen=True)
class Rule:
    """``needed`` agreements of keepers who are not in ``barred``; ``why`` is written into the log where the rule had to bend."""

    needed: int
    barred: frozenset[str]
    why: str


def rule_for(keepers: AbstractSet[str], involved: AbstractSet[str]) -> Rule:
    """The rule for a station with these ``keepers``, of whom ``involved`` asked or typed the request."""
    if len(keepers) <= 1:
        return Rule(1, frozenset(), "one keeper only")
    if len(keepers - involved) >= 2:  # noqa: PLR2004 - two pairs of eyes
        return Rule(2, frozenset(keepers & involved), "")
    return Rule(2, frozenset(), "typed by one of them")
