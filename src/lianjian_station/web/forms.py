"""Forms that come in: capped before they are read, from this box's own pages only; and the pages that hold them.

Such a page is never kept by a browser (``no-store``), so that the button *back* shows nobody what another has written. It says
where it came from to this box only: with ``no-referrer`` a browser would hide the origin that is checked here.
"""

from __future__ import annotations

import ipaddress
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from anyio.to_thread import run_sync
from starlette.responses import RedirectResponse

from lianjian_feed.fields import CATEGORIES
from lianjian_feed.refusals import Refused
from lianjian_station.reader import reading
from lianjian_station.requests import states
from lianjian_station.web.looks import Preferences, render
from lianjian_station.wording import say

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from lianjian_station.home import Home

CAP = 1 << 16  # bytes of a form: 4,000 characters of text in percent signs, and the rest
FIELDS = 64
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
HALL = 180  # seconds after which the screen in the hall forgets
OWN = 900  # and a phone of one's own
TURN = 5.0  # seconds that somebody waits for their turn at the locks
_turns = threading.BoundedSemaphore(2)


class Form:
    """What was filled in."""

    def __init__(self, told: dict[str, list[str]]) -> None:
        self._told = told

    def __getitem__(self, name: str) -> str:
        """The value of ``name``, trimmed, without what cannot be shown; empty where it was not filled in."""
        text = self.kept(name).replace("\r\n", "\n").replace("\r", "\n")
        return "".join(one for one in text if one.isprintable() or one == "\n").strip()

    def kept(self, name: str) -> str:
        """The value of ``name`` to the letter, as a passphrase needs it."""
        return self._told.get(name, [""])[0]

    def ticked(self, name: str) -> set[str]:
        return set(self._told.get(name, []))


async def read(request: Request) -> Form | None:
    """The form of ``request``; None where it is longer than any of ours, or no form."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > CAP:
            return None
    try:
        told = parse_qs(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=FIELDS,
            encoding="utf-8",
            errors="strict",
        )
    except ValueError:
        return None
    return Form(told)


def posted(
    take: Callable[[Request, Form], Response], refuse: Callable[[Request], Response]
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that reads a form of this box's own pages and hands it to ``take``, off the event loop; what comes from
    another site or is no form is answered by ``refuse``.
    """

    async def answer(request: Request) -> Response:
        form = await read(request)
        if form is None or is_foreign(request):
            return await run_sync(refuse, request)
        return await run_sync(take, request, form)

    return answer


@contextmanager
def in_turn() -> Iterator[None]:
    """Two locks at once are opened or made (scrypt, 32 MiB each): a crowd at the door must not eat a small box's memory, nor
    its threads. Raises Refused for whoever does not get a turn.
    """
    if not _turns.acquire(timeout=TURN):
        raise Refused("Too many at once: try again in a moment.")
    try:
        yield
    finally:
        _turns.release()


def is_foreign(request: Request) -> bool:
    """Whether a browser says that another site sent this. Browsers too old to say are left to the proof in the form."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    try:
        return urlsplit(origin).netloc != request.headers.get("host", "") or origin == "null"
    except ValueError:  # no address at all
        return True


def is_hall(request: Request) -> bool:
    """Whether this is a screen that others use after: one that shows the hall's slides, or the box's own."""
    return is_kiosk(request) or is_at_the_box(request)


def is_kiosk(request: Request) -> bool:
    return request.cookies.get("screen") == "hall"


def is_at_the_box(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def show(
    request: Request, home: Home, now: datetime, template: str, *, status: int = 200, **facts: Any
) -> Response:
    """A page that no browser keeps."""
    language = Preferences.of(request).language
    common = {
        "patience": HALL if is_hall(request) else OWN,
        "words": states.NAMES,
        "kinds": lambda slug: say(CATEGORIES[slug].name, language) if slug in CATEGORIES else "",
    }
    with reading(home) as reader:
        answer = render(request, home, reader, now, template, status=status, **(common | facts))
    answer.headers.update(PRIVATE)
    return answer


def go(address: str) -> Response:
    """On to ``address`` by a GET, so that nothing is sent twice by the buttons *back* and *reload*."""
    return RedirectResponse(address, status_code=303, headers=PRIVATE)
