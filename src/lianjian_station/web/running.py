"""How the station is run: its keepers, and what may leave without anyone asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response as Plain
from starlette.routing import Route

from lianjian_feed.cards import number_of
from lianjian_feed.refusals import Refused
from lianjian_station.airlock import Airlock, set_report
from lianjian_station.keepers import Keepers
from lianjian_station.keys import Keys
from lianjian_station.web.door import fresh_passphrase
from lianjian_station.web.forms import go

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from lianjian_station.web.door import Door, Signed
    from lianjian_station.web.forms import Form


def routes(door: Door) -> list[Route]:
    """``/keeper/people``."""
    pages = _People(door)
    return [
        Route("/keeper/people", door.keeping(pages.page)),
        Route("/keeper/people/add", door.taking(pages.add), methods=["POST"]),
        Route("/keeper/people/remove", door.taking(pages.remove), methods=["POST"]),
        Route("/keeper/people/report", door.taking(pages.report), methods=["POST"]),
        Route("/keeper/card.json", door.keeping(pages.card)),
        Route("/keeper/people/passphrase", door.taking(pages.passphrase), methods=["POST"]),
    ]


class _People:
    def __init__(self, door: Door) -> None:
        self._door, self._keepers = door, Keepers(door.home)

    def page(self, request: Request, held: Signed) -> Response:
        return self._page(request, held, {})

    def card(self, request: Request, held: Signed) -> Response:  # noqa: ARG002 - a page's form
        """The box's card, as a file for whoever enrols it."""
        data = Keys.open_or_create(self._door.home).card(self._door.home, self._door.now())
        headers = {"Content-Disposition": 'attachment; filename="card.json"', "Cache-Control": "no-store"}
        return Plain(data, media_type="application/json", headers=headers)

    def _page(self, request: Request, held: Signed, wrong: dict[str, Refused], **kept: str) -> Response:
        try:
            reports = Airlock.read(self._door.home).report
        except Refused as error:
            reports, wrong = False, {"report": error} | wrong
        return self._door.show(
            request,
            "keep_people.html",
            held,
            status=422 if wrong else 200,
            names=self._keepers.names(),
            reports=reports,
            wrong=wrong,
            kept=kept,
            number=number_of(Keys.open_or_create(self._door.home).public),
        )

    def add(self, request: Request, form: Form, held: Signed) -> Response:
        wrong = fresh_passphrase(form)
        if not wrong:
            try:
                self._keepers.add(form["name"], form.kept("passphrase"), by=held.what)
            except Refused as error:
                wrong["name"] = error
        return self._page(request, held, wrong, name=form["name"]) if wrong else go("/keeper/people")

    def remove(self, request: Request, form: Form, held: Signed) -> Response:
        if not form["sure"]:
            wrong = {"remove": Refused("Tick that {name} shall be keeper no more.", name=form["name"])}
            return self._page(request, held, wrong)
        try:
            self._keepers.remove(form["name"], by=held.what, now=self._door.now())
        except Refused as error:
            return self._page(request, held, {"remove": error})
        return go("/keeper/people")

    def passphrase(self, request: Request, form: Form, held: Signed) -> Response:
        if wrong := fresh_passphrase(form, "new"):
            return self._page(request, held, {f"my-{name}": error for name, error in wrong.items()})
        try:
            fresh = self._keepers.change_passphrase(held.what.keeper, form.kept("old"), form.kept("new"))
        except Refused as error:
            return self._page(request, held, {"my-old": error})
        answer = go("/keeper/people")
        self._door.sessions.begin(request, answer, fresh)  # the old unlocking has ended with its passphrase
        return answer

    def report(self, request: Request, form: Form, held: Signed) -> Response:
        try:
            set_report(self._door.home, held.what, report=form["report"] == "on")
        except Refused as error:
            return self._page(request, held, {"report": error})
        return go("/keeper/people")
