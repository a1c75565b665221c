"""Claiming, in the words of each database: never more than an outlet's cap, never one delivery twice, the
outlets in turn. A claim is one transaction; the caller has begun it."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from django.db import connection

from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.matrix.rules.work import Claim

if TYPE_CHECKING:
    from datetime import datetime

TAKE = """
UPDATE matrix_delivery SET lease_until = %s, worker = %s, claims = claims + 1, moved_at = %s,
  attempts = attempts + CASE WHEN state IN ('queued', 'parked') THEN 1 ELSE 0 END,
  state = CASE WHEN state IN ('queued', 'parked') THEN 'sending' ELSE state END
WHERE {chosen}
"""

ROOMS = """
SELECT o.id, o.key, o.platform, o.mode, o.idempotent, o.cap - coalesce(r.held, 0) AS free FROM matrix_outlet o
LEFT JOIN (SELECT +outlet_id AS outlet, count(*) AS held FROM matrix_delivery WHERE {leased}
  GROUP BY +outlet_id) r ON r.outlet = o.id WHERE o.cap > coalesce(r.held, 0)
"""
"""The outlets with free places: how many more of their deliveries may be on the way."""
# the plus keeps SQLite from walking the index of outlets for its order: leased are few, waiting may be a million

POSTGRESQL_HEADS = """
WITH room AS ({rooms} AND o.id = ANY(%s::bigint[]))
SELECT due.id, room.* FROM room, LATERAL (
  SELECT id, next_at, row_number() OVER (ORDER BY next_at, id) AS rank FROM matrix_delivery
  WHERE lease_until IS NULL AND next_at IS NOT NULL AND outlet_id = room.id AND next_at <= %s
  ORDER BY next_at, id LIMIT room.free) AS due
ORDER BY due.rank, due.next_at, due.id LIMIT %s
"""

SQLITE_HEADS = f"""
WITH room AS MATERIALIZED ({ROOMS.format(leased="lease_until IS NOT NULL")}),
due AS MATERIALIZED (
  SELECT d.id AS delivery, d.next_at, room.*, row_number() OVER (PARTITION BY room.id ORDER BY d.next_at, d.id) AS rank
  FROM room CROSS JOIN matrix_delivery d WHERE d.id IN (SELECT id FROM matrix_delivery
    WHERE lease_until IS NULL AND next_at IS NOT NULL AND outlet_id = room.id AND next_at <= %s
    ORDER BY next_at, id LIMIT (SELECT max(free) FROM room))),
head AS MATERIALIZED (SELECT * FROM due WHERE rank <= free ORDER BY rank, next_at, delivery LIMIT %s)
SELECT json_group_array(json_array(d.id, d.claims + 1, d.outlet_id, d.story, d.revision, d.deed,
  CASE WHEN d.state IN ('queued', 'parked') THEN 'sending' ELSE d.state END,
  d.attempts + CASE WHEN d.state IN ('queued', 'parked') THEN 1 ELSE 0 END,
  d.checks, d.key, d.changes, head.key, head.platform, head.mode, head.idempotent))
FROM head CROSS JOIN matrix_delivery d ON d.id = head.delivery
"""  # noqa: S608 - made of the constant above
"""What ``TAKE`` will make of the rows, and of their outlets: as one value, made in one step of the database. A step for each
row would let Python's interpreter lock go as often, and wait for it."""


class Claiming(ABC):
    """What both databases share."""

    def __init__(self, reconciling: frozenset[str]) -> None:
        self.reconciling = reconciling
        """Platforms whose adapter can find out what became of a lost answer."""

    def claim(self, *, worker: str, slots: int, now: datetime, until: datetime) -> list[Claim]:
        """Up to ``slots`` deliveries, leased until ``until``."""
        return [self._claim_of(row, worker) for row in self.take(slots, worker, now, until)]

    @abstractmethod
    def take(self, slots: int, worker: str, now: datetime, until: datetime) -> list[tuple[Any, ...]]:
        """Lease up to ``slots`` due deliveries, none beyond the room of its outlet: one of each outlet first, then the second
        of each, so that a long queue waits behind no other. Gives the columns that ``_claim_of`` reads."""

    def _claim_of(self, row: tuple[Any, ...], worker: str) -> Claim:
        delivery, number, outlet, story, revision, deed, state, attempts, checks, key, changes, *of_outlet = (
            row
        )
        name, platform, mode, idempotent = of_outlet
        return Claim(
            delivery=delivery,
            number=number,
            worker=worker,
            outlet=outlet,
            outlet_key=name,
            platform=platform,
            mode=mode,
            idempotent=bool(idempotent),
            reconciles=platform in self.reconciling,
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

    _take = TAKE.format(chosen="id IN (SELECT value FROM json_each(%s))")

    def take(self, slots: int, worker: str, now: datetime, until: datetime) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(SQLITE_HEADS, [moment(now), slots])
            rows: list[tuple[Any, ...]] = json.loads(cursor.fetchone()[0])
            if rows:
                chosen = json.dumps([row[0] for row in rows])
                cursor.execute(self._take, [moment(until), worker, moment(now), chosen])
        return rows


class PostgresqlClaiming(Claiming):
    """PostgreSQL: outlets another worker is claiming from are skipped, so that the cap holds among many
    workers, and so is a row that a person is changing. The statements are prepared once a connection: planning them
    took as long as running them."""

    # a range, which all lie in: without statistics PostgreSQL takes it for few rows, as they are, and asks the index
    _heads = POSTGRESQL_HEADS.format(
        rooms=ROOMS.format(leased="lease_until BETWEEN '-infinity' AND 'infinity'")
    )
    # IS TRUE hides the condition from the index of what is due: without statistics it would be walked from end to end
    _take = TAKE.format(
        chosen="id = ANY(ARRAY(SELECT id FROM matrix_delivery WHERE id = ANY(%s::bigint[])"
        " AND (lease_until IS NULL AND next_at IS NOT NULL) IS TRUE FOR UPDATE SKIP LOCKED))"
        " RETURNING id, claims, outlet_id, story, revision, deed, state, attempts, checks, key, changes"
    )

    def take(self, slots: int, worker: str, now: datetime, until: datetime) -> list[tuple[Any, ...]]:
        # the lock comes first and in a statement of its own: what is counted after it is what others
        # committed; it lasts until the transaction ends
        locked = self._ask("SELECT id FROM matrix_outlet ORDER BY id FOR NO KEY UPDATE SKIP LOCKED")
        if not locked:
            return []
        heads = self._ask(self._heads, [row[0] for row in locked], now, slots)
        if not heads:
            return []
        outlets = {row[1]: row[2:6] for row in heads}
        taken = self._ask(self._take, until, worker, now, [row[0] for row in heads])
        return [row + outlets[row[2]] for row in taken]

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
