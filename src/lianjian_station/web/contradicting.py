"""Contradictions between logs and editions, as keepers see them: what stands, both sides of it, and setting one aside
with a reason that goes into the village's log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from lianjian_feed.refusals import Refused
from lianjian_station.neighbours import Neighbours
from lianjian_station.web.forms import go

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from lianjian_station.neighbours import Fault
    from lianjian_station.web.door import Door, Signed
    from lianjian_station.web.forms import Form

SHOWN = 4000  # characters of a side; all of it is in the file that ``audit export`` writes


@dataclass(frozen=True)
class Standing:
    """A contradiction with its two sides as text."""

    fault: Fault
    held: str
    offered: str


def routes(door: Door) -> list[Route]:
    """``/keeper/contradictions``."""
    pages = _Contradictions(door)
    return [
        Route("/keeper/contradictions", door.keeping(pages.page)),
        Route("/keeper/contradictions/aside", door.taking(pages.aside), methods=["POST"]),
    ]


class _Contradictions:
    def __init__(self, door: Door) -> None:
        self._door = door

    def page(self, request: Request, held: Signed) -> Response:
        return self._page(request, held, {})

    def _page(self, request: Request, held: Signed, wrong: dict[str, Refused], **kept: str) -> Response:
        with Neighbours(self._door.home) as memory:
            found = memory.faults(every=True)
        return self._door.show(
            request,
            "keep_contradictions.html",
            held,
            status=422 if wrong else 200,
            standing=[_standing(one) for one in found if not one.dismissed],
            aside=[one for one in reversed(found) if one.dismissed],
            wrong=wrong,
            kept=kept,
        )

    def aside(self, request: Request, form: Form, held: Signed) -> Response:
        """The number as it stands in the form; what is wrong is said beside that contradiction."""
        number = form["number"]
        if not number.isascii() or not number.isdecimal() or len(number) > 9:  # noqa: PLR2004 - SQLite's numbers
            return self._page(request, held, {})
        try:
            with Neighbours(self._door.home) as memory:
                memory.as_of(self._door.now()).dismiss(int(number), form["why"], held.what.keeper)
        except Refused as error:
            return self._page(request, held, {number: error}, why=form["why"])
        return go("/keeper/contradictions")


def _standing(fault: Fault) -> Standing:
    held, offered = (side.decode(errors="replace")[:SHOWN] for side in (fault.held, fault.offered))
    return Standing(fault, held, offered)
