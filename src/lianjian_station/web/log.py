"""The log as a villager reads it: what left, why, to whom, until when, who agreed; and a button that checks it.

Names stand nowhere in the log, so none stand here: a person is a role and four signs by which two keepers can be
told apart.
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from lianjian_feed.book import PATH as BOOK
from lianjian_feed.book import Book
from lianjian_feed.fields import PURPOSES, said
from lianjian_feed.refusals import Refused
from lianjian_feed.tlog import write_proof
from lianjian_station import acts, checkpoints
from lianjian_station.auditing import looked_at
from lianjian_station.journal import Journal, origin_of
from lianjian_station.neighbours import Neighbours
from lianjian_station.reader import reading
from lianjian_station.store import Store
from lianjian_station.web.looks import Preferences, qr, render
from lianjian_station.witness import hub_witness
from lianjian_station.wording import explain, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from lianjian_feed.logbook import LogEntry
    from lianjian_station.auditing import Audit
    from lianjian_station.home import Home
    from lianjian_station.neighbours import Fault

PAGE = 20  # lines
RECENT = 30  # checkpoints looked through for who vouched
REST = 10.0  # seconds in which a check is not repeated
#: What a villager is shown first; the rest is one step away.
FIRST = (*acts.OUTWARD, *acts.DECIDED)


@dataclass(frozen=True)
class Told:
    """A line in words."""

    entry: LogEntry
    what: str
    who: str
    to: str
    why: str
    way: str  # out, in, yes (somebody decided), here


@dataclass(frozen=True)
class Vouch:
    """Somebody who cosigned: ``name`` for people, for how many lines, and when."""

    name: str
    size: int
    at: datetime


def routes(home: Home, now: Callable[[], datetime]) -> list[Route]:
    """The pages under ``/log``."""
    pages = _Log(home, now)
    return [
        Route("/log", pages.listed),
        Route("/log/check", pages.check, methods=["POST"]),
        Route("/log/checkpoint.txt", pages.checkpoint),
        Route("/log/{number:int}", pages.line),
        Route("/log/{number:int}/proof.txt", pages.proof),
    ]


class _Log:
    def __init__(self, home: Home, now: Callable[[], datetime]) -> None:
        self._home, self._now = home, now
        self._one_check = threading.Lock()
        self._checked: tuple[datetime, Audit | Refused] | None = None

    # -- pages

    def listed(self, request: Request) -> Response:
        language = Preferences.of(request).language
        is_all = request.query_params.get("show") == "all"
        page = _page(request)
        with Journal.open(self._home) as journal:
            entries, total = journal.newest(page, PAGE, () if is_all else FIRST)
            size, note = journal.size, journal.checkpoint()
        words = _Words(self._home, language)
        with reading(self._home) as reader:
            return render(
                request,
                self._home,
                reader,
                self._now(),
                "log.html",
                lines=[words.of(entry) for entry in entries],
                total=total,
                size=size,
                page=page,
                pages=-(-total // PAGE),
                is_all=is_all,
                qr=qr(note.decode()),
                vouches=self._vouches(language),
                contradictions=self._contradictions(),
                checked=self._checked[0] if self._checked else None,
                checked_size=getattr(self._checked[1], "size", 0) if self._checked else 0,
                result=self._result(language),
                current="/log",
            )

    def line(self, request: Request) -> Response:
        number = request.path_params["number"]
        with Journal.open(self._home) as journal, journal.at_one_moment():
            size, note = journal.size, journal.checkpoint()
            if number >= size:
                return self._nothing(request)
            (entry,) = journal.entries(number, number + 1)
            path = journal.proof(number)
        words = _Words(self._home, Preferences.of(request).language)
        with reading(self._home) as reader:
            return render(
                request,
                self._home,
                reader,
                self._now(),
                "log_line.html",
                line=words.of(entry),
                raw=entry.to_bytes().decode(),
                size=size,
                proof=write_proof(number, path, note).decode(),
                steps=len(path),
                qr=qr(note.decode()),
                current="/log",
            )

    def proof(self, request: Request) -> Response:
        """The place of a line in the log as a file that needs nothing else (c2sp.org/tlog-proof)."""
        number = request.path_params["number"]
        with Journal.open(self._home) as journal, journal.at_one_moment():
            if number >= journal.size:
                return PlainTextResponse("", status_code=404)
            return PlainTextResponse(write_proof(number, journal.proof(number), journal.checkpoint()))

    def checkpoint(self, request: Request) -> Response:  # noqa: ARG002 - a route's form
        with Journal.open(self._home) as journal:
            return PlainTextResponse(journal.checkpoint(), headers={"Cache-Control": "no-store"})

    def check(self, request: Request) -> Response:
        """Read the whole log again, one check at a time; the result stands on the page for everybody."""
        if request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}:
            with self._one_check:
                at = self._checked[0] if self._checked else None
                if at is None or abs((self._now() - at).total_seconds()) > REST:
                    self._checked = (self._now(), self._look())
        return RedirectResponse("/log#check", status_code=303)

    # -- what they show

    def _look(self) -> Audit | Refused:
        try:
            return looked_at(self._home)
        except Refused as refusal:
            return refusal
        except sqlite3.DatabaseError as error:
            return Refused("The station's database cannot be used: {why}.", why=error)

    def _result(self, language: str) -> list[str] | None:
        """What the last check found: nothing wrong is an empty list."""
        if self._checked is None:
            return None
        found = self._checked[1]
        return [explain(one, language) for one in ([found] if isinstance(found, Refused) else found.findings)]

    def _vouches(self, language: str) -> list[Vouch]:
        """The newest word of each who cosigned, largest first."""
        with Journal.open(self._home) as journal:
            log = journal.key
        hubs = hub_witness(self._home)
        with Neighbours(self._home) as memory:
            known = [*hubs, *memory.witnesses()]
        found: dict[str, Vouch] = {}
        for one in checkpoints.kept(self._home, RECENT):
            try:
                signers = one.note.verified([log, *known])
            except Refused:
                continue
            for key, at in signers.items():
                if key != log:
                    name = (
                        say("the network's office", language) if key in hubs else _station(key.name, language)
                    )
                    found[key.name] = Vouch(name, one.checkpoint.size, datetime.fromtimestamp(at, UTC))
        return sorted(found.values(), key=lambda vouch: -vouch.size)

    def _contradictions(self) -> list[Fault]:
        with Neighbours(self._home) as memory:
            return memory.faults()

    def _nothing(self, request: Request) -> Response:
        language = Preferences.of(request).language
        with reading(self._home) as reader:
            return render(
                request,
                self._home,
                reader,
                self._now(),
                "message.html",
                status=404,
                heading=say("This is not here.", language),
                text=say("The log has no such line yet.", language),
            )


class _Words:
    """Lines in the words of one language."""

    def __init__(self, home: Home, language: str) -> None:
        self._language = language
        self._acts, self._roles = acts.words(language), acts.roles(language)
        self._names = _addressees(home)

    def of(self, entry: LogEntry) -> Told:
        role = acts.ROLE.get(entry.act, "station")
        who = self._roles[role]
        if entry.who:
            who = say("{role} ({mark})", self._language, role=who, mark=entry.who[:4])
        way = "here"
        for name, found in (("out", acts.OUTWARD), ("in", acts.INWARD), ("yes", acts.DECIDED)):
            way = name if entry.act in found else way
        what = self._acts.get(entry.act, entry.act)
        return Told(entry, what, who, self._to(entry.to), self._why(entry.why), way)

    def _to(self, to: str) -> str:
        station = to.removeprefix(origin_of(""))
        return self._names.get(to) or (_station(to, self._language) if station != to else to)

    def _why(self, why: str) -> str:
        purposes = why.split(" ")
        if all(purpose in PURPOSES for purpose in purposes):
            comma = "；" if self._language == "zh" else "; "
            return comma.join(said(PURPOSES[purpose], self._language) for purpose in purposes)
        return why


def _addressees(home: Home) -> dict[str, str]:
    """Key to name of everybody the network's book names."""
    store = Store(home.database)
    try:
        data = store.content(BOOK)
        return {one.key: one.name for one in Book.parse(data).addressees} if data else {}
    except Refused:
        return {}
    finally:
        store.close()


def _station(origin: str, language: str) -> str:
    return say("the station {id}", language, id=origin.rpartition("/")[2])


def _page(request: Request) -> int:
    told = request.query_params.get("page", "1")
    return min(max(int(told), 1), 100_000) if told.isascii() and told.isdecimal() and len(told) < 8 else 1  # noqa: PLR2004
