"""What the register says of the places and parties that a text may name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.checking.names import Division, Register, places_named
from lianjian.apps.parties.queries import divisions_called, divisions_within, organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.levels import LENGTHS, Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.apps.newsroom.rules.checking import Passage

MOST_COUNTIES = 6
"""A text that names more counties is a list; its places are checked in the first ones only."""


def register_for(passages: Iterable[Passage]) -> Register:
    """The counties and towns named in a text, all that lies in their counties, and the names of all parties but villages,
    which are places. Three queries, whatever the text."""
    asked = places_named(passages)
    parties = organisations().exclude(kind=Kind.VILLAGE).values_list("name", flat=True).order_by("name")
    named = divisions_called(asked, levels=(Level.COUNTY, Level.TOWN))
    counties = list(dict.fromkeys(row.code[: LENGTHS[Level.COUNTY]] for row in named))[:MOST_COUNTIES]
    towns: defaultdict[str, list[Division]] = defaultdict(list)
    villages: defaultdict[str, list[Division]] = defaultdict(list)
    paths: dict[str, str] = {row.code: row.path for row in named}
    for row in divisions_within(counties):
        kept = Division(row.code, row.name)
        if row.level == Level.TOWN:
            towns[row.code[: LENGTHS[Level.COUNTY]]].append(kept)
            paths[row.code] = row.path
        elif row.level == Level.VILLAGE:
            villages[row.code[: LENGTHS[Level.TOWN]]].append(kept)
    above: defaultdict[str, list[str]] = defaultdict(list)
    for row in named:
        above[row.name].append(row.code)
    return Register(
        above={name: tuple(codes) for name, codes in above.items()},
        towns={code: tuple(rows) for code, rows in towns.items()},
        villages={code: tuple(rows) for code, rows in villages.items()},
        paths=paths,
        parties=tuple(parties),
    )
