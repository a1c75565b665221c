"""``/keeper/sheet``: the recovery sheet on paper, and how the backups are. The sheet is shown once and kept nowhere."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from starlette.routing import Route

from lianjian_feed.refusals import Refused
from lianjian_station import backup, recovery
from lianjian_station.sheet import for_codes
from lianjian_station.web.door import NAVIGATION
from lianjian_station.web.forms import go
from lianjian_station.web.looks import alone

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from lianjian_station.home import Home
    from lianjian_station.recovery import Printed
    from lianjian_station.web.door import Door, Signed
    from lianjian_station.web.forms import Form


def _message(msgid: str) -> str:
    """Marks a sentence for translation."""
    return msgid


ADDRESS = "/keeper/sheet"
NAVIGATION.append((ADDRESS, _message("If the box is gone")))


def routes(door: Door) -> list[Route]:
    """``/keeper/sheet``."""
    pages = _Sheets(door)
    return [
        Route(ADDRESS, door.keeping(pages.page)),
        Route(f"{ADDRESS}/print", door.taking(pages.print), methods=["POST"]),
        Route(f"{ADDRESS}/backup", door.taking(pages.backup), methods=["POST"]),
        Route(f"{ADDRESS}/weekly", door.taking(pages.weekly), methods=["POST"]),
    ]


def page(home: Home, made: Printed) -> str:
    """The sheet as a file that prints without this box: one page, its style inside."""
    style = files("lianjian_station").joinpath("static", "sheet.css").read_text(encoding="utf-8")
    return alone("sheet_file.html", home, made=made, codes=_codes(made), style=style)


def _codes(made: Printed) -> list[str]:
    """The QR codes as inline SVG."""
    return [
        segno.make(text, error="m").svg_inline(omitsize=True, border=0, dark="#000")
        for text in for_codes(made.lines)
    ]


class _Sheets:
    def __init__(self, door: Door) -> None:
        self._door, self._home, self._now = door, door.home, door.now

    def page(self, request: Request, held: Signed) -> Response:
        return self._page(request, held)

    def _page(
        self, request: Request, held: Signed, wrong: dict[str, Refused] | None = None, folder: str = ""
    ) -> Response:
        made_at, weekly = backup.noted(self._home)
        return self._door.show(
            request,
            "keep_sheet.html",
            held,
            status=422 if wrong else 200,
            made_at=made_at,
            folder=folder or weekly,
            weekly=weekly,
            fault=backup.fault(self._home, self._now()),
            wrong=wrong or {},
        )

    def print(self, request: Request, form: Form, held: Signed) -> Response:  # noqa: ARG002 - a form's shape
        """A new sheet with a new code, straight to the paper; older ones open as before."""
        made = recovery.make_sheet(self._home, held.what, self._now())
        return self._door.show(request, "keep_paper.html", held, made=made, codes=_codes(made))

    def backup(self, request: Request, form: Form, held: Signed) -> Response:
        """A backup now, into the directory that was named."""
        folder = Path(form["folder"])
        try:
            if not form["folder"] or not folder.is_dir():
                raise Refused("{path} is no directory: is the stick in?", path=form["folder"] or "—")
            backup.make(self._home, folder, self._now())
        except Refused as error:
            return self._page(request, held, {"folder": error}, form["folder"])
        return go(ADDRESS)

    def weekly(self, request: Request, form: Form, held: Signed) -> Response:
        """One each week from now on, or none any more."""
        try:
            backup.every_week(self._home, Path(form["folder"]) if form["folder"] else None)
        except Refused as error:
            return self._page(request, held, {"folder": error}, form["folder"])
        return go(ADDRESS)
