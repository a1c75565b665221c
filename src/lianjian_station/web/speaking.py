"""For the village loudspeaker: a script to read out, of a story or a notice, and its sound where the box can speak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from lianjian_feed.refusals import Refused, Unreachable
from lianjian_station import speech
from lianjian_station.reader import Reader, reading
from lianjian_station.web.looks import Preferences, render
from lianjian_station.web.village import hanging, not_here, withdrawn
from lianjian_station.wording import explain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request

    from lianjian_feed.documents import StoryDocument
    from lianjian_station.home import Home

SPOKEN = 3.6  # Han characters a second, read slowly over a loudspeaker


def routes(home: Home, now: Callable[[], datetime]) -> list[Route]:
    """The script as a page, and as WAV."""
    pages = _Speaking(home, now)
    return [
        Route("/story/{organisation}/{story}/loudspeaker", pages.page),
        Route("/story/{organisation}/{story}/loudspeaker.wav", pages.sound),
        Route("/notice/{id}/loudspeaker", pages.page),
        Route("/notice/{id}/loudspeaker.wav", pages.sound),
    ]


@dataclass(frozen=True)
class Script:
    """What is read out; ``is_written``: by its editors, for the ear."""

    title: str
    party: str
    text: str
    language: str
    is_written: bool
    href: str
    is_withdrawn: bool = False


class _Speaking:
    def __init__(self, home: Home, now: Callable[[], datetime]) -> None:
        self._home, self._now = home, now

    def page(self, request: Request) -> Response:
        with reading(self._home) as reader:
            script = self._script(request, reader)
            if script is None:
                return not_here(request, self._home, reader, self._now())
            if script.is_withdrawn:
                return withdrawn(request, self._home, reader, self._now())
            seconds = max(10, round(len(script.text) / SPOKEN / 10) * 10)
            return render(
                request,
                self._home,
                reader,
                self._now(),
                "loudspeaker.html",
                script=script,
                seconds=seconds,
                can_speak=bool(speech.speakers()),
                is_too_long=len(script.text) > speech.LONGEST,
            )

    def sound(self, request: Request) -> Response:
        with reading(self._home) as reader:
            script = self._script(request, reader)
        if script is None or script.is_withdrawn:
            return PlainTextResponse("", status_code=410 if script else 404)
        language = Preferences.of(request).language
        try:
            sound = speech.speak(script.text)
        except Unreachable as busy:
            return PlainTextResponse(explain(busy, language), status_code=503, headers={"Retry-After": "60"})
        except Refused as refusal:
            return PlainTextResponse(explain(refusal, language), status_code=404)
        return Response(sound, media_type="audio/wav", headers={"Cache-Control": "max-age=3600"})

    def _script(self, request: Request, reader: Reader) -> Script | None:
        """The script of what the address names, if it is here and may be shown."""
        told = request.path_params
        if "id" in told:
            notice = next((n for n in hanging(self._home, self._now()) if n.id == told["id"]), None)
            if notice is None:
                return None
            text = "\n".join(part for part in (notice.title, notice.text, notice.signed) if part)
            return Script(notice.title, notice.signed, text, "zh-Hans", is_written=True, href=notice.href)
        found = reader.story(told["organisation"], told["story"])
        if found is None:
            return None
        document = found[0]
        return Script(
            document.title,
            document.party,
            document.loudspeaker or _makeshift(document),
            document.language,
            is_written=bool(document.loudspeaker),
            href=f"/story/{told['organisation']}/{told['story']}",
            is_withdrawn=document.withdrawn,
        )


def _makeshift(document: StoryDocument) -> str:
    opening = next(
        (block.text for block in document.body if block.type == "paragraph" and block.text.strip()), ""
    )
    return "\n".join(part for part in (document.title, document.subtitle, opening) if part)
