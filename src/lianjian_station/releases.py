"""The release the feed offers, and the keeper's word on when: a release can be held for thirty days, not longer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from lianjian_feed import software
from lianjian_feed.durable import make_directory, write_file
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest as digest_of

if TYPE_CHECKING:
    import sqlite3

    from lianjian_station.home import Home

FORMAT = "lianjian-hold/1"
LONGEST = timedelta(days=30)
CAP = 4_096  # bytes


def running() -> str:
    """The version of the software that answers now; ``0.0`` where it was never installed."""
    try:
        return version(software.PROGRAM)
    except PackageNotFoundError:
        return "0.0"


def offered(db: sqlite3.Connection) -> software.Release | None:
    """The release in the view applied; nothing where there is none or it is of a form to come."""
    row = db.execute(
        "SELECT small.data, digest FROM entry JOIN small USING (digest) WHERE path = ?",
        (f"{software.ORGANISATION}/{software.MANIFEST}",),
    ).fetchone()
    if row is None or digest_of(row[0]) != row[1]:
        return None
    try:
        return software.Release.parse(row[0])
    except Refused:
        return None


@dataclass(frozen=True)
class Hold:
    """The keeper asked to wait with ``version``. ``since``: the first time for this version, which no repetition moves."""

    version: str
    since: datetime
    until: datetime

    def stands(self, version: str, now: datetime) -> bool:
        return self.version == version and now < min(self.until, self.since + LONGEST)


def held(home: Home) -> Hold | None:
    """The hold that was asked for last; nothing where there is none or its file is damaged."""
    try:
        with (home.path / "board" / "hold.json").open("rb") as file:
            told = json.loads(file.read(CAP))
        if set(told) != {"format", "version", "since", "until"} or told["format"] != FORMAT:
            return None
        since, until = (datetime.fromisoformat(told[name]) for name in ("since", "until"))
        return Hold(str(told["version"]), since, until) if since.tzinfo and until.tzinfo else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def hold(home: Home, wanted: str, days: int, now: datetime) -> Hold:
    """Wait ``days`` with version ``wanted``; 0 ends the waiting."""
    if not 0 <= days <= LONGEST.days:
        raise Refused("A release can be held for {most} days at most.", most=LONGEST.days)
    before = held(home)
    since = before.since if before and before.version == wanted else now
    until = min(now + timedelta(days=days), since + LONGEST)
    told = {"format": FORMAT, "since": since.isoformat(), "until": until.isoformat(), "version": wanted}
    make_directory(home.path / "board")
    write_file(home.path / "board" / "hold.json", json.dumps(told, sort_keys=True).encode())
    return Hold(wanted, since, until)


def shown(home: Home, release: software.Release | None, now: datetime) -> dict[str, object]:
    """What a page tells of the software: the version that answers, the newer one that waits, and until when."""
    here = running()
    try:
        is_newer = release is not None and software.numbers(release.version) > software.numbers(here)
    except Refused:
        is_newer = False  # a version made by hand: nothing to compare
    waiting = held(home)
    newer = release if is_newer else None
    waits = waiting.until if waiting and newer and waiting.stands(newer.version, now) else None
    return {"running": here, "newer": newer, "waits": waits}
