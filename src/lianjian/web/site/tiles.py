"""The network as movable type: one character a village, by county; no real positions, so no approved map is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Collection

COUNTY_DIGITS = 6
COUNTY_PLACE = 2
"""The county's place in a division's path: province, city, county."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One village: ``covered`` where it has a story in the time asked for."""

    character: str
    name: str
    url: str
    covered: bool


@dataclass(frozen=True, slots=True)
class District:
    """The villages of one county."""

    name: str
    tiles: tuple[Tile, ...]


def districts_of(silent: Collection[int]) -> list[District]:
    """All villages of the network by county, in the order of their codes; ``silent`` are the keys of those without a
    story in the last 90 days. One query."""
    grouped: dict[str, list[Tile]] = {}
    for village in organisations(Kind.VILLAGE).order_by("division"):
        path = village.division.path.split() if village.division else []
        county = path[COUNTY_PLACE] if len(path) > COUNTY_PLACE else ""
        tile = Tile(
            character=village.short_name[:1],
            name=village.short_name,
            url=reverse("site:village", args=[village.key]),
            covered=village.pk not in silent,
        )
        grouped.setdefault(county, []).append(tile)
    return [District(name, tuple(tiles)) for name, tiles in grouped.items()]
