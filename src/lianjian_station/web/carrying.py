"""What waits to be carried, and how: over the line now, or on a stick; and what a stick brings back."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.routing import Route

from lianjian_feed.refusals import Refused
from lianjian_station import carrying, errands, rounds, witness
from lianjian_station.cli import source_of
from lianjian_station.directory_source import DirectorySource
from lianjian_station.ferry import export
from lianjian_station.journal import Journal
from lianjian_station.requests import states
from lianjian_station.requests.addressees import book_of
from lianjian_station.requests.register import Register
from lianjian_station.syncing import synchronise
from lianjian_station.web.forms import go

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from lianjian_station.web.door import Door, Signed
    from lianjian_station.web.forms import Form

#: Below these, one or two levels down, desktops and udev mount what is plugged in.
MOUNTS = (Path("/media"), Path("/run/media"), Path("/mnt"))
_DONE = ("put", "sent", "taken")
EXPIRED = "{role} ran out on {expires}; the clock here says {now}."  # what a keeper may decide to take in all the same


@dataclass(frozen=True)
class Lying:
    """A parcel in the outbox: sealed, waiting for the hub's receipt."""

    serial: int
    size: int
    packed: str
    tried: str  # RFC 3339, empty: not sent over the line yet
    carried: str  # RFC 3339, empty: on no stick yet


def routes(door: Door) -> list[Route]:
    """``/keeper/outbox``."""
    pages = _Outbox(door)
    return [
        Route("/keeper/outbox", door.keeping(pages.page)),
        Route("/keeper/outbox/send", door.taking(pages.send), methods=["POST"]),
        Route("/keeper/outbox/put", door.taking(pages.put), methods=["POST"]),
        Route("/keeper/outbox/take", door.taking(pages.take), methods=["POST"]),
    ]


def drives() -> list[Path]:
    """Removable drives that are mounted now."""
    found = {
        path
        for root in MOUNTS
        for pattern in ("*", "*/*")
        for path in root.glob(pattern)
        if os.path.ismount(path)
    }
    return sorted(found)


class _Outbox:
    def __init__(self, door: Door) -> None:
        self._door, self._home = door, door.home

    def page(self, request: Request, held: Signed) -> Response:
        return self._page(request, held, {})

    def _page(self, request: Request, held: Signed, wrong: dict[str, Refused], path: str = "") -> Response:
        errand, ran = errands.waiting(self._home), errands.done(self._home)
        shown = dict(wrong)
        if errand is None and ran is not None and ran.refusal is not None:
            shown.setdefault("take", ran.refusal)
        done = next((name for name in _DONE if name in request.query_params), "")
        count = request.query_params.get(done, "")
        book = book_of(self._home)
        with Register.opened(self._home) as register:
            rows = register.db.execute(
                "SELECT serial, length(data), packed, tried, carried FROM parcel ORDER BY serial"
            ).fetchall()
            (released,) = register.db.execute(
                "SELECT count(*) FROM request WHERE state = ?", (states.RELEASED,)
            ).fetchone()
            heard = register.fact("replied")
        return self._door.show(
            request,
            "keep_outbox.html",
            held,
            status=422 if wrong else 200,
            parcels=[Lying(*row) for row in rows],
            released=released,
            heard=heard,
            has_book=book is not None,
            has_line=book is not None and bool(book.upload),
            drives=[str(found) for found in drives()],
            done=done,
            count=int(count) if count.isascii() and count.isdecimal() else 0,
            wrong=shown,
            path=path or (str(errand.place) if errand is not None else ""),
            is_reading=errand is not None,
            ran=ran,
            is_stale="take" in shown and shown["take"].msgid == EXPIRED,
        )

    def send(self, request: Request, form: Form, held: Signed) -> Response:  # noqa: ARG002 - a form's shape
        try:
            source = source_of(self._home.settings.hub)
            try:
                done = rounds.make_round(self._home, source, self._door.now(), at_once=True)
            finally:
                source.close()
        except Refused as error:
            return self._page(request, held, {"send": error})
        return go(f"/keeper/outbox?sent={done.sent.tried}")

    def put(self, request: Request, form: Form, held: Signed) -> Response:
        told = form["path"] or form["drive"]
        try:
            stick = self._stick(told)
            put = self._put_all if form["feed"] == "yes" else self._put
            count = put(stick, held)
            os.sync()  # many pull a stick without ejecting it
        except Refused as error:
            return self._page(request, held, {"put": error}, told)
        except OSError as error:
            wrong = Refused("The stick cannot be written: {why}.", why=error.strerror or error)
            return self._page(request, held, {"put": wrong}, told)
        return go(f"/keeper/outbox?put={count}")

    def _put_all(self, stick: Path, held: Signed) -> int:
        """The edition, too, for a station without a line."""
        return export(self._home, stick, who=held.what.keeper).parcels

    def _put(self, stick: Path, held: Signed) -> int:
        now = self._door.now()
        with Journal.open(self._home) as journal:
            journal.append("export", who=held.what.keeper, at=now)
        count = carrying.put_on(self._home, stick, now)
        witness.put_on(self._home, stick, now)  # last: the word tells of the parcels, too
        return count

    def take(self, request: Request, form: Form, held: Signed) -> Response:
        """Replies first, then the edition: a stick that is late with one may be early with the other."""
        told = form["path"] or form["drive"]
        try:
            stick, now = self._stick(told), self._door.now()
            witness.meet(
                self._home, stick, now
            )  # what other boxes say; what is wrong there stands on the log's page
            if refused := carrying.take_in(self._home, stick, now):
                return self._page(request, held, {"take": refused}, told)
            stale = form["stale"] == "yes"
            if errands.is_needed(self._home):
                return self._leave(stick, held, now, accepts_stale=stale)
            source = DirectorySource(stick)
            try:
                outcome = synchronise(self._home, source, now=self._door.now, accept_expired=stale)
            finally:
                source.close()
        except Refused as error:
            return self._page(request, held, {"take": error}, told)
        return go(f"/keeper/outbox?taken={outcome.version}")

    def _leave(self, stick: Path, held: Signed, now: datetime, *, accepts_stale: bool) -> Response:
        """The feed's own process reads the stick; that a date is waived is written down here, where the log is."""
        if accepts_stale:
            with Journal.open(self._home) as journal:
                journal.append("accept-stale", who=held.what.keeper, at=now)
        errands.leave(self._home, stick, accepts_stale=accepts_stale)
        return go("/keeper/outbox")

    def _stick(self, told: str) -> Path:
        """The directory that was chosen; never one of the box's own."""
        path = Path(told)
        if not told or not path.is_absolute() or not path.is_dir():
            raise Refused("{path} is no directory: is the stick in?", path=told or "…")
        own, real = self._home.path.resolve(), path.resolve()
        if own == real or own in real.parents or real in own.parents:
            raise Refused("{path} belongs to the box itself: choose the stick.", path=told)
        return path
