"""What became of a request, for whoever has the slip: state, answers, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from lianjian_feed.refusals import Refused
from lianjian_station.journal import Journal
from lianjian_station.requests import looking, withdrawing
from lianjian_station.requests.asking import Slip
from lianjian_station.web.asking import Asked
from lianjian_station.web.forms import go, in_turn, is_at_the_box, is_hall, posted, show

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from lianjian_station.home import Home
    from lianjian_station.web.forms import Form
    from lianjian_station.web.sessions import Held, Sessions


def routes(home: Home, now: Callable[[], datetime], asks: Sessions[Asked]) -> list[Route]:
    """``/ask/slip``."""
    pages = _Pages(home, now, asks)
    return [
        Route("/ask/slip", pages.enter),
        Route("/ask/slip", posted(pages.entered, pages.lost), methods=["POST"]),
        Route("/ask/slip/seen", pages.seen),
        Route("/ask/slip/withdraw", pages.withdraw),
        Route("/ask/slip/withdraw", posted(pages.withdrawn, pages.lost), methods=["POST"]),
    ]


class _Pages:
    def __init__(self, home: Home, now: Callable[[], datetime], asks: Sessions[Asked]) -> None:
        self._home, self._now, self._asks = home, now, asks

    def _show(self, request: Request, template: str, **facts: Any) -> Response:
        return show(request, self._home, self._now(), template, **facts)

    def enter(self, request: Request) -> Response:
        number = request.query_params.get("number", "")
        held = self._asks.of(request)
        if held is not None and is_hall(request):  # the slip before was somebody else's
            held.what.slip = ("", "")
        return self._form(request, number if number.isdecimal() else "", "", None)

    def _form(self, request: Request, number: str, code: str, wrong: Refused | None) -> Response:
        told = {} if wrong is None else {"code": wrong}
        status = 200 if wrong is None else 422
        return self._show(
            request, "ask_slip.html", status=status, number=number[:12], code=code[:30], wrong=told
        )

    def entered(self, request: Request, form: Form) -> Response:
        number, code = form["number"], form["code"]
        try:
            with in_turn():
                looking.look(self._home, number, code, self._now(), is_afar=not is_at_the_box(request))
        except Refused as error:
            return self._form(request, number, code, error)
        held = self._asks.of(request)
        answer = go("/ask/slip/seen")
        if held is None:
            held = self._asks.begin(request, answer, Asked())
        held.what.slip = (number, code)
        return answer

    def lost(self, request: Request) -> Response:
        return self._show(request, "ask_lost.html", status=403)

    def seen(self, request: Request) -> Response:
        return self._with_slip(request, "ask_seen.html")

    def withdraw(self, request: Request) -> Response:
        return self._with_slip(request, "ask_withdraw.html")

    def _with_slip(self, request: Request, template: str) -> Response:
        held = self._asks.of(request)
        if held is None or not held.what.slip[0]:
            return go("/ask/slip")
        try:
            with in_turn():
                seen = looking.look(
                    self._home, *held.what.slip, self._now(), is_afar=not is_at_the_box(request)
                )
        except Refused as error:
            return self._form(request, held.what.slip[0], "", error)
        with Journal.open(self._home) as journal:
            lines = [line.number for line in journal.of_request(seen.id)]
        return self._show(
            request, template, seen=seen, number=held.what.slip[0], proof=held.proof, lines=lines
        )

    def withdrawn(self, request: Request, form: Form) -> Response:
        held: Held[Asked] | None = self._asks.of(request)
        if held is None or not held.fits(form["proof"]) or not held.what.slip[0]:
            return self.lost(request)
        try:
            with in_turn():
                withdrawing.withdraw(self._home, Slip(*held.what.slip), self._now())
        except Refused as error:
            return self._form(request, held.what.slip[0], "", error)
        return go("/ask/slip/seen")
