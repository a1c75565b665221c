"""Reading a stick where the pages may not write the feed: they leave an errand, the process that may runs it.

On an installed box the pages' user reads the feed and cannot change it. ``HOME/stick.json`` says which directory a
keeper chose; ``HOME/feed/stick.json``, in the feed's own room, how it went. An errand can do no harm that a
synchronisation cannot: what lies there is verified like anything else, and a date that is past counts only where
a keeper said so.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lianjian_feed.durable import write_file
from lianjian_feed.refusals import Refused
from lianjian_station.directory_source import DirectorySource
from lianjian_station.store import retold, told_of
from lianjian_station.syncing import is_busy, synchronise

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian_station.home import Home

FORMAT = "lianjian-errand/1"
CAP = 16_384  # bytes


@dataclass(frozen=True)
class Errand:
    """A directory to be read; ``accepts_stale``: a keeper decided to take it in although its date is past."""

    name: str
    place: Path
    accepts_stale: bool


@dataclass(frozen=True)
class Done:
    """How an errand went: the edition held then, or why it was refused."""

    name: str
    version: int
    refusal: Refused | None


def is_needed(home: Home) -> bool:
    """Whether this process may not write the feed itself."""
    return home.database.exists() and not os.access(home.database, os.W_OK)


def leave(home: Home, place: Path, *, accepts_stale: bool = False) -> str:
    """Ask for ``place`` to be read; answers the errand's name."""
    name = secrets.token_hex(16)
    told = {"accepts_stale": accepts_stale, "format": FORMAT, "name": name, "place": str(place)}
    path = home.path / "stick.json"
    write_file(path, json.dumps(told).encode())
    path.chmod(0o644)  # whatever this user's umask is: the feed's user has to read it
    return name


def waiting(home: Home) -> Errand | None:
    """The errand that was left last, unless it was run already. What cannot be read is none."""
    told = _read(home.path / "stick.json")
    try:
        errand = Errand(str(told["name"]), Path(told["place"]), told["accepts_stale"] is True)
    except (KeyError, TypeError):
        return None
    newest = done(home)
    return None if newest is not None and newest.name == errand.name else errand


def done(home: Home) -> Done | None:
    """How the errand before went."""
    told = _read(home.path / "feed" / "stick.json")
    try:
        refusal = retold(told["refusal"]) if told["refusal"] is not None else None
        return Done(str(told["name"]), int(told["version"]), refusal)
    except (KeyError, TypeError, ValueError):
        return None


def run(home: Home, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Done | None:
    """Run the errand that waits, if one does; the feed's own process calls this now and then."""
    errand = waiting(home)
    if errand is None or is_busy(home):
        return None
    version, refusal = 0, None
    source = DirectorySource(errand.place)
    try:
        outcome = synchronise(
            home,
            source,
            now=now,
            accept_expired=errand.accepts_stale,
            is_logged=True,
        )
        version = outcome.version
    except Refused as error:
        refusal = error
    finally:
        source.close()
    told = {
        "format": FORMAT,
        "name": errand.name,
        "refusal": told_of(refusal) if refusal is not None else None,
        "version": version,
    }
    write_file(home.path / "feed" / "stick.json", json.dumps(told).encode(), mode=0o640)
    return Done(errand.name, version, refusal)


def _read(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError, RecursionError), path.open("rb") as file:
        told = json.loads(file.read(CAP))
        if isinstance(told, dict) and told.get("format") == FORMAT:
            return told
    return {}
