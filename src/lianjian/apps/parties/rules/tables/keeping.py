"""How a judged table is kept between the look at it and its bringing in: plain JSON values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lianjian.apps.parties.rules.tables.columns import COLUMNS, TableKind
from lianjian.apps.parties.rules.tables.judging import Fault, Row, RowState
from lianjian.kernel.cells import Line, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

CORRECTED = "corrected"
"""Besides the states in ``Table.counts``: rows whose corrections were taken over."""
SHOWN = ("name", "short_name")
"""Values that may follow from others and are shown beside what was typed."""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row as it is shown: ``cells`` by field as typed, ``filled`` what follows from the rest."""

    number: int
    cells: Mapping[str, str]
    hidden: bool
    state: RowState
    faults: tuple[Fault, ...]
    differs: Mapping[str, str]
    filled: Mapping[str, str]
    note: str


def packed(row: Row, line: Line, at: Mapping[str, int]) -> dict[str, Any]:
    """A judged row with what it was read from."""
    return {
        "n": row.number,
        "c": row.cells,
        "h": row.hidden,
        "u": {name: str(line.unread[place]) for name, place in at.items() if place in line.unread},
        "s": str(row.state),
        "f": [[f.field, f.message, f.cure, {k: _plain(v) for k, v in f.values.items()}] for f in row.faults],
        "d": row.differs,
        "v": {
            name: str(row.values[name])
            for name in SHOWN
            if row.values.get(name) and row.values[name] != row.cells.get(name)
        },
        "t": row.note,
    }


def unpacked(kept: Mapping[str, Any]) -> KeptRow:
    """The same, to be shown."""
    return KeptRow(
        number=kept["n"],
        cells=kept["c"],
        hidden=kept["h"],
        state=RowState(kept["s"]),
        faults=tuple(Fault(*fault) for fault in kept["f"]),
        differs=kept["d"],
        filled=kept["v"],
        note=kept["t"],
    )


def lines_again(kind: TableKind, kept: Iterable[Mapping[str, Any]]) -> tuple[dict[str, int], list[Line]]:
    """The columns and lines from which the rows were judged, to judge them once more."""
    at = {column.field: place for place, column in enumerate(COLUMNS[kind])}
    lines = [
        Line(
            row["n"],
            tuple(row["c"].get(name, "") for name in at),
            row["h"],
            {at[name]: Unread(why) for name, why in row["u"].items()},
        )
        for row in kept
    ]
    return at, lines


def counted(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows there are of each state."""
    found = Counter(row.state for row in rows)
    return {str(state): found[state] for state in RowState}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int) or value is None else str(value)
