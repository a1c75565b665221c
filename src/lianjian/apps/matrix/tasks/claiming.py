"""Claiming, in the words of each database: never more than an outlet's cap, never one delivery twice, the
outlets in turn. A claim is one transaction; the caller has begun it."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.matrix.rules.work import Claim

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TAKE = """
UPDATE matrix_delivery SET lease_until = %s, worker = %s, claims = claims + 1, moved_at = %s,
  attempts = attempts + CASE WHEN state IN ('queued', 'parked') THEN 1 ELSE 0 END,
  state = CASE WHEN state IN ('queued', 'parked') THEN 'sending' ELSE state END
WHERE {chosen}
RETURNING id, claims, outlet_id, story, revision, deed, state, attempts, checks, key, changes
"""

ROOMS = """
SELECT o.id, o.key, o.platform, o.mode, o.idempotent, o.cap - coalesce(r.held, 0) AS free FROM matrix_outlet o
LEFT JOIN (SELECT +outlet_id AS outlet, count(*) AS held FROM matrix_delivery WHERE {leased}
  GROUP BY +outlet_id) r ON r.outlet = o.id
"""
# the plus keeps SQLite from walking the index of outlets for its order: leased are few, waiting may be a million

HEADS = """
WITH room AS ({rooms} WHERE o.id = ANY(%s::bigint[]))
SELECT due.id, room.* FROM room, LATERAL (
  SELECT id, next_at, row_number() OVER (ORDER BY next_at, id) AS rank FROM matrix_delivery
  WHERE lease_until IS NULL AND next_at IS NOT NULL AND outlet_id = room.id AND next_at <= %s
  ORDER BY next_at, id LIMIT greatest(room.free, 0)) AS due
ORDER BY due.rank, due.next_at, due.id LIMIT %s
"""


HEAD = """
SELECT * FROM (SELECT next_at, id, outlet_id FROM matrix_delivery
  WHERE lease_until IS NULL AND next_at IS NOT NULL AND outlet_id = %s AND next_at <= %s ORDER BY next_at, id LIMIT %s)
