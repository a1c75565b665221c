"""The screen in the village hall: one thing at a time, large, in turn; touched, it is the station as anywhere else,
and left alone it comes back to this.

Turning needs no script: the next slide is a page of its own (a refresh in ``noscript``). With script there is a
button that stops it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from lianjian_station.reader import Reader, reading
from lianjian_station.web.looks import qr, render
from lianjian_station.web.reaching import address
from lianjian_station.web.village import hanging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from lianjian_station.home import Home
    from lianjian_station.notices import Notice
    from lianjian_station.reader import Item
    from lianjian_station.web.sessions import Sessions

WARNINGS, NOTICES, NEWS, POLICIES = 2, 4, 4, 2  # slides of each
SHORTEST, LONGEST = 12, 40  # seconds a slide stands
READ = 5.0  # Han characters a second, read across a hall


@dataclass(frozen=True)
class Slide:
    """One thing to read. ``kind``: warning, notice, story, policy or help."""

    kind: str
    title: str = ""
    text: str = ""
    kick: str = ""
    source: str = ""
    day: str = ""
    href: str = ""
    picture: str = ""
    alt: str = ""
    is_demonstration: bool = False

    @property
    def seconds(self) -> int:
        """How long it stands, by how much there is to read."""
        return round(min(LONGEST, max(SHORTEST, 5 + (len(self.title) + len(self.text)) / READ)))


def routes(home: Home, now: Callable[[], datetime], ends: Iterable[Sessions[Any]]) -> list[Route]:
    """``/kiosk``; whoever was here before has gone, and what they had open (``ends``) with them."""

    def page(request: Request) -> Response:
        at = now()
        with reading(home) as reader:
            slides = turn(reader, hanging(home, at), home.settings.division)
            number = _number(request.query_params.get("slide", "1"), len(slides))
            slide = slides[number - 1]
            reach = address(request, slide.href) if slide.href else ""
            answer = render(
                request,
                home,
                reader,
                at,
                "kiosk.html",
                slide=slide,
                number=number,
                count=len(slides),
                next=number % len(slides) + 1,
                before=(number - 2) % len(slides) + 1,
                qr=qr(reach),
                is_hall=True,
            )
        for sessions in ends:
            sessions.drop(answer)
        answer.set_cookie("screen", "hall", samesite="lax", httponly=True)  # for as long as the browser runs
        return answer

    return [Route("/kiosk", page)]


def turn(reader: Reader, notices: list[Notice], division: str) -> list[Slide]:
    """The slides in their order. There is always one: what to do when in doubt."""
    slides = [
        Slide("notice", n.title, n.text, source=n.signed, day=n.until, href=n.href) for n in notices[:NOTICES]
    ]
    slides += [_of("warning", item) for item in reader.newest(("anti-fraud",), WARNINGS)]
    news = reader.newest(("story", "village", "notice"), NEWS, first_division=division)
    slides += [_of("story", item) for item in news]
    slides += [_of("policy", item) for item in reader.newest(("policy",), POLICIES)]
    return [*slides, Slide("help")]


def _of(kind: str, item: Item) -> Slide:
    return Slide(
        kind,
        item.title,
        item.lead,
        item.column_name,
        item.party,
        item.published_at,
        item.href,
        item.picture,
        item.alt,
        is_demonstration=bool(item.demonstration),
    )


def _number(told: str, count: int) -> int:
    """A slide there is; what was asked for may have ended since."""
    number = int(told) if told.isascii() and told.isdecimal() and len(told) < 4 else 1  # noqa: PLR2004
    return number if 1 <= number <= count else 1
