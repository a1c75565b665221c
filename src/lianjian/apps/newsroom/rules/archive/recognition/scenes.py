"""Of all the places a text names, the one its story is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.recognition.gazetteer import CITY, COUNTY, TOWN, VILLAGE
from lianjian.apps.newsroom.rules.archive.recognition.guesses import (
    LIKELY,
    SURE,
    WEAK,
    WHY_ALSO_NAMED,
    WHY_CITY,
    WHY_COUNTY,
    WHY_NOTHING_AROUND,
    WHY_ONE_FITS,
    WHY_SEVERAL_STORIES,
    WHY_SEVERAL_VILLAGES,
    WHY_UNIQUE_VILLAGE,
    Guess,
)
from lianjian.apps.newsroom.rules.archive.recognition.places import Mention, is_backed, mentions_in

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.archive.recognition.gazetteer import Gazetteer
    from lianjian.apps.newsroom.rules.archive.recognition.sheets import Sheet
    from lianjian.apps.newsroom.rules.archive.recognition.titles import Head

_OTHERS = 3
_CANDIDATES = 12


@dataclass(slots=True)
class _Place:
    """One division, or the several it can be, with all its mentions."""

    codes: tuple[str, ...]
    level: int
    first: Mention
    weight: float = 0.0
    times: int = 0
    backed: bool = False
    full: bool = False
    chained: bool = False
    early: bool = False
    """Named in the headline or the first paragraph."""


def find_place(sheet: Sheet, head: Head, gazetteer: Gazetteer, guesses: list[Guess]) -> str:
    """The code of the division, "" where none is certain enough to be filled in."""
    found = mentions_in(sheet, head.line, head.lines, gazetteer)
    places = _gathered(found)
    for level in (VILLAGE, TOWN, COUNTY, CITY):
        ranked = sorted(
            (place for place in places if place.level == level),
            key=lambda place: (-place.weight, place.first.at),
        )
        if not ranked:
            continue
        if level in {VILLAGE, TOWN} and _gives_way(ranked, places, level):
            continue
        return _tell(ranked, sheet, gazetteer, guesses)
    return ""


def _gathered(found: list[Mention]) -> list[_Place]:
    places: dict[tuple[str, ...], _Place] = {}
    named = frozenset(code for one in found for code in one.codes)
    for one in found:
        place = places.setdefault(one.codes, _Place(one.codes, one.form.level, one))
        place.weight += one.weight
        place.times += 1
        place.full |= one.form.full
        place.chained |= one.chained
        place.early |= one.weight > 2  # noqa: PLR2004 - the weights of what stands first
        place.backed |= is_backed(one, named)
    return list(places.values())


def _gives_way(ranked: list[_Place], places: list[_Place], level: int) -> bool:
    """Whether the story is about a larger place: it tells of several smaller ones alike, or of a lone name that nothing
    around it backs."""
    best = ranked[0]
    larger = [place for place in places if CITY < place.level < level]
    if not best.backed and larger and len(best.codes) > 1:
        return True
    if not best.backed and level == VILLAGE and larger:
        return True  # the places that are named do not hold it
    above = [place for place in larger if best.codes[0].startswith(place.codes) and len(place.codes) == 1]
    alike = (len(ranked) > 1 and ranked[1].weight >= best.weight) or not best.early
    return bool(above) and alike and above[0].weight > best.weight


def _tell(ranked: list[_Place], sheet: Sheet, gazetteer: Gazetteer, guesses: list[Guess]) -> str:
    best = ranked[0]
    if len(best.codes) > 1:
        guesses.append(_guess(best, WEAK, WHY_SEVERAL_VILLAGES, sheet, gazetteer))
        return ""
    equal = [place for place in ranked if place.weight >= best.weight and len(place.codes) == 1]
    if len(equal) > 1 and _one_after_another(equal):
        sure, why = WEAK, WHY_SEVERAL_STORIES
    else:
        sure, why = _grounds(best, ranked)
        equal = []
    candidates = tuple(place.codes[0] for place in equal)
    guesses.append(_guess(best, sure, why, sheet, gazetteer, candidates))
    others = [place for place in ranked[1:] if len(place.codes) == 1]
    for place in others[:_OTHERS]:
        guesses.append(_guess(place, WEAK, WHY_ALSO_NAMED, sheet, gazetteer))
    return best.codes[0] if sure != WEAK else ""


def _one_after_another(equal: list[_Place]) -> bool:
    """Places named once each and with the same weight, none ahead of the others."""
    return all(place.times == equal[0].times for place in equal)


def _grounds(best: _Place, ranked: list[_Place]) -> tuple[str, str]:
    if best.level == VILLAGE:
        if not best.backed:
            return WEAK, WHY_NOTHING_AROUND
        return SURE if len(ranked) == 1 or best.chained else LIKELY, WHY_UNIQUE_VILLAGE
    if best.level == TOWN:
        return (LIKELY if best.full or best.chained else WEAK), WHY_ONE_FITS
    alone = len(ranked) == 1 or best.weight >= 2 * ranked[1].weight
    if best.level == COUNTY:
        return (LIKELY if alone and best.weight > 2 else WEAK), WHY_COUNTY  # noqa: PLR2004 - title or opening
    return WEAK, WHY_CITY


def _guess(
    place: _Place,
    sure: str,
    why: str,
    sheet: Sheet,
    gazetteer: Gazetteer,
    candidates: tuple[str, ...] = (),
) -> Guess:
    at = place.first.at
    line = next((line.number for line in reversed(sheet.lines) if line.at <= at), -1)
    several = len(place.codes) > 1
    paths = " / ".join(gazetteer.path(code) for code in place.codes[:4])
    return Guess(
        "division",
        paths if several else place.codes[0],
        sure,
        why,
        line,
        at,
        len(place.first.form.words),
        words=paths,
        candidates=place.codes[:_CANDIDATES] if several else candidates,
    )
