"""Levels of administrative divisions and the shape of their codes."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """From the province down to the village; ``LENGTHS`` gives the digits of the code that are significant."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


LENGTHS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWN: 9, Level.VILLAGE: 12}


def level_of(code: str) -> Level:
    """The level a code belongs to, by its length. Raises ValueError where no level has that length."""
    for level, length in LENGTHS.items():
        if len(code) == length and code.isdigit():
            return level
    msg = f"{code!r} is no code of a division"
    raise ValueError(msg)


def parent_code(code: str) -> str | None:
    """The code one level up, None for a province."""
    lengths = list(LENGTHS.values())
    place = lengths.index(LENGTHS[level_of(code)])
    return code[: lengths[place - 1]] if place else None
