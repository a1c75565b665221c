"""Counts that may leave: proposed by a keeper, blurred, paid for from the year's budget, released by two (decision 0042).

``HOME/counts.db`` keeps for each quarter what it cost and the numbers that came of it, never the exact ones. The order is what
makes the budget hold through a power cut: the cost is committed, then logged, then noise is drawn and committed, and only
numbers that are committed are ever shown. Whoever comes again, after a cut or at the same moment, gets the same numbers.
"""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from lianjian_feed.durable import sync_directory, transaction
from lianjian_feed.fields import CATEGORIES
from lianjian_feed.parcels import Counts
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest
from lianjian_feed.statements import canonical
from lianjian_station import clock
from lianjian_station.journal import Journal
from lianjian_station.keepers import Keepers
from lianjian_station.noise import noisy
from lianjian_station.outbox import put_counts
from lianjian_station.requests.rules import rule_for
from lianjian_station.views import Quarter, asked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lianjian_station.home import Home
    from lianjian_station.keepers import Session

BUDGET = Fraction(4)  # epsilon, for the data of one year
CHOICES = ("1/4", "1/2", "1", "2")
USUAL = "1"
HALF, WHOLE = "half", "released"
_SPENT = re.compile("([0-9]{4}-Q[1-4]), epsilon ([1-9][0-9]*(?:/[1-9][0-9]*)?)")
_TABLES = """
CREATE TABLE IF NOT EXISTS quarter
    (name TEXT PRIMARY KEY, epsilon TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at TEXT NOT NULL,
     numbers TEXT, released_by TEXT NOT NULL DEFAULT '[]', released_at TEXT, handed_over INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS fence (day TEXT);
"""


@dataclass(frozen=True)
class Counted:
    """A quarter's blurred numbers and where they stand."""

    quarter: Quarter
    epsilon: Fraction
    numbers: dict[str, int]
    proposed_by: str
    proposed_at: str  # RFC 3339
    released_by: tuple[str, ...]
    is_released: bool
    is_handed_over: bool  # in the outbox, for the next parcel

    @property
    def counts(self) -> Counts:
        """As it leaves."""
        first, last = self.quarter.first.isoformat(), self.quarter.last.isoformat()
        return Counts(first, last, str(self.epsilon), self.numbers)

    @property
    def digest(self) -> str:
        """What a keeper agrees to: sha256 of the counts as they leave."""
        told = self.counts
        return digest(
            canonical([told.from_day, told.to_day, told.epsilon, dict(sorted(told.numbers.items()))])
        )


def propose(home: Home, session: Session, quarter: Quarter, epsilon: str, now: datetime) -> Counted:
    """Count ``quarter`` and blur it, once: whoever asks again, with whatever epsilon, gets the same numbers.

    Raises Refused where it has not ended, or the budget of its year does not reach.
    """
    Keepers(home).require(session)
    if not quarter.has_ended(clock.judged(home, now)):
        raise Refused("The quarter {name} has not ended yet.", name=quarter.name)
    if epsilon not in CHOICES:
        raise Refused("Epsilon is one of {choices}.", choices=", ".join(CHOICES))
    with Journal.open(home) as journal, _ledger(home) as db:
        with transaction(db):
            if _row(db, quarter) is None:
                _spend(db, journal, quarter, Fraction(epsilon), session.keeper, now)
        _go_on(home, db, journal, quarter, now)
        return _counted(db, quarter)


