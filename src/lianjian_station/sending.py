"""Sending by line: each parcel is posted to the address that the book names. What the server answers means nothing: only the
receipt in the replies does, and until it comes the same bytes are sent again, ever more seldom.
"""

from __future__ import annotations

import fcntl
import http.client
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lianjian_feed.refusals import Refused, Unreachable
from lianjian_station import clock, outbox
from lianjian_station.http_source import BROKEN, Patience, deadline, why
from lianjian_station.requests.addressees import book_of
from lianjian_station.requests.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lianjian_station.home import Home

_AGAIN, _SELDOM = timedelta(minutes=15), timedelta(hours=24)
_GOOD = range(200, 300)
_READ = 1 << 12  # bytes of an answer that are read away


@dataclass(frozen=True)
class Sent:
    """``tried``: parcels posted now; ``waiting``: all that no receipt has come for."""

    tried: int
    waiting: int


def send(home: Home, now: datetime, *, at_once: bool = False, patience: Patience | None = None) -> Sent:
    """Post what is due; all of it with ``at_once``. Raises Unreachable where the hub does not take it."""
    with _alone(home), Register.opened(home) as register:
        rows = register.db.execute("SELECT serial, tries, tried FROM parcel ORDER BY serial").fetchall()
        held = book_of(home)
        if not rows or held is None or not held.upload:
            return Sent(0, len(rows))
        moment = clock.judged(home, now, also=register.fact("replied"))
        tried = 0
        for serial, tries, last in rows:
            if not at_once and last and not _is_due(tries, datetime.fromisoformat(last), moment):
                continue
            data = outbox.leaving(register, serial, moment)
            if data is not None:
                post(held.upload, data, patience or Patience())
                tried += 1
        return Sent(tried, len(rows))


def post(address: str, data: bytes, patience: Patience) -> None:
    """One POST on a connection of its own, bounded in time, with nothing but the sealed parcel in it. No redirect is followed."""
    told = urlsplit(address)
    kind = http.client.HTTPSConnection if told.scheme == "https" else http.client.HTTPConnection
    line = kind(told.hostname or "", told.port, timeout=patience.silence)
    try:
        line.connect()
        with deadline(line, patience.start + len(data) / patience.pace):
            headers = {"Content-Type": "application/octet-stream", "Connection": "close"}
            target = (told.path or "/") + (f"?{told.query}" if told.query else "")
            line.request("POST", target, body=data, headers=headers)
            answer = line.getresponse()
            answer.read(_READ)
    except BROKEN as error:
        raise Unreachable("{hub} does not answer: {why}.", hub=told.hostname, why=why(error)) from error
    finally:
        line.close()
    if answer.status not in _GOOD:
        raise Unreachable(
            "{hub} answers {status} instead of taking the parcel.", hub=told.hostname, status=answer.status
        )


def _is_due(tries: int, last: datetime, moment: datetime) -> bool:
    wait: timedelta = min(_AGAIN * 2 ** min(max(tries - 1, 0), 10), _SELDOM)
    return abs(moment - last) >= wait


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """One sending at a time: over a slow line it takes minutes, and two would send everything twice."""
    with (home.path / "sending.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused("Another sending is running; try again when it is done.") from error
        yield
