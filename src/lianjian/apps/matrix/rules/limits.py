"""What an outlet allows, as dated records: a value is worth as much as its source and the day somebody read
it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from lianjian.apps.matrix.rules.lengths import COUNTINGS, Counting, length

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = (
    "title", "title_min", "author", "digest", "text", "content", "content_bytes", "source_url",
    "tags", "tag", "pictures", "picture_bytes", "cover_bytes", "film_bytes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """One bound. ``source`` is the address of the page it was read on, "house" where it is our own choice for
    want of one; ``checked_on`` is the day (ISO) somebody read it, "" where nobody has."""

    maximum: int
    counted: Counting = "characters"
    source: str = ""
    checked_on: str = ""

    def fits(self, text: str) -> bool:
        """Whether ``text`` keeps within the bound."""
        return length(text, self.counted) <= self.maximum


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one outlet by field name (``FIELDS``); a field without a record is not bounded as far
    as we know."""

    of: Mapping[str, Limit] = field(default_factory=dict)

    def get(self, name: str) -> Limit | None:
        """The record for a field, None where there is none."""
        return self.of.get(name)

    def maximum(self, name: str, otherwise: int) -> int:
        """The bound as a number, ``otherwise`` where none is known."""
        found = self.of.get(name)
        return found.maximum if found else otherwise

    def as_json(self) -> dict[str, dict[str, object]]:
        """Plain JSON values, as stored on the outlet's row."""
        return {
            name: {
                "max": limit.maximum,
                "counted": limit.counted,
                "source": limit.source,
                "checked_on": limit.checked_on,
            }
            for name, limit in self.of.items()
        }


def read_limits(record: Mapping[str, Any]) -> Limits:
    """Limits from their JSON form. Raises ValueError on a field or a way of counting that does not exist."""
    found: dict[str, Limit] = {}
    for name, values in record.items():
        if name not in FIELDS:
            msg = f"there is no limit called {name!r}"
            raise ValueError(msg)
        counted = str(values.get("counted", "characters"))
        if counted not in COUNTINGS or int(values["max"]) < 1:
            msg = f"the limit of {name!r} makes no sense: {dict(values)!r}"
            raise ValueError(msg)
        found[name] = Limit(
            maximum=int(values["max"]),
            counted=cast("Counting", counted),
            source=str(values.get("source", "")),
            checked_on=str(values.get("checked_on", "")),
        )
    return Limits(found)
