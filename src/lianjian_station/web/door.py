"""The door to the keepers' pages: the first keeper, signing in and out.

A signed-in keeper's session holds the unlocked store: in memory, 15 minutes idle, never on disk. It ends at once where the
keeper is removed or takes another passphrase.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from lianjian_feed.refusals import Refused
from lianjian_station import invitation
from lianjian_station.keepers import SHORTEST, Keepers
from lianjian_station.web.forms import HALL, OWN, go, in_turn, is_at_the_box, is_kiosk, posted, show
from lianjian_station.web.sessions import Held, Sessions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from lianjian_station.home import Home
    from lianjian_station.keepers import Session
    from lianjian_station.web.forms import Form

IDLE = 900.0  # seconds
MOST = 20  # keepers' sessions at once


def _message(msgid: str) -> str:
    """Marks a sentence for translation."""
    return msgid


#: The keepers' pages: address and name. Parts of the station that bring pages of their own append to it.
NAVIGATION: list[tuple[str, str]] = [
    ("/keeper", _message("Requests")),
    ("/keeper/outbox", _message("To be carried")),
    ("/keeper/people", _message("Keepers and settings")),
    ("/log", _message("The village's log")),
]

Signed = Held["Session"]


class Door:
    """Who is signed in. ``keeping`` wraps a page, ``taking`` a form, so that neither is reached without a keeper."""

    def __init__(self, home: Home, now: Callable[[], datetime]) -> None:
        self.home, self.now = home, now
        self.sessions: Sessions[Session] = Sessions("lianjian_keeper", "/keeper", idle=IDLE, most=MOST)

    def signed(self, request: Request) -> Signed | None:
        """The session of a keeper who still is one."""
        held = self.sessions.of(request)
        if held is None:
            return None
        try:
            Keepers(self.home).require(held.what)
        except Refused:
            self.sessions.end(request)
            return None
        return held

    def keeping(self, page: Callable[[Request, Signed], Response]) -> Callable[[Request], Response]:
        """A page for keepers; anyone else comes to the door."""

        def answer(request: Request) -> Response:
            held = self.signed(request)
            if held is None:
                return go("/keeper")
            try:
                return page(request, held)
            except Refused as error:
                return self.show(request, "keep_refused.html", held, status=404, error=error)

        return answer

    def taking(self, take: Callable[[Request, Form, Signed], Response]) -> Any:
        """A form of a keeper, whose proof fits this session."""

        def taken(request: Request, form: Form) -> Response:
            held = self.signed(request)
            if held is None or not held.fits(form["proof"]):
                return self.lost(request)
            try:
                return take(request, form, held)
            except Refused as error:
                return self.show(request, "keep_refused.html", held, status=404, error=error)

        return posted(taken, self.lost)

    def show(self, request: Request, template: str, held: Signed | None = None, **facts: Any) -> Response:
        """A page of the keepers, with their navigation where somebody is signed in."""
        return show(
            request,
            self.home,
            self.now(),
            template,
            navigation=NAVIGATION if held else (),
            keeper=held.what.keeper if held else "",
            proof=held.proof if held else "",
            patience=HALL if is_kiosk(request) else OWN,
            **facts,
        )

    def lost(self, request: Request) -> Response:
        return self.show(request, "keep_lost.html", status=403)

    # -- pages

    def enter(self, request: Request, *, wrong: dict[str, Refused] | None = None, name: str = "") -> Response:
        """The form for signing in, or for the first keeper."""
        names = Keepers(self.home).names()
        is_bare = request.url.scheme == "http" and not is_at_the_box(request)
        return self.show(
            request,
            "keep_enter.html" if names else "keep_first.html",
            status=422 if wrong else 200,
            wrong=wrong or {},
            name=name,
            is_bare=is_bare,
        )

    def first(self, request: Request, form: Form) -> Response:
        if wrong := fresh_passphrase(form):
            return self.enter(request, wrong=wrong, name=form["name"])
        try:
            with in_turn():
                session = invitation.redeem(
                    self.home, form["word"], form["name"], form.kept("passphrase"), self.now()
                )
        except Refused as error:
            return self.enter(request, wrong={"word": error}, name=form["name"])
        return self._in(request, session)

    def sign_in(self, request: Request, form: Form) -> Response:
        try:
            with in_turn():
                session = Keepers(self.home).unlock(
                    form["name"],
                    form.kept("passphrase"),
                    self.now(),
                    is_afar=not is_at_the_box(request),
                )
        except Refused as error:
            return self.enter(request, wrong={"passphrase": error}, name=form["name"])
        return self._in(request, session)

    def _in(self, request: Request, session: Session) -> Response:
        answer = go("/keeper")
        self.sessions.begin(request, answer, session)
        return answer

    def sign_out(self, request: Request, form: Form, held: Signed) -> Response:  # noqa: ARG002 - a form's shape
        answer = go("/")
        self.sessions.end(request, answer)
        return answer

    def rest(self, request: Request) -> Response:
        """Where a page goes that nobody touches: signed out."""
        answer = go("/kiosk" if is_kiosk(request) else "/keeper")
        self.sessions.end(request, answer)
        return answer

    def routes(self) -> list[Route]:
        return [
            Route("/keeper/first", posted(self.first, self.lost), methods=["POST"]),
            Route("/keeper/enter", posted(self.sign_in, self.lost), methods=["POST"]),
            Route("/keeper/leave", self.taking(self.sign_out), methods=["POST"]),
            Route("/keeper/rest", self.rest),
        ]


def fresh_passphrase(form: Form, name: str = "passphrase") -> dict[str, Refused]:
    """What is wrong with a passphrase that is chosen now, typed in ``name`` and once more in ``again``."""
    if len(form.kept(name)) < SHORTEST:
        return {name: Refused("A passphrase has {count} characters at least.", count=SHORTEST)}
    if form.kept(name) != form.kept("again"):
        return {"again": Refused("The two passphrases are not the same.")}
    return {}
