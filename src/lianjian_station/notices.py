"""The village's own notices: a power cut on Thursday, a doctor on Saturday. Typed on the box, kept on the box.

They are not part of the feed, carry nobody's signature and never leave. One file, ``board/notices.json`` (form
``lianjian-notices/1``), replaced whole; one writer at a time.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lianjian_feed.durable import make_directory, write_file
from lianjian_feed.refusals import Refused
from lianjian_station.chinese_time import CHINA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lianjian_station.home import Home

FORMAT = "lianjian-notices/1"
MOST = 100  # notices on the board
MAX_TITLE = 40  # characters: a line on a screen across the hall
MAX_TEXT = 1_500
MAX_SIGNED = 40
LONGEST = timedelta(days=400)
KEPT = timedelta(days=30)  # an ended notice stays in the file so long, for a keeper who wants its words again
CAP = 2_000_000  # bytes of the file
_ID = re.compile(r"[0-9a-f]{8}")
_UNSHOWABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Notice:
    """``until``: its last day (ISO 8601), by Chinese time; ``posted``: RFC 3339; ``signed``: who speaks."""

    id: str
    title: str
    text: str
    until: str
    posted: str
    signed: str = ""

    def __post_init__(self) -> None:
        told = asdict(self).values()
        if not all(isinstance(value, str) for value in told) or not _ID.fullmatch(self.id):
            raise ValueError(self.id)
        date.fromisoformat(self.until)
        datetime.fromisoformat(self.posted)

    @property
    def href(self) -> str:
        return f"/notice/{self.id}"

    def has_ended(self, now: datetime) -> bool:
        return date.fromisoformat(self.until) < now.astimezone(CHINA).date()


class Board:
    """The notices of one station."""

    def __init__(self, home: Home) -> None:
        self._path = home.path / "board" / "notices.json"

    def all(self) -> list[Notice]:
        """Every notice kept, the newest first, ended ones included."""
        try:
            with self._path.open("rb") as file:
                data = file.read(CAP + 1)
        except FileNotFoundError:
            return []
        try:
            told = json.loads(data)
            if len(data) > CAP or set(told) != {"format", "notices"} or told["format"] != FORMAT:
                raise ValueError(FORMAT)
            return [Notice(**fields) for fields in told["notices"]]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise Refused("The village's notices ({path}) cannot be read.", path=self._path) from error

    def shown(self, now: datetime) -> list[Notice]:
        """What hangs there today, the newest first."""
        return [notice for notice in self.all() if not notice.has_ended(now)]

    def find(self, id_: str, now: datetime) -> Notice | None:
        """A notice that hangs there today."""
        return next((notice for notice in self.shown(now) if notice.id == id_), None)

    def add(self, title: str, text: str, *, until: date, now: datetime, signed: str = "") -> Notice:
        """Put one up; it hangs until the end of ``until``."""
        title, signed = _line(title, MAX_TITLE, "title"), _line(signed, MAX_SIGNED, "signature")
        text = text.replace("\r\n", "\n").strip()
        if not title:
            raise Refused("A notice needs a title.")
        if not text or len(text) > MAX_TEXT or _UNSHOWABLE.search(text):
            raise Refused("A notice has between one and {most} characters.", most=MAX_TEXT)
        today = now.astimezone(CHINA).date()
        if not today <= until <= today + LONGEST:
            raise Refused("A notice ends today at the earliest, and within a year.")
        with self._alone():
            kept = [n for n in self.all() if date.fromisoformat(n.until) >= today - KEPT]
            if len(kept) >= MOST:
                raise Refused("The board is full ({most} notices): take one down first.", most=MOST)
            posted = now.astimezone(CHINA).isoformat(timespec="seconds")
            notice = Notice(secrets.token_hex(4), title, text, until.isoformat(), posted, signed)
            self._write([notice, *kept])
        return notice

    def remove(self, id_: str) -> None:
        """Take one down and forget it."""
        with self._alone():
            held = self.all()
            kept = [notice for notice in held if notice.id != id_]
            if len(kept) == len(held):
                raise Refused("There is no notice with the number {id}.", id=id_[:20])
            self._write(kept)

    def _write(self, notices: list[Notice]) -> None:
        told: dict[str, Any] = {"format": FORMAT, "notices": [asdict(notice) for notice in notices]}
        write_file(
            self._path, json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        make_directory(self._path.parent)
        # Read only is enough for a lock, and works also where another user of this box made the file.
        lock = os.open(self._path.parent / "notices.lock", os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _line(text: str, most: int, field: str) -> str:
    line = text.strip()
    if len(line) > most or "\n" in line or _UNSHOWABLE.search(line):
        raise Refused("The {field} of a notice is one line of {most} characters.", field=field, most=most)
    return line
