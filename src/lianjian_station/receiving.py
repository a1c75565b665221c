"""Receiving: the replies of the hub to this box, from the line or a stick, taken in once and in order.

Whoever carries them may repeat, delay or hold back: the serial never sinks, everything is taken in at most once, and what was
held back comes with the next replies, because the hub repeats what this box has not acknowledged.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lianjian_feed.refusals import NotThere, Refused
from lianjian_feed.replies import CAP, Replies
from lianjian_feed.sealing import OVERHEAD
from lianjian_feed.statements import canonical
from lianjian_station import checkpoints, clock, outbox
from lianjian_station.journal import Journal
from lianjian_station.keys import Keys
from lianjian_station.requests import hearing, states
from lianjian_station.requests.addressees import book_of
from lianjian_station.requests.register import Register
from lianjian_station.witness import hub_witness

if TYPE_CHECKING:
    from lianjian_station.home import Home
    from lianjian_station.syncing import Source

DAILY = timedelta(hours=24)


@dataclass(frozen=True)
class Received:
    """``serial``: the newest replies held; ``is_new``: whether these brought it."""

    serial: int
    is_new: bool


def name_of(station: str) -> str:
    """Where the replies to a station lie beside the feed."""
    return f"replies/{station}.age"


def is_due(home: Home, now: datetime) -> bool:
    """Whether the hub should be asked: something is outstanding, or nobody asked for a day. An idle box asks for nothing more."""
    if not (home.path / "keys" / "box.json").exists() or book_of(home) is None:
        return False
    with Register.opened(home) as register:
        marks = ", ".join("?" * len(states.OUTSTANDING))
        (open_,) = register.db.execute(
            f"SELECT (SELECT count(*) FROM request WHERE state IN ({marks})) + (SELECT count(*) FROM parcel)",  # noqa: S608
            tuple(states.OUTSTANDING),
        ).fetchone()
        last = register.fact("asked_hub")
    return bool(open_) or not last or abs(now - datetime.fromisoformat(last)) >= DAILY


def receive(home: Home, source: Source, now: datetime) -> Received:
    """Fetch, verify and take in. Older replies than those held change nothing.

    Raises Refused where they are not the hub's word.
    """
    held, keys = book_of(home), Keys.open_or_create(home)
    with Register.opened(home) as register:
        last = int(register.fact("replies") or 0)
        if held is None:
            return Received(last, is_new=False)
        known = _etag(register, source.name, now)
        try:
            data, etag = source.poll(name_of(keys.id), CAP + OVERHEAD + CAP // 1024, known)
        except NotThere:
            data, etag = b"", ""
        if data:
            told = Replies.unseal(data, keys.identity, key=held.replies, station=keys.id)
            is_new = take_in(home, register, told, now)
        with register.transaction():
            register.note(asked_hub=clock.written(now), replies_etag=etag, replies_from=source.name)
            if data:
                register.note(replies_read=clock.written(now))
        if not data or not is_new:
            return Received(last, is_new=False)
    outbox.tidy(home)
    _keep_cosigned(home, told.checkpoint)
    return Received(told.serial, is_new=True)


def _keep_cosigned(home: Home, checkpoint: str) -> None:
    """The checkpoint of this log that came back, with the hub's cosignature: what an audit compares with. A wrong one is no
    reason to refuse the replies; the audit finds what is missing."""
    if checkpoint:
        with Journal.open(home) as journal, suppress(Refused):
            checkpoints.take_back(home, journal.key, checkpoint.encode(), hub_witness(home))


def _etag(register: Register, source: str, now: datetime) -> str:
    """A server's "not modified" is a hint, believed for a day."""
    read = register.fact("replies_read")
    is_recent = bool(read) and abs(now - datetime.fromisoformat(read)) < DAILY
    return register.fact("replies_etag") if is_recent and register.fact("replies_from") == source else ""


def take_in(home: Home, register: Register, told: Replies, now: datetime) -> bool:
    """Take verified replies in, in one transaction; False where they are not newer than those held."""
    with Journal.open(home) as journal, register.transaction():
        if told.serial <= int(register.fact("replies") or 0):
            return False
        moment = clock.judged(home, now, also=told.made_at)
        news = hearing.Hearing(register, moment)
        news.receipts(told.receipts)
        news.answers(told.answers)
        news.states(told.states)
        outbox.taken(register, told.taken)
        if news.lines:
            journal.append_many(news.lines, at=now)
        if news.is_any:
            register.note(news=told.serial)
        register.note(
            replies=told.serial,
            replied=max(told.made_at, register.fact("replied"), key=_when),
            taken=max(told.taken, int(register.fact("taken") or 0)),
            log_size=told.log_size,
            secretary=canonical(told.secretary.told()).decode() if told.secretary else "",
        )
    return True


def _when(text: str) -> float:
    return datetime.fromisoformat(text).timestamp() if text else 0.0
