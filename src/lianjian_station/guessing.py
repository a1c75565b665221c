"""Guessing is slow: after some wrong tries each further one waits, twice as long as the one before, also across restarts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from lianjian_station.requests.register import Register


@dataclass(frozen=True)
class Brake:
    """``free`` wrong tries pass; then the wait doubles from ``first`` seconds up to ``longest``. One is forgotten every ``fades``
    seconds, all of them after a day."""

    free: int
    first: int
    longest: int
    fades: int = 0


PASSPHRASE = Brake(5, 30, 3600)
SLIP = Brake(5, 30, 3600)
#: Over all numbers of a box. A queue in the village hall mistypes now and then, and a child that types sixty codes must not shut
#: the others out for a day; one try a minute finds no code of twelve digits.
SLIPS = Brake(60, 10, 60, fades=60)
AFAR = "@"  # behind what is tried from another machine: counted apart from what is tried at the box
_FORGOTTEN = timedelta(days=1)


def admit(register: Register, what: str, brake: Brake, now: datetime) -> None:
    """Count a try as wrong before it is judged: who is killed while trying, or tries twice at once, gains nothing.

    Raises Refused where it must wait.
    """
    with register.transaction():
        row = register.db.execute("SELECT wrong, at FROM attempt WHERE what = ?", (what,)).fetchone()
        wrong, at = (row[0], datetime.fromisoformat(row[1])) if row else (0, now)
        if abs(now - at) > _FORGOTTEN:
            wrong = 0
        elif brake.fades:
            wrong = max(wrong - max(int((now - at).total_seconds()), 0) // brake.fades, 0)
        wait = (
            min(brake.first * 2 ** min(wrong - brake.free, 16), brake.longest) if wrong >= brake.free else 0
        )
        left = min(wait - (now - at).total_seconds(), wait)  # a clock set back makes nobody wait longer
        if left > 0:
            raise Refused(
                "Too many wrong tries: wait {seconds} seconds, then try again.", seconds=max(int(left), 1)
            )
        register.db.execute(
            "INSERT OR REPLACE INTO attempt VALUES (?, ?, ?)", (what, wrong + 1, now.isoformat())
        )


def right(register: Register, what: str, *, forget: bool = True) -> None:
    """The try was right: take its count back, and those before it with ``forget``."""
    with register.transaction():
        if forget:
            register.db.execute("DELETE FROM attempt WHERE what = ?", (what,))
        else:
            register.db.execute("UPDATE attempt SET wrong = max(wrong - 1, 0) WHERE what = ?", (what,))
