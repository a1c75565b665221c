"""Floors kept apart from the database: a store that has to be built anew must not believe an older edition.

``floors.json`` beside ``feed.db`` (form ``lianjian-floors/1``): the versions ever accepted, as ``lianjian_feed.trust`` keeps
them. Written durably, only when something rose, and never lower than what it held.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lianjian_feed.durable import write_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lianjian_feed.trust import Floor
    from lianjian_station.home import Home

FORMAT = "lianjian-floors/1"
CAP = 4_000_000  # bytes


def place(home: Home) -> Path:
    """Beside the database, also where that is a link into a room of its own."""
    return home.database.resolve().parent / "floors.json"


def kept(path: Path) -> dict[Floor, int]:
    """The floors of the file. None where it is missing or damaged: the database's own stand then, and the next
    synchronisation writes the file anew."""
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(CAP))
        if set(told) != {"format", "floors"} or told["format"] != FORMAT:
            return {}
        rows = [(str(what), str(keys), version) for what, keys, version in told["floors"]]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return {}
    if not all(type(version) is int and version >= 0 for _, _, version in rows):
        return {}
    return {(what, keys): version for what, keys, version in rows}


def higher(one: Mapping[Floor, int], other: Mapping[Floor, int]) -> dict[Floor, int]:
    """Of each floor the higher."""
    return {floor: max(one.get(floor, 0), other.get(floor, 0)) for floor in one.keys() | other.keys()}


def keep(path: Path, floors: Mapping[Floor, int]) -> None:
    """Raise the file's floors to these."""
    before = kept(path)
    now = higher(before, floors)
    if now == before:
        return
    rows = sorted([what, keys, version] for (what, keys), version in now.items())
    told = {"floors": rows, "format": FORMAT}
    write_file(path, json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), mode=0o640)
