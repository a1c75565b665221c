"""A villager asks for help: what it is about, the words, to whom and for how long, what exactly leaves, and the slip.

What is half written lies in memory under a session of this browser and is forgotten with it; each tab has a draft of its own. A
form that comes after its session was forgotten begins a new draft with what was typed: nobody types twice.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from lianjian_feed.fields import CATEGORIES, FIELDS, MAX_FIELD, MAX_TEXT, PURPOSES, minimised
from lianjian_feed.refusals import Refused
from lianjian_station import clock
from lianjian_station.keepers import Keepers
from lianjian_station.requests import asking
from lianjian_station.requests.addressees import addressees
from lianjian_station.requests.register import Register
from lianjian_station.web.forms import go, in_turn, is_hall, is_kiosk, posted, show
from lianjian_station.web.looks import qr
from lianjian_station.web.reaching import address
from lianjian_station.web.sessions import Held, Sessions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from lianjian_feed.book import Addressee
    from lianjian_station.home import Home
    from lianjian_station.requests.asking import Slip
    from lianjian_station.web.forms import Form

TERMS = {1: 30, 3: 90, 6: 180, 12: 365}  # months -> days
USUAL = 90
FORGET = 1800.0  # seconds; the pages themselves forget sooner
MOST, DRAFTS = 200, 5  # sessions, and drafts of each


@dataclass
class Typed:
    """A request half written."""

    category: str
    typed_by: str = ""  # the keeper who types for a villager
    given: dict[str, str] = field(default_factory=dict)
    agreed: set[str] = field(default_factory=set)
    addressee: str = ""
    purposes: set[str] = field(default_factory=set)
    days: int = USUAL
    wrong: dict[str, Refused] = field(default_factory=dict)
    slip: Slip | None = None
    handing: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def may_leave(self) -> set[str]:
        """What is asked leaves in any case: handing it in is agreeing to that."""
        return self.agreed | {"text"}


@dataclass
class Asked:
    """What one browser has open: drafts by name, and the slip that was looked up."""

    drafts: dict[str, Typed] = field(default_factory=dict)
    slip: tuple[str, str] = ("", "")

    def begin(self, typed: Typed) -> str:
        """Keep a draft; answers its name in addresses."""
        while len(self.drafts) >= DRAFTS:
            self.drafts.pop(next(iter(self.drafts)))
        name = secrets.token_hex(4)
        self.drafts[name] = typed
        return name


def sessions() -> Sessions[Asked]:
    return Sessions("lianjian_ask", "/ask", idle=FORGET, most=MOST)


def begin(request: Request, asks: Sessions[Asked], typed: Typed) -> Response:
    """Open a draft, in the session this browser has or a new one, and go to its first page."""
    held = asks.of(request)
    if held is not None:
        return go(f"/ask/{held.what.begin(typed)}/write")
    asked = Asked()
    answer = go(f"/ask/{asked.begin(typed)}/write")
    asks.begin(request, answer, asked)
    return answer


def routes(home: Home, now: Callable[[], datetime], asks: Sessions[Asked]) -> list[Route]:
    """``/ask`` and its steps."""
    pages = _Pages(home, now, asks)
    return [
        Route("/ask", pages.choose),
        Route("/ask", posted(pages.chosen, pages.lost), methods=["POST"]),
        Route("/ask/forget", pages.forget),
        Route("/ask/{draft}/write", pages.write),
        Route("/ask/{draft}/write", posted(pages.written, pages.lost), methods=["POST"]),
        Route("/ask/{draft}/terms", pages.terms),
        Route("/ask/{draft}/terms", posted(pages.agreed, pages.lost), methods=["POST"]),
        Route("/ask/{draft}/check", pages.check),
        Route("/ask/{draft}/check", posted(pages.hand_in, pages.lost), methods=["POST"]),
        Route("/ask/{draft}/done", pages.done),
    ]


class _Pages:
    def __init__(self, home: Home, now: Callable[[], datetime], asks: Sessions[Asked]) -> None:
        self._home, self._now, self._asks = home, now, asks

    def _show(self, request: Request, template: str, **facts: Any) -> Response:
        return show(request, self._home, self._now(), template, **facts)

    # -- what it is about

    def choose(self, request: Request) -> Response:
        is_kept = bool(Keepers(self._home).names())
        answer = self._show(request, "ask_choose.html", categories=CATEGORIES.values(), is_kept=is_kept)
        if is_hall(request):  # the one before is gone
            self._asks.end(request, answer)
        return answer

    def chosen(self, request: Request, form: Form) -> Response:
        if form["category"] not in CATEGORIES:
            return go("/ask")
        return begin(request, self._asks, Typed(form["category"]))

    def lost(self, request: Request) -> Response:
        return self._show(request, "ask_lost.html", status=403)

    def forget(self, request: Request) -> Response:
        answer = go("/kiosk" if is_kiosk(request) else "/")
        self._asks.end(request, answer)
        return answer

    # -- the words

    def write(self, request: Request) -> Response:
        held, typed = self._held(request)
        if held is None or typed is None:
            return go("/ask")
        if typed.slip is not None:
            return go("done")
        return self._step(request, "ask_write.html", held, typed, why=FIELDS)

    def written(self, request: Request, form: Form) -> Response:
        _, typed = self._held(request, form)
        if typed is None or typed.slip is not None:  # forgotten meanwhile, or handed in already: a new one
            if form["category"] not in CATEGORIES or not request.headers.get("origin"):
                return self.lost(request)
            # Whoever typed it then types it now: they must not count as one of those who had no part in it.
            by = form["typed_by"]
            typed = Typed(form["category"], typed_by=by if by in Keepers(self._home).names() else "")
            _take_words(typed, form)
            return begin(request, self._asks, typed)
        _take_words(typed, form)
        return self._on(request, form, typed, before="/ask", after="terms")

    # -- to whom, what for, how long

    def terms(self, request: Request) -> Response:
        held, typed = self._held(request)
        if held is None or typed is None:
            return go("/ask")
        if typed.slip is not None:
            return go("done")
        if "text" not in typed.given:
            return go("write")
        found = self._addressees(typed.category)
        return self._step(
            request, "ask_terms.html", held, typed, addressees=found, terms=TERMS, purposes=PURPOSES
        )

    def agreed(self, request: Request, form: Form) -> Response:
        _, typed = self._held(request, form)
        if typed is None:
            return self.lost(request)
        typed.addressee = form["addressee"]
        typed.purposes = (form.ticked("purpose") & set(PURPOSES)) | {"answer"}
        days = form["days"]
        typed.days = int(days) if days in {str(one) for one in TERMS.values()} else USUAL
        typed.wrong = {}
        known = {found.key for found in self._addressees(typed.category)}
        if known and typed.addressee not in known:
            typed.wrong["addressee"] = Refused("Choose who it goes to.")
        return self._on(request, form, typed, before="write", after="check")

    # -- what exactly leaves

    def check(self, request: Request) -> Response:
        held, typed = self._held(request)
        if held is None or typed is None:
            return go("/ask")
        if typed.slip is not None:
            return go("done")
        to = next((found for found in self._addressees(typed.category) if found.key == typed.addressee), None)
        if "text" not in typed.given or (to is None and self._addressees(typed.category)):
            return go("terms")
        leaves = minimised(typed.category, typed.given, typed.may_leave)
        stays = {name: text for name, text in typed.given.items() if name not in leaves}
        until = clock.day(clock.judged(self._home, self._now())) + timedelta(days=typed.days)
        return self._step(
            request, "ask_check.html", held, typed, leaves=leaves, stays=stays, to=to, until=until.isoformat()
        )

    def hand_in(self, request: Request, form: Form) -> Response:
        _, typed = self._held(request, form)
        if typed is None:
            return self.lost(request)
        if form["go"] == "back":
            return go("terms")
        with typed.handing:  # pressed twice: one request
            return go(self._hand_in(typed))

    def _hand_in(self, typed: Typed) -> str:
        """Where to go on: the slip, or the step where something is wrong."""
        if typed.slip is not None:
            return "done"
        draft = asking.Draft(
            typed.category,
            typed.addressee,
            typed.given,
            typed.may_leave,
            typed.purposes,
            typed.days,
            typed.typed_by,
        )
        try:
            with in_turn():
                typed.slip = asking.ask(self._home, draft, self._now())
        except asking.NotRight as error:
            typed.wrong = error.fields
            return "write" if set(typed.wrong) & set(CATEGORIES[typed.category].fields) else "terms"
        except Refused as error:
            typed.wrong = {"hand-in": error}
            return "check"
        typed.given, typed.agreed = {}, set()  # sealed; not kept in the clear a moment longer
        return "done"

    def done(self, request: Request) -> Response:
        held, typed = self._held(request)
        if held is None or typed is None or typed.slip is None:
            return go("/ask/slip")
        reach = address(request, f"/ask/slip?number={typed.slip.number}")
        return self._step(request, "ask_done.html", held, typed, slip=typed.slip, reach=reach, qr=qr(reach))

    # -- helpers of all

    def _held(self, request: Request, form: Form | None = None) -> tuple[Held[Asked] | None, Typed | None]:
        """The session and the draft of this address; with a form, only where its proof fits."""
        held = self._asks.of(request)
        if held is None or (form is not None and not held.fits(form["proof"])):
            return None, None
        return held, held.what.drafts.get(request.path_params["draft"])

    def _step(
        self, request: Request, template: str, held: Held[Asked], typed: Typed, **facts: Any
    ) -> Response:
        return self._show(
            request,
            template,
            typed=typed,
            category=CATEGORIES[typed.category],
            wrong=typed.wrong,
            proof=held.proof,
            **facts,
        )

    def _on(self, request: Request, form: Form, typed: Typed, *, before: str, after: str) -> Response:
        """Back, the same page with what is wrong, or on."""
        if form["go"] == "back":
            typed.wrong = {}
            return go(before)
        return go(request.url.path if typed.wrong else after)

    def _addressees(self, category: str) -> list[Addressee]:
        today = clock.day(clock.judged(self._home, self._now()))
        with Register.opened(self._home) as register:
            return addressees(self._home, register, category, today)


def _take_words(typed: Typed, form: Form) -> None:
    allowed = CATEGORIES[typed.category].fields
    typed.given = {name: form[name] for name in allowed if form[name]}
    typed.agreed = form.ticked("leaves") & set(allowed)
    typed.wrong = {}
    if "text" not in typed.given:
        typed.wrong["text"] = Refused("Write what you want to ask.")
    for name, text in typed.given.items():
        most = MAX_TEXT if name == "text" else MAX_FIELD
        if len(text) > most:
            typed.wrong[name] = Refused("At most {count} characters, please.", count=most)
