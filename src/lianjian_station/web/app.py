"""Addresses and answers. Every answer carries a policy that admits no foreign source and no inline script
or style."""

from __future__ import annotations

import logging
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.datastructures import URL
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from lianjian_feed.cards import number_of
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import is_digest
from lianjian_station import releases
from lianjian_station.keys import Keys
from lianjian_station.reader import NEWS, PAGE, Item, Known, Reader, reading
from lianjian_station.web import (
    asking,
    carrying,
    contradicting,
    counting,
    hall,
    keeping,
    running,
    sheets,
    slips,
    speaking,
    village,
)
from lianjian_station.web import log as log_pages
from lianjian_station.web.door import Door
from lianjian_station.web.forms import is_kiosk
from lianjian_station.web.looks import Preferences, mark, qr, render
from lianjian_station.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from lianjian_feed.documents import StoryDocument
    from lianjian_station.home import Home
    from lianjian_station.web.sessions import Sessions

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self';"
    " media-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PICTURE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # a drawing may style itself, never run
)
YEAR = 31_536_000  # seconds
LONGEST = 1000  # characters of a path

log = logging.getLogger("lianjian_station")


def application(home: Home, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Starlette:
    """The pages of the station at ``home``."""
    asks, door = asking.sessions(), Door(home, now)
    pages = _Pages(home, now, (asks, door.sessions))
    return Starlette(
        routes=[
            Route("/", pages.home_page),
            *log_pages.routes(home, now),
            Route("/story/{organisation}/{story}", pages.story),
            Route("/story/{organisation}/{story}/print", pages.paper),
            Route("/column/{slug}", pages.column),
            Route("/search", pages.search),
            Route("/about", pages.about),
            Route("/pictures/{digest}", pages.picture),
            Route("/prefer", pages.prefer),
            Route("/edition", pages.edition),
            Route("/healthz", pages.health),
            *hall.routes(home, now, (asks, door.sessions)),
            *speaking.routes(home, now),
            *village.routes(home, now),
            *asking.routes(home, now, asks),
            *slips.routes(home, now, asks),
            *keeping.routes(home, now, asks, door),
            *running.routes(door),
            *carrying.routes(door),
            *contradicting.routes(door),
            *counting.routes(door),
            *sheets.routes(door),
            Mount("/static", StaticFiles(packages=[("lianjian_station", "static")])),
        ],
        exception_handlers={404: pages.missing, Refused: pages.trouble, sqlite3.Error: pages.trouble},
        middleware=[Middleware(_Headers), Middleware(GZipMiddleware, minimum_size=1000)],
    )


class _Pages:
    def __init__(self, home: Home, now: Callable[[], datetime], ends: Iterable[Sessions[Any]]) -> None:
        self._home, self._now, self._ends = home, now, ends

    def _render(
        self, request: Request, reader: Reader, template: str, *, status: int = 200, **facts: object
    ) -> Response:
        return render(request, self._home, reader, self._now(), template, status=status, **facts)

    def home_page(self, request: Request) -> Response:
        division = self._home.settings.division
        with reading(self._home) as reader:
            warnings = reader.newest(("anti-fraud",), 1, first_division=division)
            answer = self._render(
                request,
                reader,
                "home.html",
                news=_lead_with_a_picture(reader.newest(NEWS, 4, first_division=division)),
                warning=warnings[0] if warnings else None,
                received=reader.received(3),
            )
        if is_kiosk(request):  # where the next person begins: what the one before had open is closed
            for sessions in self._ends:
                sessions.drop(answer)
        return answer

    def _with_story(
        self, request: Request, show: Callable[[Reader, StoryDocument, Known], Response]
    ) -> Response:
        """Show a story; say so where it is not here, or was withdrawn."""
        organisation, story = request.path_params["organisation"], request.path_params["story"]
        with reading(self._home) as reader:
            found = reader.story(organisation, story)
            if found is None:
                return self._message(
                    request, reader, 404, "This is not here.", "It may have moved or been taken away."
                )
            document, known = found
            if document.withdrawn:
                text = "Its publisher has withdrawn it. Do not rely on what it said."
                return self._message(request, reader, 410, "This story was withdrawn.", text)
            return show(reader, document, known)

    def story(self, request: Request) -> Response:
        return self._with_story(
            request,
            lambda reader, document, known: self._render(
                request,
                reader,
                "story.html",
                document=document,
                known=known,
                have=self._pictures_here(reader, document),
                qr=qr(document.verify_url),
                current=document.column.slug,
                here=request.url.path,
            ),
        )

    def paper(self, request: Request) -> Response:
        return self._with_story(
            request,
            lambda reader, document, known: self._render(
                request,
                reader,
                "print.html",
                document=document,
                known=known,
                have=self._pictures_here(reader, document),
                qr=qr(document.verify_url),
                story_href=request.url.path.removesuffix("/print"),
            ),
        )

    def column(self, request: Request) -> Response:
        slug, page = request.path_params["slug"], _page(request)
        with reading(self._home) as reader:
            name = next((name for found, name, _ in reader.columns() if found == slug), "")
            if not name:
                return self._message(
                    request, reader, 404, "This is not here.", "It may have moved or been taken away."
                )
            items, total = reader.listed(column=slug, page=page)
            return self._listed(
                request, reader, items, total, page=page, heading=name, current=slug, address="?"
            )

    def search(self, request: Request) -> Response:
        query, page = request.query_params.get("q", "").strip()[:100], _page(request)
        heading = say("Search", Preferences.of(request).language)
        with reading(self._home) as reader:
            items, total = reader.search(query, page)
            address = str(request.url.include_query_params(q=query).remove_query_params("page").query)
            return self._listed(
                request,
                reader,
                items,
                total,
                page=page,
                heading=heading,
                current="?",
                address=f"?{address}&",
                query=query,
                searching=True,
            )

    def _listed(
        self, request: Request, reader: Reader, items: list[Item], total: int, **facts: Any
    ) -> Response:
        told: dict[str, Any] = {"searching": False, "query": "", "pages": -(-total // PAGE)} | facts
        return self._render(request, reader, "list.html", items=items, total=total, **told)

    def about(self, request: Request) -> Response:
        with reading(self._home) as reader:
            version, keys = reader.root_keys()
            return self._render(
                request,
                reader,
                "about.html",
                root_version=version,
                root_keys=keys,
                organisations=reader.organisations(),
                number=_number(self._home),
                software=releases.shown(self._home, reader.release(), self._now()),
            )

    def picture(self, request: Request) -> Response:
        digest = request.path_params["digest"]
        with reading(self._home) as reader:
            found = reader.picture(digest) if is_digest(digest) else None
        if found is None:
            return PlainTextResponse("", status_code=404)
        media_type, data = found
        headers = {"Content-Security-Policy": PICTURE_POLICY, "Cache-Control": f"max-age={YEAR}, immutable"}
        if data is not None:
            return Response(data, media_type=media_type, headers=headers)
        path = self._home.large(digest)
        if not path.is_file():
            return PlainTextResponse("", status_code=404)
        return FileResponse(path, media_type=media_type, headers=headers)

    def _pictures_here(self, reader: Reader, document: StoryDocument) -> set[str]:
        """Which of its pictures have arrived."""
        have = set()
        for picture in document.pictures:
            found = reader.picture(picture.sha256)
            if found and (found[1] is not None or self._home.large(picture.sha256).is_file()):
                have.add(picture.sha256)
        return have

    def prefer(self, request: Request) -> Response:
        """Remember language or size in a cookie, and go back to where the reader was, on this box only."""
        back = request.query_params.get("back", "/")
        is_ours = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
        answer = RedirectResponse(back if is_ours else "/", status_code=303)
        choices = (("lang", ("zh", "en")), ("size", ("normal", "large")), ("screen", ("hall", "own")))
        for name, allowed in choices:
            value = request.query_params.get(name)
            if value in allowed:
                answer.set_cookie(name, str(value), max_age=YEAR, samesite="lax", httponly=True)
        return answer

    def edition(self, request: Request) -> Response:  # noqa: ARG002 - a route's form
        with reading(self._home) as reader:
            return PlainTextResponse(mark(reader, self._now()), headers={"Cache-Control": "no-store"})

    def health(self, request: Request) -> Response:  # noqa: ARG002 - a route's form
        with reading(self._home) as reader:
            return JSONResponse(reader.condition(self._now()).as_json())

    # -- what goes wrong

    def _message(self, request: Request, reader: Reader, status: int, heading: str, text: str) -> Response:
        language = Preferences.of(request).language
        told = {"heading": say(heading, language), "text": say(text, language)}
        return self._render(request, reader, "message.html", status=status, **told)

    def missing(self, request: Request, error: Exception) -> Response:  # noqa: ARG002 - a handler's form
        with reading(self._home) as reader:
            return self._message(
                request, reader, 404, "This is not here.", "It may have moved or been taken away."
            )

    def trouble(self, request: Request, error: Exception) -> Response:
        """The store cannot be read: said in words, logged for the keeper."""
        log.error("cannot show %s: %s", request.url.path, error)
        text = say(
            "This page cannot be shown now. Tell the keeper: the station's store cannot be read.", "zh"
        )
        return PlainTextResponse(text, status_code=503)


def _number(home: Home) -> str:
    """What the hub's people compare before they believe a box; empty where it has no keys of its own yet."""
    path = home.path / "keys" / "box.json"
    try:
        return number_of(Keys.read(path).public) if path.exists() else ""
    except (Refused, OSError):
        return ""  # not readable by who shows the pages


def _page(request: Request) -> int:
    told = request.query_params.get("page", "1")
    return min(max(int(told), 1), 100_000) if told.isascii() and told.isdecimal() and len(told) < 8 else 1  # noqa: PLR2004


def _lead_with_a_picture(news: list[Item]) -> list[Item]:
    """The newest items, one with a picture first where there is one."""
    first = next((item for item in news if item.picture), None)
    return [first, *(item for item in news if item is not first)] if first else news


def _is_sound(scope: Scope) -> bool:
    """Whether the host can be read as one, and the path is not longer than any of ours."""
    try:
        address = URL(scope=scope)
        return (address.hostname, address.port) is not None and len(scope["path"]) <= LONGEST
    except ValueError:
        return False


class _Headers:
    """Security headers on every answer that has none of its own; no page for an address that is none."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                for name, value in (
                    (b"content-security-policy", POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                    (b"cross-origin-opener-policy", b"same-origin"),
                ):
                    if name not in names:
                        message["headers"].append((name, value))
            await send(message)

        if scope["type"] == "http" and not _is_sound(scope):
            await PlainTextResponse("", status_code=400)(scope, receive, told)
            return
        await self._app(scope, receive, told)
