"""Pages of the village itself: its own news and notices, its keeper; warnings; policy. Read only."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.routing import Route

from lianjian_feed.refusals import Refused
from lianjian_station.notices import Board, Notice
from lianjian_station.reader import PAGE, Reader, reading
from lianjian_station.web.looks import Preferences, qr, render
from lianjian_station.web.reaching import address
from lianjian_station.wording import explain, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from lianjian_station.home import Home

OWN = 12  # items of the village on its page
log = logging.getLogger("lianjian_station")


def routes(home: Home, now: Callable[[], datetime]) -> list[Route]:
    """``/village``, ``/warnings``, ``/policy``, ``/notice/ID`` and its paper."""
    pages = _Village(home, now)
    return [
        Route("/village", pages.village),
        Route("/warnings", pages.warnings),
        Route("/policy", pages.policy),
        Route("/notice/{id}", pages.notice),
        Route("/notice/{id}/print", pages.paper),
    ]


def hanging(home: Home, now: datetime) -> list[Notice]:
    """The notices of today; none, and a line in the log, where their file is damaged: the other pages go on."""
    try:
        return Board(home).shown(now)
    except Refused as refusal:
        log.error("%s", explain(refusal))  # noqa: TRY400 - the sentence says it; a trace helps no keeper
        return []


def not_here(request: Request, home: Home, reader: Reader, now: datetime) -> Response:
    """The page that says so."""
    language = Preferences.of(request).language
    heading = say("This is not here.", language)
    text = say("It may have moved or been taken away.", language)
    return render(request, home, reader, now, "message.html", status=404, heading=heading, text=text)


def withdrawn(request: Request, home: Home, reader: Reader, now: datetime) -> Response:
    """The page that says so, and not a word of what was withdrawn."""
    language = Preferences.of(request).language
    heading = say("This story was withdrawn.", language)
    text = say("Its publisher has withdrawn it. Do not rely on what it said.", language)
    return render(request, home, reader, now, "message.html", status=410, heading=heading, text=text)


class _Village:
    def __init__(self, home: Home, now: Callable[[], datetime]) -> None:
        self._home, self._now = home, now

    def village(self, request: Request) -> Response:
        now = self._now()
        with reading(self._home) as reader:
            items = reader.of_village(self._home.settings.division, OWN)
            notices = hanging(self._home, now)
            return render(
                request,
                self._home,
                reader,
                now,
                "village.html",
                items=items,
                notices=notices,
                current="/village",
            )

    def warnings(self, request: Request) -> Response:
        return self._of_kind(request, "anti-fraud", "warnings.html", "/warnings")

    def policy(self, request: Request) -> Response:
        return self._of_kind(request, "policy", "policy.html", "/policy")

    def _of_kind(self, request: Request, kind: str, template: str, current: str) -> Response:
        told = request.query_params.get("page", "1")
        page = int(told) if told.isascii() and told.isdecimal() and len(told) < 6 else 1  # noqa: PLR2004
        with reading(self._home) as reader:
            items, total = reader.listed(kind=kind, page=max(1, page))
            return render(
                request,
                self._home,
                reader,
                self._now(),
                template,
                items=items,
                total=total,
                page=max(1, page),
                pages=-(-total // PAGE),
                current=current,
            )

    def notice(self, request: Request) -> Response:
        return self._with_notice(request, "notice.html")

    def paper(self, request: Request) -> Response:
        return self._with_notice(request, "notice_print.html")

    def _with_notice(self, request: Request, template: str) -> Response:
        now = self._now()
        found = next((n for n in hanging(self._home, now) if n.id == request.path_params["id"]), None)
        with reading(self._home) as reader:
            if found is None:
                return not_here(request, self._home, reader, now)
            reach = address(request, found.href)
            return render(
                request,
                self._home,
                reader,
                now,
                template,
                notice=found,
                reach=reach,
                qr=qr(reach),
                current="/village",
            )
