"""One after another: deeds that must not pass each other, because what they look at is not there yet to be locked."""

from __future__ import annotations

import hashlib

from django.db import connection


def take_turn(of: str) -> None:
    """Wait until nobody else does what ``of`` names, and keep the others waiting until this transaction ends.

    A row that does not exist cannot be locked: two transactions that both find a key free would both write it. On
    SQLite every writing transaction waits for the one before it anyway (BEGIN IMMEDIATE, decision 0015); on PostgreSQL
    an advisory lock of the transaction does it.
    """
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(of.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