"""


@dataclass(frozen=True, slots=True)
class Room:
    """An outlet with free places: how many more of its deliveries may be on the way."""

    key: str
    platform: str
    mode: str
    idempotent: bool
    free: int


class Claiming(ABC):
    """What both databases share."""

    def __init__(self, reconciling: frozenset[str]) -> None:
        self.reconciling = reconciling
        """Platforms whose adapter can find out what became of a lost answer."""

    def claim(self, *, worker: str, slots: int, now: datetime, until: datetime) -> list[Claim]:
        """Up to ``slots`` deliveries, leased until ``until``."""
        rooms, chosen = self.heads(now, slots)
        if not chosen:
            return []
        return [self._claim_of(row, worker, rooms) for row in self.take(chosen, worker, now, until)]

    @abstractmethod
    def heads(self, now: datetime, slots: int) -> tuple[dict[int, Room], list[int]]:
        """Up to ``slots`` due deliveries, by key, none beyond the room of its outlet, and the outlets they are for: one of each
        outlet first, then the second of each, so that a long queue waits behind no other. Where several workers claim, the
        outlets stay locked until the end."""

    @abstractmethod
    def take(self, chosen: list[int], worker: str, now: datetime, until: datetime) -> list[tuple[Any, ...]]:
        """Lease those of ``chosen`` that are still there to be had; what ``TAKE`` returns."""

    def _claim_of(self, row: tuple[Any, ...], worker: str, rooms: Mapping[int, Room]) -> Claim:
        delivery, number, outlet, story, revision, deed, state, attempts, checks, key, changes = row
        room = rooms[outlet]
        return Claim(
            delivery=delivery,
            number=number,
            worker=worker,
            outlet=outlet,
            outlet_key=room.key,
            platform=room.platform,
            mode=room.mode,
            idempotent=room.idempotent,
            reconciles=room.platform in self.reconciling,
            story=story,
            revision=revision,
            deed=Deed(deed),
            state=State(state),
            attempts=attempts,
            checks=checks,
            key=key,
            changes=json.loads(changes) if isinstance(changes, str) else changes,
        )


class SqliteClaiming(Claiming):
    """SQLite: the transaction began IMMEDIATE (settings), so nobody else writes until it ends."""

    def heads(self, now: datetime, slots: int) -> tuple[dict[int, Room], list[int]]:
        with connection.cursor() as cursor:
            cursor.execute(ROOMS.format(leased="lease_until IS NOT NULL"))
            rows = cursor.fetchall()
            rooms = {row[0]: Room(row[1], row[2], row[3], bool(row[4]), row[5]) for row in rows if row[5] > 0}
            if not rooms:
                return {}, []
            given = [value for outlet, room in rooms.items() for value in (outlet, moment(now), room.free)]
            cursor.execute(" UNION ALL ".join([HEAD] * len(rooms)), given)  # one index seek each
            due = sorted(cursor.fetchall())
        ranks: Counter[int] = Counter()
        heads = []
        for next_at, delivery, outlet in due:
            heads.append((ranks[outlet], next_at, delivery))
            ranks[outlet] += 1
        return rooms, [delivery for _rank, _next_at, delivery in sorted(heads)[:slots]]

    def take(self, chosen: list[int], worker: str, now: datetime, until: datetime) -> list[tuple[Any, ...]]:
        places = ", ".join(["%s"] * len(chosen))
        those = f"lease_until IS NULL AND next_at IS NOT NULL AND id IN ({places})"
        with connection.cursor() as cursor:
            cursor.execute(TAKE.format(chosen=those), [moment(until), worker, moment(now), *chosen])
            return list(cursor.fetchall())


class PostgresqlClaiming(Claiming):
    """PostgreSQL: outlets another worker is claiming from are skipped, so that the cap holds among many
    workers, and so is a row that a person is changing. The statements are prepared once a connection: planning them
    took as long as running them."""

    # a range, which all lie in: without statistics PostgreSQL takes it for few rows, as they are, and asks the index
    _heads = HEADS.format(rooms=ROOMS.format(leased="lease_until BETWEEN '-infinity' AND 'infinity'"))
    # IS TRUE hides the condition from the index of what is due: without statistics it would be walked from end to end
    _take = TAKE.format(
        chosen="id = ANY(ARRAY(SELECT id FROM matrix_delivery WHERE id = ANY(%s::bigint[])"
        " AND (lease_until IS NULL AND next_at IS NOT NULL) IS TRUE FOR UPDATE SKIP LOCKED))"
    )

    def heads(self, now: datetime, slots: int) -> tuple[dict[int, Room], list[int]]:
        # the lock comes first and in a statement of its own: what is counted after it is what others
        # committed
        locked = self._ask("SELECT id FROM matrix_outlet ORDER BY id FOR NO KEY UPDATE SKIP LOCKED")
        if not locked:
            return {}, []
        rows = self._ask(self._heads, [row[0] for row in locked], now, slots)
        return {row[1]: Room(*row[2:]) for row in rows}, [row[0] for row in rows]

    def take(self, chosen: list[int], worker: str, now: datetime, until: datetime) -> list[tuple[Any, ...]]:
        return self._ask(self._take, until, worker, now, chosen)

    def _ask(self, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """Django's cursor binds on this side and never prepares; this is psycopg's own, in the same transaction."""
        import psycopg  # noqa: PLC0415 - only where PostgreSQL is

        with psycopg.Cursor(connection.connection) as cursor:
            return cursor.execute(statement, arguments, prepare=True).fetchall()


def claiming_for(vendor: str, reconciling: frozenset[str]) -> Claiming:
    """The words for a database."""
    return PostgresqlClaiming(reconciling) if vendor == "postgresql" else SqliteClaiming(reconciling)


def moment(value: datetime) -> Any:
    """An aware datetime as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(value)
