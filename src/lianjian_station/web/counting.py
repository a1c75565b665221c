"""``/keeper/counts``: what is counted, how it is blurred, what that costs, and the decision to let it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from lianjian_feed.fields import CATEGORIES
from lianjian_feed.refusals import Refused
from lianjian_station import counting
from lianjian_station.keepers import Keepers
from lianjian_station.requests.rules import rule_for
from lianjian_station.views import Quarter
from lianjian_station.web.door import NAVIGATION
from lianjian_station.web.forms import go, in_turn, is_at_the_box

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from lianjian_station.counting import Counted
    from lianjian_station.web.door import Door, Signed
    from lianjian_station.web.forms import Form

OFFERED = 4  # quarters back that can be counted here


def _message(msgid: str) -> str:
    """Marks a sentence for translation."""
    return msgid


ADDRESS = "/keeper/counts"
NAVIGATION.append((ADDRESS, _message("Counts")))

#: Epsilon -> by how much a number is off, as a keeper understands it (root of the mean squared error 5.6, 2.8, 1.4, 0.6).
COSTS = {
    "1/4": _message("a quarter: off by 6 or so"),
    "1/2": _message("a half: off by 3 or so"),
    "1": _message("one: off by 1 or 2"),
    "2": _message("two: off by 1 at most times"),
}


def routes(door: Door) -> list[Route]:
    """``/keeper/counts``."""
    pages = _Counts(door)
    return [
        Route(ADDRESS, door.keeping(pages.page)),
        Route(f"{ADDRESS}/propose", door.taking(pages.propose), methods=["POST"]),
        Route(f"{ADDRESS}/release", door.taking(pages.release), methods=["POST"]),
        Route(f"{ADDRESS}/second", door.taking(pages.second), methods=["POST"]),
    ]


class _Counts:
    def __init__(self, door: Door) -> None:
        self._door, self._home, self._now = door, door.home, door.now

    def page(self, request: Request, held: Signed) -> Response:
        return self._page(request, held)

    def _page(
        self, request: Request, held: Signed, wrong: dict[str, Refused] | None = None, **kept: Any
    ) -> Response:
        found = counting.counted(self._home)
        last = Quarter.before(self._now())
        offered, quarter = [], last
        for _ in range(OFFERED):
            offered.append(quarter)
            quarter = (
                Quarter(quarter.year, quarter.number - 1)
                if quarter.number > 1
                else Quarter(quarter.year - 1, 4)
            )
        names = Keepers(self._home).names()
        return self._door.show(
            request,
            "keep_counts.html",
            held,
            status=422 if wrong else 200,
            counted=[(one, self._standing(one, held, names)) for one in found],
            offered=[one for one in offered if one not in {known.quarter for known in found}],
            budgets=[
                (year, counting.left(self._home, year))
                for year in sorted({q.year for q in offered}, reverse=True)
            ],
            budget=counting.BUDGET,
            costs=COSTS,
            usual=counting.USUAL,
            kinds={slug: found.name for slug, found in CATEGORIES.items()},
            others=[name for name in names if name != held.what.keeper],
            wrong=wrong or {},
            kept=kept,
        )

    @staticmethod
    def _standing(one: Counted, held: Signed, names: list[str]) -> dict[str, bool]:
        rule = rule_for(set(names), {one.proposed_by})
        keeper = held.what.keeper
        return {
            "is_barred": keeper in rule.barred,
            "has_agreed": keeper in one.released_by,
            "needs_two": rule.needed > 1,
        }

    def propose(self, request: Request, form: Form, held: Signed) -> Response:
        def act() -> None:
            counting.propose(
                self._home, held.what, Quarter.parse(form["quarter"]), form["epsilon"], self._now()
            )

        return self._do(request, held, "propose", act, quarter=form["quarter"], epsilon=form["epsilon"])

    def release(self, request: Request, form: Form, held: Signed) -> Response:
        def act() -> None:
            counting.release(
                self._home, held.what, Quarter.parse(form["quarter"]), form["digest"], self._now()
            )

        return self._do(request, held, form["quarter"], act)

    def second(self, request: Request, form: Form, held: Signed) -> Response:
        """Another keeper agrees on the same screen; their passphrase is used for this and not kept."""

        def act() -> None:
            with in_turn():
                other = Keepers(self._home).unlock(
                    form["name"],
                    form.kept("passphrase"),
                    self._now(),
                    is_afar=not is_at_the_box(request),
                )
            counting.release(self._home, other, Quarter.parse(form["quarter"]), form["digest"], self._now())

        return self._do(request, held, form["quarter"], act, name=form["name"])

    def _do(
        self, request: Request, held: Signed, field: str, act: Callable[[], None], **kept: str
    ) -> Response:
        try:
            act()
        except Refused as error:
            return self._page(request, held, {field: error}, **kept)
        return go(ADDRESS)
