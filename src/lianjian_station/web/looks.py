"""From facts to HTML: templates, words and preferences of one reader."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2
import segno
from markupsafe import Markup
from starlette.responses import HTMLResponse

from lianjian_station import chinese_time
from lianjian_station.wording import LANGUAGES, explain, say

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

    from lianjian_station.home import Home
    from lianjian_station.reader import Reader

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("lianjian_station.web"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
)


@dataclass(frozen=True)
class Preferences:
    """A reader's language and text size, and whether this is the screen in the hall; from cookies that say
    nothing else."""

    language: str
    size: str
    is_hall: bool = False

    @classmethod
    def of(cls, request: Request) -> Preferences:
        language = request.cookies.get("lang", "zh")
        size = request.cookies.get("size", "normal")
        return cls(
            language if language in LANGUAGES else "zh",
            size if size == "large" else "normal",
            request.cookies.get("screen") == "hall",
        )


@cache
def static(name: str) -> str:
    """The address of a static file; changes when the file does, so that it may be cached for long."""
    data = files("lianjian_station").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(data).hexdigest()[:12]}"


def icon(name: str) -> Markup:
    return Markup('<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><use href="#{}"/></svg>').format(
        name
    )


def qr(address: str) -> str:
    """A QR code as inline SVG; empty where there is no address."""
    if not address:
        return ""
    return segno.make(address, error="m").svg_inline(omitsize=True, border=0, dark="#000")


def station_name(home: Home, language: str) -> str:
    village = home.settings.village
    return (
        say("{village} station", language, village=village) if village else say("Village station", language)
    )


def mark(reader: Reader, now: datetime) -> str:
    """Changes whenever a screen should be drawn anew."""
    condition = reader.condition(now)
    return f"{condition.edition}-{condition.is_stale:d}-{condition.is_cut_off:d}"


def render(
    request: Request,
    home: Home,
    reader: Reader,
    now: datetime,
    template: str,
    *,
    status: int = 200,
    **facts: Any,
) -> HTMLResponse:
    """A page, with what every page shows."""
    seen = Preferences.of(request)
    language = seen.language
    common = {
        "t": lambda msgid, **values: say(msgid, language, **values),
        "explain": lambda refusal: explain(refusal, language),
        "moment": partial(chinese_time.moment, language=language),
        "day": partial(chinese_time.day, language=language),
        "icon": icon,
        "static": static,
        "language": language,
        "size": seen.size,
        "is_hall": seen.is_hall,
        "settings": home.settings,
        "station": station_name(home, language),
        "condition": reader.condition(now),
        "columns": reader.columns(),
        "mark": mark(reader, now),
        "today": chinese_time.today(now, language),
        "clock": chinese_time.clock(now),
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "current": "",
    }
    return HTMLResponse(_TEMPLATES.get_template(template).render(common | facts), status_code=status)


def alone(template: str, home: Home, language: str = "zh", **facts: Any) -> str:
    """A page for a file: nothing of it comes from a server."""
    common = {
        "t": lambda msgid, **values: say(msgid, language, **values),
        "station": station_name(home, language),
    }
    return _TEMPLATES.get_template(template).render(common | facts)
