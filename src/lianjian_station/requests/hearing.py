"""What the hub says of requests, applied to the register. Each word counts once, whatever is repeated and in whatever order."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from lianjian_feed.schemes import digest
from lianjian_station import clock
from lianjian_station.journal import Line
from lianjian_station.requests import states
from lianjian_station.requests.destroying import destroy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian_feed.replies import Answer, State
    from lianjian_station.requests.register import Register, Request

_PREFIX = (
    32  # hex digits: a letter that no key opened is named by the beginning of its sha256 (decision 0043)
)
LOST = "lost"


class Hearing:
    """One file of replies, within a transaction of the register. ``lines``: what the log has to tell of it."""

    def __init__(self, register: Register, moment: datetime) -> None:
        self._register, self._moment = register, moment
        self.lines: list[Line] = []
        self.is_any = False  # whether anything was new

    def receipts(self, names: Iterable[str]) -> None:
        """Letters that arrived: their bytes are not needed any more."""
        for name in names:
            row = self._register.db.execute(
                "SELECT request, kind, addressee FROM letter WHERE digest = ? AND received = ''", (name,)
            ).fetchone()
            if row is None:
                continue
            self.is_any = True
            request, kind, addressee = row
            self._register.db.execute(
                "UPDATE letter SET received = ?, has_left = 1, data = x'' WHERE digest = ?",
                (clock.written(self._moment), name),
            )
            self.lines.append(Line("receive", request=request, to=addressee, sha256=name))
            held = self._register.request(request)
            if kind == "request" and held.state in {states.RELEASED, states.SENT}:
                self._set(held, "received")

    def answers(self, told: Iterable[Answer]) -> None:
        """Answers, still sealed to their asker; those to a request that is taken back or over are not kept."""
        for one in told:
            row = self._register.named(one.request)
            if row is None or row.opening is None:
                continue
            came = self._register.db.execute(
                "INSERT OR IGNORE INTO answer VALUES (?, ?, ?, ?)", (row.id, one.number, one.at, one.sealed)
            ).rowcount
            if came:
                self.is_any = True
                self._register.step(row.id, "answer", _moment(one.at))
                self.lines.append(Line("answer", request=row.id, to=row.addressee, sha256=digest(one.sealed)))

    def states(self, told: Iterable[State]) -> None:
        """Where requests stand; the newest word counts."""
        for one in sorted(told, key=lambda state: _moment(state.at)):
            row = self._row(one)
            if row is None or row.state in states.GONE | {states.DECLINED}:
                continue
            at = clock.written(_moment(one.at))
            if (at, one.state) in {(when, what) for when, what, _ in self._register.steps(row.id)}:
                continue
            self.is_any = True
            if row.state == states.WITHDRAWING:
                self._while_withdrawing(row, one)
            elif one.state == LOST:
                self._lost(row, _moment(one.at))
            else:
                self._register.step(row.id, one.state, _moment(one.at))
                if at >= row.heard and one.state != states.WITHDRAWN:
                    self._set(row, one.state, at)

    def _row(self, one: State) -> Request | None:
        row = self._register.named(one.request)
        if row is None and one.state == LOST:
            found = self._register.db.execute(
                "SELECT request FROM letter WHERE substr(digest, 1, ?) = ?", (_PREFIX, one.request)
            ).fetchone()
            row = self._register.request(found[0]) if found else None
        return row

    def _set(self, row: Request, state: str, at: str = "") -> None:
        closed = (row.closed or clock.written(self._moment)) if state in states.CLOSED else ""
        self._register.db.execute(
            "UPDATE request SET state = ?, closed = ?, heard = ? WHERE id = ?",
            (state, closed, at or row.heard, row.id),
        )

    def _while_withdrawing(self, row: Request, one: State) -> None:
        """Only the confirmation counts; ``lost`` is as good as one, because nobody can read what came."""
        if one.state in {states.WITHDRAWN, LOST}:
            destroy(self._register, row, states.WITHDRAWN, _moment(one.at))
            self._register.db.execute("DELETE FROM letter WHERE request = ?", (row.id,))
            self.lines.append(Line("withdrawn", request=row.id, to=row.addressee))
        else:
            self._register.step(row.id, one.state, _moment(one.at))

    def _lost(self, row: Request, at: datetime) -> None:
        """Sealed to a key that is gone: it waits for the keepers again, under a new name, so that old words find nothing."""
        self._register.db.execute("DELETE FROM agreed WHERE request = ?", (row.id,))
        self._register.db.execute("DELETE FROM letter WHERE request = ?", (row.id,))
        self._register.db.execute(
            "UPDATE request SET state = ?, reason = ?, name = ?, heard = '', closed = '' WHERE id = ?",
            (states.WAITING, LOST, secrets.token_hex(16), row.id),
        )
        self._register.step(row.id, LOST, at)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
