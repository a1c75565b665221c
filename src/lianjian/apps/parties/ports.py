"""What rooms above offer to a handover: their open things."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from lianjian.apps.parties.rules.open_things import OpenThing, Wanted


class OpenThings(Protocol):
    """A room's open things. A class without arguments; ``app`` is the room's label.

    The caller has decided that they may be seen. Both calls take a constant number of queries, and the order is stable,
    so that slices fit together.
    """

    app: str

    def count(self, wanted: Wanted) -> int:
        """How many of the room's things are wanted."""
        ...

    def things(self, wanted: Wanted, limit: int, offset: int = 0) -> list[OpenThing]:
        """``limit`` of them from ``offset`` on."""
        ...


@cache
def sources() -> tuple[OpenThings, ...]:
    """The rooms that ``settings.LIANJIAN_OPEN_THINGS`` names, in the order of the list."""
    paths: tuple[str, ...] = import_string(settings.LIANJIAN_OPEN_THINGS)
    return tuple(import_string(path)() for path in paths)
