"""How the station is: edition, age, faults. What is not known is said to be unknown."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused
from lianjian_station import backup
from lianjian_station.neighbours import standing
from lianjian_station.store import retold
from lianjian_station.wording import explain

if TYPE_CHECKING:
    import sqlite3

    from lianjian_station.home import Home

LOW_DISK = 64 << 20  # bytes


@dataclass(frozen=True)
class Condition:
    """``issued``: when the content was signed; ``synced``: when a synchronisation last went through, by
    this box's clock."""

    edition: int
    stories: int
    organisations: int
    issued: datetime | None
    expires: datetime | None
    synced: datetime | None
    is_stale: bool  # signed too long ago to be sure of: past its date, or nothing was ever received
    failure: Refused | None  # why the last attempt did not go through
    faults: tuple[Refused, ...]

    @property
    def is_cut_off(self) -> bool:
        return self.failure is not None

    def as_json(self, language: str = "zh") -> dict[str, object]:
        """The shape of ``status --json``."""
        return {
            "version": self.edition,
            "stories": self.stories,
            "last_sync": _written(self.synced),
            "stale": self.is_stale,
            "faults": [explain(fault, language) for fault in self.faults],
            "organisations": self.organisations,
            "issued": _written(self.issued),
            "expires": _written(self.expires),
        }


def judge(home: Home, db: sqlite3.Connection, now: datetime) -> Condition:
    """Read the facts and judge them at ``now``, or at the newest signed time where the clock is behind it."""
    facts = dict(db.execute("SELECT name, value FROM fact"))
    issued, expires = _moment(facts.get("issued")), _moment(facts.get("expires"))
    clock = max(now, issued) if issued else now
    failure = _failure(facts.get("failure"))
    faults = [] if failure is None else [failure]
    missing = sum(
        not home.large(digest).exists()
        for (digest,) in db.execute("SELECT DISTINCT digest FROM entry WHERE length > 65536")
    )
    if missing and (failure is None or "pictures" not in failure.msgid):
        faults.append(Refused("{count} pictures have not arrived yet.", count=missing))
    (unreadable,) = db.execute("SELECT count(*) FROM unreadable").fetchone()
    if unreadable:
        faults.append(Refused("{count} items cannot be shown: update this software.", count=unreadable))
    if facts.get("damaged"):
        faults.append(
            Refused("Stored files were damaged; they are fetched again at the next synchronisation.")
        )
    if names := facts.get("past"):
        faults.append(Refused("{names} signs no more; what is shown of it may be out of date.", names=names))
    free = shutil.disk_usage(home.path).free
    if free < LOW_DISK:
        faults.append(Refused("The disk is nearly full ({free} MB left).", free=free >> 20))
    if (overdue := backup.fault(home, clock)) is not None:
        faults.append(overdue)
    if issued and now < issued:
        faults.append(Refused("The clock of this box is behind: set it."))
    faults += standing(home)
    return Condition(
        edition=int(facts.get("edition") or 0),
        stories=db.execute("SELECT count(*) FROM story WHERE NOT withdrawn").fetchone()[0],
        organisations=db.execute("SELECT count(*) FROM organisation").fetchone()[0],
        issued=issued,
        expires=expires,
        synced=_moment(facts.get("synced")),
        is_stale=expires is None or expires <= clock,
        failure=failure,
        faults=tuple(faults),
    )


def _failure(told: str | None) -> Refused | None:
    return retold(json.loads(told)) if told else None


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told).astimezone(UTC) if told else None


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
