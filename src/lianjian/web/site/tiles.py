"""The network as movable type: one character a village, by county; no real positions, so no approved map is needed.
Where there are more than a page can hold, places with their counts, each leading on to the ones within it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from lianjian.apps.parties.queries import division_names, villages_below
from lianjian.apps.spread.queries import PlaceReach, silent_among, villages_by_place

if TYPE_CHECKING:
    from datetime import date

PROVINCE, CITY, COUNTY, TOWN = 2, 4, 6, 9
"""Digits of a division's code at each level (GB/T 2260 and the statistics' codes below it)."""

COUNTY_PLACE, TOWN_PLACE = 2, 3
"""Their place in a division's path: province, city, county, town."""

MOST_TILES = 60
"""Villages that a page of the whole network shows one by one."""

MOST_TILES_OF_A_PLACE = 300
"""Villages that the page of one place shows one by one: whoever asked for a county wants its villages."""

MOST_PLACES = 60
"""Places side by side; where there are more, the next higher level stands for them."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One village: ``covered`` where it has a story in the time asked for."""

    character: str
    name: str
    url: str
    covered: bool


@dataclass(frozen=True, slots=True)
class District:
    """The villages of one place, one by one."""

    name: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """The villages of one place as counts: ``heard`` are those that are not silent."""

    name: str
    path: str
    url: str
    villages: int
    heard: int


@dataclass(frozen=True, slots=True)
class Outline:
    """All villages of the network or of one place: either ``districts`` or ``places``, never both."""

    villages: int
    districts: tuple[District, ...] = ()
    places: tuple[Place, ...] = ()


def outline_of(today: date, *, below: str = "", most: int = MOST_TILES) -> Outline:
    """The villages below a division ("" is everywhere): one by one where there are at most ``most``, else counted by
    place. Three queries at most, however large the network is."""
    digits = TOWN if len(below) >= COUNTY else COUNTY
    counted = villages_by_place(today, below=below, digits=digits)
    total = sum(one.villages for one in counted)
    if total <= most:
        return Outline(total, districts=_districts(today, below, digits))
    return Outline(total, places=_places(_folded(counted, len(below))))


def places_above(code: str) -> list[tuple[str, str]]:
    """Name and address of the places in which a division lies, the widest first."""
    codes = [code[:digits] for digits in (PROVINCE, CITY, COUNTY, TOWN) if digits < len(code)]
    names = division_names(codes)
    return [(names[one][0], reverse("site:place", args=[one])) for one in codes if one in names]


def _folded(counted: list[PlaceReach], above: int) -> list[PlaceReach]:
    """The same counts by the deepest level below the place itself that a page can hold."""
    folded: dict[str, PlaceReach] = {}
    for digits in (level for level in (TOWN, COUNTY, CITY, PROVINCE) if level > above):
        folded = {}
        for one in counted:
            code = one.code[:digits]
            had = folded.get(code)
            folded[code] = PlaceReach(
                code, one.villages + (had.villages if had else 0), one.silent + (had.silent if had else 0)
            )
        if len(folded) <= MOST_PLACES:
            break
    return list(folded.values())


def _places(counted: list[PlaceReach]) -> tuple[Place, ...]:
    names = division_names(one.code for one in counted)
    return tuple(
        Place(
            name=names.get(one.code, (one.code, ""))[0],
            path=names.get(one.code, ("", one.code))[1],
            url=reverse("site:place", args=[one.code]) if one.code else "",
            villages=one.villages,
            heard=one.villages - one.silent,
        )
        for one in counted
    )


def _districts(today: date, below: str, digits: int) -> tuple[District, ...]:
    villages = list(villages_below(below))
    silent = silent_among((village.pk for village in villages), today)
    level = COUNTY_PLACE if digits == COUNTY else TOWN_PLACE
    grouped: dict[str, list[Tile]] = {}
    for village in villages:
        path = village.division.path.split() if village.division else []
        tile = Tile(
            character=village.short_name[:1],
            name=village.short_name,
            url=reverse("site:village", args=[village.key]),
            covered=village.pk not in silent,
        )
        grouped.setdefault(path[level] if len(path) > level else "", []).append(tile)
    return tuple(District(name, tuple(tiles)) for name, tiles in grouped.items())
