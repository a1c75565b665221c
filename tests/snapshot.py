"""A state of the database that many tests begin with: reached once through the verbs, then put back row by row.

The verbs take a quarter of a second each time, the rows a few milliseconds. What is put back is what the verbs wrote, with
the same keys: sequences only go up, so that nothing written later meets them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Callable

WRITES = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)

Rows = dict[Any, tuple[Any, ...]]


@dataclass(frozen=True)
class Table:
    """What changed in one table: rows by their key, the first column."""

    name: str
    columns: tuple[str, ...]
    new: tuple[tuple[Any, ...], ...]
    changed: tuple[tuple[Any, ...], ...]


def taken(reach: Callable[[], object]) -> list[Table]:
    """What ``reach`` writes, in the order in which it first wrote to each table. The state is reached when this returns."""
    touched: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's shape
        found = WRITES.match(sql)
        if found and found[1] not in touched:
            touched.append(found[1])
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(listen):
            reach()
        transaction.set_rollback(True)
    before = {name: _rows(name)[1] for name in touched}
    reach()
    tables = []
    for name in touched:
        columns, after = _rows(name)
        assert not before[name].keys() - after.keys(), f"rows of {name} were deleted"
        new = tuple(row for key, row in after.items() if key not in before[name])
        changed = tuple(row for key, row in after.items() if before[name].get(key, row) != row)
        tables.append(Table(name, columns, new, changed))
    return tables


def put_back(tables: list[Table]) -> None:
    """Write those rows again."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in tables:
            names = ", ".join(map(quote, table.columns))
            places = ", ".join(["%s"] * len(table.columns))
            if table.new:
                cursor.executemany(
                    f"INSERT INTO {quote(table.name)} ({names}) VALUES ({places})",  # noqa: S608 - our own tables
                    table.new,
                )
            for key, *values in table.changed:
                sets = ", ".join(f"{quote(column)} = %s" for column in table.columns[1:])
                cursor.execute(
                    f"UPDATE {quote(table.name)} SET {sets} WHERE {quote(table.columns[0])} = %s",  # noqa: S608 - our own tables
                    [*values, key],
                )


def _rows(name: str) -> tuple[tuple[str, ...], Rows]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608 - our own tables
        columns = tuple(column[0] for column in cursor.description)
        return columns, {row[0]: row for row in cursor.fetchall()}
