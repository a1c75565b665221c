"""Writing down what came of claims, in the words of each database. All endings are one value of JSON, and each statement is
one step of the database: Python's interpreter lock is let go once for all rows, not once for each."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from django.db import connection

from lianjian.apps.matrix.rules.states import State
from lianjian.apps.matrix.tasks.claiming import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian.apps.matrix.rules.settling import Settlement
    from lianjian.apps.matrix.rules.work import Ending

COLUMNS = {
    "id": "bigint",
    "worker": "text",
    "number": "integer",
    "state": "text",
    "keeps_place": "boolean",
    "next_at": "timestamptz",
    "cause": "text",
    "code": "text",
    "detail": "text",
    "attempts": "integer",
    "checks": "integer",
    "moved_at": "timestamptz",
    "url": "text",
    "public": "boolean",
    "taken": "boolean",
    "began_as": "text",
    "quiet": "boolean",
}
"""What is told of an ending, with its type in PostgreSQL."""

HELD = "d.id = e.id AND d.worker = e.worker AND d.claims = e.number AND d.lease_until IS NOT NULL"
"""The guard: a late answer of an earlier claim changes nothing."""

SETTLE = f"""
UPDATE matrix_delivery AS d SET state = e.state, next_at = CASE WHEN e.keeps_place THEN d.next_at ELSE e.next_at END,
  lease_until = NULL, worker = '', cause = e.cause, code = e.code, detail = e.detail, attempts = e.attempts,
  checks = e.checks, moved_at = e.moved_at, url = CASE WHEN e.url = '' THEN d.url ELSE e.url END,
  published_at = CASE WHEN e.public THEN e.moved_at ELSE d.published_at END,
  evidence = CASE WHEN e.public THEN 'answer' ELSE d.evidence END,
  accepted_at = CASE WHEN e.taken THEN e.moved_at ELSE d.accepted_at END
FROM {{endings}} WHERE {HELD}
"""  # noqa: S608 - made of the constants above
KEEP_ATTEMPTS = """
INSERT INTO matrix_attempt (delivery_id, at, began_as, state, cause, code, detail, worker)
SELECT e.id, e.moved_at, e.began_as, e.state, e.cause, e.code, e.detail, e.worker FROM {endings} WHERE NOT e.quiet
"""
_EXTRACTS = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in COLUMNS)
_TYPES = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
SQLITE_ENDINGS = f"(SELECT {_EXTRACTS} FROM json_each(%s)) AS e"  # noqa: S608 - as above
POSTGRESQL_ENDINGS = f"jsonb_to_recordset(%s::jsonb) AS e({_TYPES})"

Settled = tuple["Ending", "Settlement"]


class Book(ABC):
    """What both databases share."""

    def write(self, settled: Sequence[Settled]) -> list[bool]:
        """Settle, and keep the attempts. False for each whose lease was lost: nothing is written of it."""
        endings = [_one(*pair) for pair in settled]
        told = json.dumps(endings)
        held = self.settle(told)
        kept = [(one.claim.delivery, one.claim.number) in held for one, _ in settled]
        if not all(kept):
            told = json.dumps([one for one, is_kept in zip(endings, kept, strict=True) if is_kept])
        self.keep(told)
        return kept

    @abstractmethod
    def settle(self, endings: str) -> set[tuple[int, int]]:
        """Settle those that are still held; their deliveries and claims."""

    @abstractmethod
    def keep(self, endings: str) -> None:
        """Add their attempts."""


class SqliteBook(Book):
    """Nobody else writes until the transaction ends, so what is held now is held in the next statement."""

    _held = (
        f"SELECT json_group_array(json_array(d.id, d.claims)) FROM {SQLITE_ENDINGS} CROSS JOIN matrix_delivery AS d"  # noqa: S608
        f" WHERE {HELD}"
    )
    _settle = SETTLE.format(endings=SQLITE_ENDINGS)
    _keep = KEEP_ATTEMPTS.format(endings=SQLITE_ENDINGS)

    def settle(self, endings: str) -> set[tuple[int, int]]:
        with connection.cursor() as cursor:
            cursor.execute(self._held, [endings])
            held = {(delivery, number) for delivery, number in json.loads(cursor.fetchone()[0])}
            cursor.execute(self._settle, [endings])
        return held

    def keep(self, endings: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(self._keep, [endings])


class PostgresqlBook(Book):
    """Prepared once a connection, as the claims are."""

    _settle = SETTLE.format(endings=POSTGRESQL_ENDINGS) + " RETURNING d.id, d.claims"
    _keep = KEEP_ATTEMPTS.format(endings=POSTGRESQL_ENDINGS)

    def settle(self, endings: str) -> set[tuple[int, int]]:
        import psycopg  # noqa: PLC0415 - only where PostgreSQL is

        with psycopg.Cursor(connection.connection) as cursor:
            return set(cursor.execute(self._settle, [endings], prepare=True).fetchall())

    def keep(self, endings: str) -> None:
        import psycopg  # noqa: PLC0415 - see above

        with psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(self._keep, [endings], prepare=True)


def book_for(vendor: str) -> Book:
    """The words for a database."""
    return PostgresqlBook() if vendor == "postgresql" else SqliteBook()


def _one(ending: Ending, settled: Settlement) -> dict[str, Any]:
    claim = ending.claim
    return {
        "id": claim.delivery,
        "worker": claim.worker,
        "number": claim.number,
        "state": settled.state.value,
        "keeps_place": settled.keeps_place,
        "next_at": str(moment(settled.next_at)) if settled.next_at is not None else None,
        "cause": settled.cause,
        "code": _writable(settled.code),
        "detail": _writable(settled.detail),
        "attempts": settled.attempts,
        "checks": settled.checks,
        "moved_at": str(moment(ending.at)),
        "url": _writable(settled.url),
        "public": settled.state == State.PUBLISHED,
        "taken": settled.state == State.ACCEPTED and claim.state != State.ACCEPTED,
        "began_as": claim.state.value,
        # a poll that brought nothing new is counted, not recorded
        "quiet": claim.state == settled.state and not settled.cause,
    }


def _writable(text: str) -> str:
    """Platforms answer what they like: half a surrogate pair or a zero byte is no text for a database."""
    return text.encode("utf-8", "replace").decode().replace("\0", "") if text else text
