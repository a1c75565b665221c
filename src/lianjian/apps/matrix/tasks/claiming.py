"""Claiming, in the words of each database: never more than an outlet's cap, never one delivery twice, the
outlets in turn. A claim is one transaction; the caller has begun it."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.matrix.rules.work import Claim

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.backends.utils import CursorWrapper

TAKE = """
UPDATE matrix_delivery SET lease_until = %s, worker = %s, claims = claims + 1, moved_at = %s,
  attempts = attempts + CASE WHEN state IN ('queued', 'parked') THEN 1 ELSE 0 END,
  state = CASE WHEN state IN ('queued', 'parked') THEN 'sending' ELSE state END
WHERE lease_until IS NULL AND id IN ({places})
RETURNING id, claims, outlet_id, story, revision, deed, state, attempts, checks, key, changes
"""

ROOMS = """
SELECT o.id, o.platform, o.mode, o.idempotent, o.cap - coalesce(r.held, 0) FROM matrix_outlet o
LEFT JOIN (SELECT outlet_id, count(*) AS held FROM matrix_delivery WHERE lease_until IS NOT NULL
  GROUP BY outlet_id) r ON r.outlet_id = o.id
"""


@dataclass(frozen=True, slots=True)
class Room:
    """An outlet with free places: how many more of its deliveries may be on the way."""

    platform: str
    mode: str
    idempotent: bool
    free: int


@dataclass(frozen=True, slots=True)
class Head:
    """A delivery at the head of its outlet's queue."""

    delivery: int
    rank: int
    next_at: Any


class Claiming(ABC):
    """What both databases share."""

    def __init__(self, reconciling: frozenset[str]) -> None:
        self.reconciling = reconciling
        """Platforms whose adapter can find out what became of a lost answer."""

    def claim(self, *, worker: str, slots: int, now: datetime, until: datetime) -> list[Claim]:
        """Up to ``slots`` deliveries, leased until ``until``."""
        with connection.cursor() as cursor:
            rooms = self.rooms(cursor)
            heads = self.heads(cursor, rooms, moment(now)) if rooms else []
            # one of each outlet first, then the second of each: a long queue waits behind no other
            chosen = sorted(heads, key=lambda head: (head.rank, head.next_at, head.delivery))[:slots]
            if not chosen:
                return []
            places = ", ".join(["%s"] * len(chosen))
            cursor.execute(
                TAKE.format(places=places),
                [moment(until), worker, moment(now), *(head.delivery for head in chosen)],
            )
            rows = cursor.fetchall()
        return [self._claim_of(row, worker, rooms) for row in rows]

    @abstractmethod
    def rooms(self, cursor: CursorWrapper) -> dict[int, Room]:
        """Outlets that have free places, by key; where several workers claim, locked until the end."""

    @abstractmethod
    def heads(self, cursor: CursorWrapper, rooms: Mapping[int, Room], now: Any) -> list[Head]:
        """The due deliveries at the head of each outlet, as many as have room."""

    def _claim_of(self, row: tuple[Any, ...], worker: str, rooms: Mapping[int, Room]) -> Claim:
        delivery, number, outlet, story, revision, deed, state, attempts, checks, key, changes = row
        room = rooms[outlet]
        return Claim(
            delivery=delivery,
            number=number,
            worker=worker,
            outlet=outlet,
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

    def rooms(self, cursor: CursorWrapper) -> dict[int, Room]:
        return _rooms(cursor, "")

    def heads(self, cursor: CursorWrapper, rooms: Mapping[int, Room], now: Any) -> list[Head]:
        heads: list[Head] = []
        for outlet, room in rooms.items():  # one index seek each
            cursor.execute(
                "SELECT id, next_at FROM matrix_delivery WHERE lease_until IS NULL AND next_at IS NOT NULL"
                " AND outlet_id = %s AND next_at <= %s ORDER BY next_at, id LIMIT %s",
                [outlet, now, room.free],
            )
            heads += [Head(row[0], rank, row[1]) for rank, row in enumerate(cursor.fetchall())]
        return heads


class PostgresqlClaiming(Claiming):
    """PostgreSQL: outlets another worker is claiming from are skipped, so that the cap holds among many
    workers."""

    def rooms(self, cursor: CursorWrapper) -> dict[int, Room]:
        # the lock comes first and in a statement of its own: what is counted after it is what others
        # committed
        cursor.execute("SELECT id FROM matrix_outlet ORDER BY id FOR NO KEY UPDATE SKIP LOCKED")
        locked = [row[0] for row in cursor.fetchall()]
        return _rooms(cursor, "WHERE o.id = ANY(%s)", locked) if locked else {}

    def heads(self, cursor: CursorWrapper, rooms: Mapping[int, Room], now: Any) -> list[Head]:
        cursor.execute(
            "SELECT due.id, o.outlet, due.next_at FROM unnest(%s::bigint[]) AS o(outlet), LATERAL ("
            " SELECT id, next_at FROM matrix_delivery WHERE lease_until IS NULL AND next_at IS NOT NULL"
            " AND outlet_id = o.outlet AND next_at <= %s ORDER BY next_at, id LIMIT %s"
            " FOR UPDATE SKIP LOCKED) AS due ORDER BY o.outlet, due.next_at, due.id",
            [list(rooms), now, max(room.free for room in rooms.values())],
        )
        heads: list[Head] = []
        seen: dict[int, int] = {}
        for delivery, outlet, next_at in cursor.fetchall():
            rank = seen.get(outlet, 0)
            seen[outlet] = rank + 1
            if rank < rooms[outlet].free:
                heads.append(Head(delivery, rank, next_at))
        return heads


def claiming_for(vendor: str, reconciling: frozenset[str]) -> Claiming:
    """The words for a database."""
    return PostgresqlClaiming(reconciling) if vendor == "postgresql" else SqliteClaiming(reconciling)


def moment(value: datetime) -> Any:
    """An aware datetime as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(value)


def _rooms(cursor: CursorWrapper, where: str, *arguments: Any) -> dict[int, Room]:
    cursor.execute(ROOMS + where, arguments)
    return {
        row[0]: Room(platform=row[1], mode=row[2], idempotent=bool(row[3]), free=row[4])
        for row in cursor.fetchall()
        if row[4] > 0
    }
