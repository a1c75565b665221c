"""The keepers' day: what waits, one request with what leaves beside what stays, and the decision.

A decision carries the digest of the copy that was on the page, so that nobody agrees to another text than was shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from lianjian_feed.fields import CATEGORIES
from lianjian_feed.refusals import Refused
from lianjian_station import clock
from lianjian_station.keepers import Keepers
from lianjian_station.neighbours import Neighbours
from lianjian_station.requests import keeping, releasing, states, withdrawing
from lianjian_station.requests.addressees import addressees, book_of
from lianjian_station.requests.register import Register
from lianjian_station.requests.rules import rule_for
from lianjian_station.web import asking
from lianjian_station.web.forms import go, in_turn, is_at_the_box

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from lianjian_feed.book import Addressee
    from lianjian_station.home import Home
    from lianjian_station.requests.keeping import Opened, Waiting
    from lianjian_station.web.asking import Asked
    from lianjian_station.web.door import Door, Signed
    from lianjian_station.web.forms import Form
    from lianjian_station.web.sessions import Sessions


def _message(msgid: str) -> str:
    """Marks a sentence for translation."""
    return msgid


_DONE = frozenset({*states.CLOSED, *states.GONE, "answered"})


def routes(home: Home, now: Callable[[], datetime], asks: Sessions[Asked], door: Door) -> list[Route]:
    """``/keeper`` and the requests below it."""
    pages = _Pages(home, now, asks, door)
    one = "/keeper/request/{id}"
    return [
        *door.routes(),
        Route("/keeper", pages.listed),
        Route("/keeper/ask", door.taking(pages.type_for), methods=["POST"]),
        Route(one, door.keeping(pages.request)),
        Route(f"{one}/release", door.taking(pages.release), methods=["POST"]),
        Route(f"{one}/second", door.taking(pages.second), methods=["POST"]),
        Route(f"{one}/choose", door.taking(pages.choose), methods=["POST"]),
        Route(f"{one}/refuse", door.taking(pages.refuse), methods=["POST"]),
        Route(f"{one}/withdraw", door.taking(pages.withdraw), methods=["POST"]),
    ]


class _Pages:
    def __init__(self, home: Home, now: Callable[[], datetime], asks: Sessions[Asked], door: Door) -> None:
        self._home, self._now, self._asks, self._door = home, now, asks, door

    # -- the list

    def listed(self, request: Request) -> Response:
        held = self._door.signed(request)
        if held is None:
            return self._door.enter(request)
        keepers = Keepers(self._home)
        rows = keeping.listed(self._home)
        waiting = [row for row in reversed(rows) if row.state in states.OPEN_HERE]
        done = [row for row in rows if row.state in _DONE]
        under_way = [row for row in rows if row not in waiting and row not in done]
        rule = ""
        if len(keepers.names()) == 1:
            rule = "one" if keepers.may_be_alone(self._now()) else "soon"
        return self._door.show(
            request,
            "keep_list.html",
            held,
            groups=(
                (_message("To be decided"), waiting),
                (_message("Under way"), under_way),
                (_message("Answered or ended"), done),
            ),
            trouble=self._trouble(waiting),
            rule=rule,
            contradictions=self._contradictions(),
        )

    def _contradictions(self) -> int:
        with Neighbours(self._home) as memory:
            return len(memory.faults())

    def _trouble(self, rows: list[Waiting]) -> dict[str, Refused]:
        """Why a waiting request cannot be sent as it stands, by its id."""
        today, found = self._today(), {}
        has_book = book_of(self._home) is not None
        with Register.opened(self._home) as register:
            for row in rows:
                known = {one.key for one in addressees(self._home, register, row.category, today)}
                if today.isoformat() > row.until:
                    found[row.id] = Refused("The consent to this request has ended.")
                elif not has_book and row.addressee not in known:
                    found[row.id] = Refused(
                        "The network's book has not arrived yet: the request waits until it has."
                    )
                elif not row.addressee:
                    found[row.id] = Refused("Choose first to whom it goes.")
                elif row.addressee not in known:
                    found[row.id] = Refused("This addressee cannot be written to about it: choose another.")
        return found

    def type_for(self, request: Request, form: Form, held: Signed) -> Response:
        """Begin a request that the keeper writes down for a villager."""
        category = form["category"]
        if category not in CATEGORIES:
            return self._door.show(request, "keep_kinds.html", held, categories=CATEGORIES.values())
        return asking.begin(request, self._asks, asking.Typed(category, typed_by=held.what.keeper))

    # -- one request

    def request(self, request: Request, held: Signed) -> Response:
        return self._request(request, held)

    def _request(
        self, request: Request, held: Signed, wrong: dict[str, Refused] | None = None, **kept: Any
    ) -> Response:
        keeper = held.what.keeper
        found = keeping.opened(self._home, held.what, request.path_params["id"], self._now())
        names = Keepers(self._home).names()
        rule = rule_for(set(names), {found.typed_by, found.given.get("name", "")} & set(names))
        return self._door.show(
            request,
            "keep_request.html",
            held,
            status=422 if wrong else 200,
            found=found,
            is_open=found.state in states.OPEN_HERE,
            can_withdraw=found.state not in {states.WITHDRAWING, *states.GONE},
            needed=rule.needed,
            bent=rule.why,
            is_barred=keeper in rule.barred,
            has_agreed=keeper in found.agreed_by,
            others=[name for name in names if name != keeper],
            addressees=self._addressees(found),
            wrong=wrong or {},
            kept=kept,
        )

    def _addressees(self, found: Opened) -> list[Addressee]:
        with Register.opened(self._home) as register:
            return addressees(self._home, register, found.category, self._today())

    def _today(self) -> Any:
        return clock.day(clock.judged(self._home, self._now()))

    def release(self, request: Request, form: Form, held: Signed) -> Response:
        return self._do(
            request,
            held,
            "release",
            lambda name: releasing.release(self._home, held.what, name, form["digest"], self._now()),
        )

    def second(self, request: Request, form: Form, held: Signed) -> Response:
        """Another keeper agrees on the same screen; their passphrase is used for this and not kept."""
        try:
            with in_turn():
                other = Keepers(self._home).unlock(
                    form["name"],
                    form.kept("passphrase"),
                    self._now(),
                    is_afar=not is_at_the_box(request),
                )
        except Refused as error:
            return self._request(request, held, {"second": error}, name=form["name"])
        return self._do(
            request,
            held,
            "second",
            lambda name: releasing.release(self._home, other, name, form["digest"], self._now()),
        )

    def choose(self, request: Request, form: Form, held: Signed) -> Response:
        return self._do(
            request,
            held,
            "addressee",
            lambda name: releasing.choose(self._home, held.what, name, form["addressee"], self._now()),
        )

    def refuse(self, request: Request, form: Form, held: Signed) -> Response:
        return self._do(
            request,
            held,
            "why",
            lambda name: releasing.refuse(self._home, held.what, name, form["why"], self._now()),
            why=form["why"],
        )

    def withdraw(self, request: Request, form: Form, held: Signed) -> Response:
        if not form["sure"]:
            wrong = {"sure": Refused("Tick that the villager wants it taken back.")}
            return self._request(request, held, wrong)
        return self._do(
            request,
            held,
            "sure",
            lambda name: withdrawing.withdraw(self._home, held.what, self._now(), name),
        )

    def _do(
        self, request: Request, held: Signed, field: str, act: Callable[[str], object], **kept: str
    ) -> Response:
        """Do it and show the request as it is then; what was refused is said beside its field."""
        name = request.path_params["id"]
        try:
            act(name)
        except Refused as error:
            return self._request(request, held, {field: error}, **kept)
        return go(f"/keeper/request/{name}")
