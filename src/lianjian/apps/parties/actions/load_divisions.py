from __future__ import annotations

import csv
import gzip
import io
from importlib import resources
from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.parties.events import DivisionsLoaded
from lianjian.apps.parties.models import Division
from lianjian.apps.parties.rules.levels import Level, level_of, parent_code
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lianjian.foundation.actor import Actor

FUJIAN = "divisions_fujian.csv.gz"


@transaction.atomic
def load_divisions(*, by: Actor) -> int:
    """Load the divisions of Fujian, province to village (source and licence beside the file). Existing rows are kept
    and updated by code; returns the number of rows in the table of the source."""
    names: dict[str, str] = {}
    divisions: list[Division] = []
    for code, name in _rows():
        names[code] = name
        above = parent_code(code)
        path = []
        step: str | None = code
        while step is not None:
            path.append(names[step])
            step = parent_code(step)
        divisions.append(
            Division(
                code=code, name=name, level=level_of(code), parent_id=above, path=" ".join(reversed(path))
            )
        )
    Division.objects.bulk_create(
        divisions,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent", "path"],
    )
    tell(DivisionsLoaded(rows=len(divisions), source=FUJIAN), by=by)
    return len(divisions)


def _rows() -> Iterator[tuple[str, str]]:
    """Codes and names, parents before their children."""
    packed = resources.files("lianjian.apps.parties").joinpath("data", FUJIAN).read_bytes()
    table = csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8")))
    order = list(Level)
    yield from sorted(
        ((row["code"], row["name"]) for row in table), key=lambda r: (order.index(level_of(r[0])), r[0])
    )


def ensure_divisions(*, by: Actor) -> str:
    """Load the divisions where none are there yet; returns what was done, "" where nothing was."""
    if Division.objects.exists():
        return ""
    return f"{load_divisions(by=by)} divisions are loaded."