def _spend(
    db: sqlite3.Connection,
    journal: Journal,
    quarter: Quarter,
    epsilon: Fraction,
    keeper: str,
    now: datetime,
) -> None:
    """Take ``epsilon`` from the budget; the caller commits, and draws nothing before."""
    if quarter.name in _logged(journal) or _is_fenced(db, quarter):
        # An older backup: the numbers were drawn and may have left, and fresh noise beside them would tell twice as much
        raise Refused(
            "The quarter {name} was counted, or may have been, before this box was put back together; its numbers are gone"
            " and are not drawn again.",
            name=quarter.name,
        )
    rest = BUDGET - _spent(db, journal, quarter.year)
    if epsilon > rest:
        raise Refused(
            "The budget of {year} does not reach: {rest} of {budget} is left, {wanted} is wanted.",
            year=quarter.year,
            rest=rest,
            budget=BUDGET,
            wanted=epsilon,
        )
    db.execute(
        "INSERT INTO quarter (name, epsilon, proposed_by, proposed_at) VALUES (?, ?, ?, ?)",
        (quarter.name, str(epsilon), keeper, now.isoformat(timespec="seconds")),
    )


def _go_on(home: Home, db: sqlite3.Connection, journal: Journal, quarter: Quarter, now: datetime) -> None:
    """Log what was spent and draw, each unless it was done before."""
    with transaction(db):
        name, epsilon, keeper = _row(db, quarter) or ("", "", "")
        if quarter.name not in _logged(journal):
            journal.append("counted", who=keeper, why=f"{name}, epsilon {epsilon}", at=now)
    with transaction(db):
        (missing,) = db.execute("SELECT numbers IS NULL FROM quarter WHERE name = ?", (name,)).fetchone()
        if missing:
            told = noisy(asked(home, quarter), Fraction(epsilon), CATEGORIES)
            db.execute("UPDATE quarter SET numbers = ? WHERE name = ?", (json.dumps(told), name))


def release(home: Home, session: Session, quarter: Quarter, seen: str, now: datetime) -> str:
    """Agree that the numbers of the digest ``seen`` may leave; answers ``half`` or ``released``.

    Two keepers agree, neither of them who proposed it; where the station has two, both may; where it has one, that one.
    """
    done = _agree(home, session, quarter, seen, now)
    hand_over(home)
    return done


def _agree(home: Home, session: Session, quarter: Quarter, seen: str, now: datetime) -> str:
    keepers = Keepers(home)
    keepers.require(session)
    names = set(keepers.names())
    with Journal.open(home) as journal, _ledger(home) as db, transaction(db):
        found = _counted(db, quarter)
        if found.digest != seen:
            raise Refused("The numbers are not those that were shown: look at them again.")
        if found.is_released:
            return WHOLE
        rule = rule_for(names, {found.proposed_by})
        if rule.needed == 1 and not keepers.may_be_alone(now):
            raise Refused(
                "A keeper was removed within the last week: until then one keeper alone releases nothing."
            )
        if session.keeper in rule.barred:
            raise Refused("You proposed these counts: two others have to agree to them.")
        before = (set(found.released_by) & names) - rule.barred
        agreed = before | {session.keeper}
        is_enough = len(agreed) >= rule.needed
        if is_enough or session.keeper not in before:
            journal.append(
                "release" if is_enough else "release-one",
                who=session.keeper,
                sha256=found.digest,
                why=f"counts of {quarter.name}" + _bent(names, found.proposed_by in agreed),
                at=now,
            )
        at = now.isoformat(timespec="seconds") if is_enough else None
        db.execute(
            "UPDATE quarter SET released_by = ?, released_at = ? WHERE name = ?",
            (json.dumps(sorted(agreed), ensure_ascii=False), at, quarter.name),
        )
        return WHOLE if is_enough else HALF


def _bent(names: set[str], by_proposer: bool) -> str:  # noqa: FBT001 - a fact told once
    if len(names) == 1:
        return "; one keeper only"
    return "; proposed by one of them" if by_proposer else ""


def counted(home: Home) -> list[Counted]:
    """What was counted, newest first. What a cut left without numbers is not there until it is proposed again."""
    with _ledger(home) as db:
        names = [name for (name,) in db.execute("SELECT name FROM quarter WHERE numbers IS NOT NULL")]
        return [_counted(db, Quarter.parse(name)) for name in sorted(names, reverse=True)]


def left(home: Home, year: int) -> Fraction:
    """What is left of the budget for the data of ``year``."""
    with Journal.open(home) as journal, _ledger(home) as db:
        return max(BUDGET - _spent(db, journal, year), Fraction(0))


def to_send(home: Home) -> tuple[Counts, ...]:
    """What is released and not in the outbox yet."""
    return tuple(found.counts for found in counted(home) if found.is_released and not found.is_handed_over)


def hand_over(home: Home) -> None:
    """Put what is released into the outbox. Cut in between, the same numbers may go twice: that tells nothing new."""
    for counts in to_send(home):
        put_counts(home, counts)
        with _ledger(home) as db, transaction(db):
            for (name,) in db.execute("SELECT name FROM quarter").fetchall():
                if Quarter.parse(name).first.isoformat() == counts.from_day:
                    db.execute("UPDATE quarter SET handed_over = 1 WHERE name = ?", (name,))


def fence(home: Home, now: datetime) -> None:
    """Never count what ended before ``now`` and is not in the table: this box was made anew and does not know its past."""
    with _ledger(home) as db, transaction(db):
        db.execute("DELETE FROM fence")
        db.execute("INSERT INTO fence VALUES (?)", (Quarter.before(now).last.isoformat(),))


# -- the table


def _counted(db: sqlite3.Connection, quarter: Quarter) -> Counted:
    row = db.execute(
        "SELECT epsilon, numbers, proposed_by, proposed_at, released_by, released_at, handed_over FROM quarter"
        " WHERE name = ? AND numbers IS NOT NULL",
        (quarter.name,),
    ).fetchone()
    if row is None:
        raise Refused("The quarter {name} has not been counted.", name=quarter.name)
    epsilon, numbers, by, at, released_by, released_at, handed_over = row
    return Counted(
        quarter,
        Fraction(epsilon),
        json.loads(numbers),
        by,
        at,
        tuple(json.loads(released_by)),
        bool(released_at),
        bool(handed_over),
    )


def _row(db: sqlite3.Connection, quarter: Quarter) -> tuple[str, str, str] | None:
    found: tuple[str, str, str] | None = db.execute(
        "SELECT name, epsilon, proposed_by FROM quarter WHERE name = ?", (quarter.name,)
    ).fetchone()
    return found


def _is_fenced(db: sqlite3.Connection, quarter: Quarter) -> bool:
    row = db.execute("SELECT max(day) FROM fence").fetchone()
    return bool(row[0]) and quarter.last.isoformat() <= row[0]


def _spent(db: sqlite3.Connection, journal: Journal, year: int) -> Fraction:
    """Of the budget of ``year``: for each quarter the greater of what the table and the log say."""
    told = dict(db.execute("SELECT name, epsilon FROM quarter"))
    spent = _logged(journal)
    for name, epsilon in told.items():
        spent[name] = max(spent.get(name, Fraction(0)), Fraction(epsilon))
    return sum((cost for name, cost in spent.items() if Quarter.parse(name).year == year), Fraction(0))


def _logged(journal: Journal) -> dict[str, Fraction]:
    """Quarter to epsilon, as the log says."""
    spent: dict[str, Fraction] = {}
    for entry in journal.entries():
        found = _SPENT.fullmatch(entry.why) if entry.act == "counted" else None
        if found:
            spent[found[1]] = max(spent.get(found[1], Fraction(0)), Fraction(found[2]))
    return spent


@contextmanager
def _ledger(home: Home) -> Iterator[sqlite3.Connection]:
    path = home.path / "counts.db"
    is_new = not path.exists()
    db = sqlite3.connect(path, isolation_level=None, timeout=20)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        if is_new:
            path.chmod(0o600)
            sync_directory(home.path)
        for table in _TABLES.split(";"):
            db.execute(table)
        yield db
    finally:
        db.close()
