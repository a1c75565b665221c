"""The interface over HTTP: what comes in is checked in the platform's order, faults are played; ``POST /simulator/scan`` is a
person who scans a code and presses publish."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

from lianjian.adapters.outlets.douyin.simulator.account import ASKING, CREATING, NotPublishedError, Refusal
from lianjian.adapters.outlets.simulating.faults import Faults
from lianjian.adapters.outlets.simulating.serving import add_doors, page, play

if TYPE_CHECKING:
    from lianjian.adapters.outlets.douyin.simulator.account import Account

QUESTIONS = {"open/getticket", "share-id", "video/video_list"}
"""Calls by GET; the others are POST."""
CALLS = "oauth/client_token|oauth/refresh_token|open/getticket|share-id|api/douyin/v1/video/[a-z_]+"
LARGEST = 130 * 1024 * 1024


class Simulator:
    """One application over HTTP. ``callback`` is the address that is told of what was published, "" for none."""

    def __init__(self, account: Account, *, faults: Faults | None = None, callback: str = "") -> None:
        self.account = account
        self.faults = faults or Faults()
        self.callback = callback
        self.log: list[str] = []
        """Every call that reached the interface, in order."""

    def app(self) -> web.Application:
        """The application, new for each run."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", f"/{{call:{CALLS}}}/", self._interface)
        app.router.add_post("/simulator/scan", self._scan)
        app.router.add_get("/", self._front)
        add_doors(app, self.faults, self._state)
        return app

    async def _interface(self, request: web.Request) -> web.StreamResponse:
        call = request.match_info["call"].removeprefix("api/douyin/v1/").removeprefix("oauth/")
        self.log.append(call)
        return await play(
            request,
            self.faults,
            call,
            work=lambda: self._worked(request, call),
            refusal=_refusal,
        )

    async def _worked(self, request: web.Request, call: str) -> web.Response:
        try:
            data = await self._work(request, call)
        except Refusal as refusal:
            return _refusal(refusal.code)
        except ValueError:
            return _refusal(28001007)
        return _answer({"error_code": 0, "description": "", **data}, 0)

    async def _work(self, request: web.Request, call: str) -> dict[str, Any]:
        account, token = self.account, request.headers.get("access-token", "")
        if (request.method == "GET") != (call in QUESTIONS):
            raise Refusal(28001007)
        if call == "client_token":
            return account.client_token(json.loads(await request.text()))
        if call == "refresh_token":
            return account.renew({name: str(value) for name, value in (await request.post()).items()})
        if call == "open/getticket":
            return account.ticket(token)
        if call == "share-id":
            return account.share_id(token, request.query.get("need_callback", ""))
        asks = call in {"video/video_data", "video/video_list"}
        account.user(token, request.query.get("open_id", ""), ASKING if asks else CREATING)
        return await self._for_account(request, call)

    async def _for_account(self, request: web.Request, call: str) -> dict[str, Any]:  # noqa: PLR0911 - a table of calls
        account, query = self.account, request.query
        if call == "video/video_list":
            return account.video_list(int(query.get("cursor", "0")), int(query.get("count", "10")))
        if call == "video/init_video_part_upload":
            return account.begin()
        if call == "video/complete_video_part_upload":
            return account.complete(query.get("upload_id", ""))
        if call in {"video/upload_video", "video/upload_video_part"}:
            posted = (await request.post()).get("video")
            content = posted.file.read() if isinstance(posted, web.FileField) else b""
            if call == "video/upload_video":
                return account.take_whole(content)
            return account.take_part(query.get("upload_id", ""), int(query.get("part_number", "0")), content)
        asked = json.loads(await request.text())
        if call == "video/video_data":
            return account.video_data(list(asked.get("item_ids", [])))
        if call == "video/create_video":
            return account.create(str(asked.get("video_id", "")), str(asked.get("text", "")))
        raise Refusal(28001007)

    async def _scan(self, request: web.Request) -> web.Response:
        try:
            film = self.account.publish((await request.text()).strip())
        except NotPublishedError as why:
            raise web.HTTPConflict(text=str(why)) from why
        told = 0
        if self.callback:
            body, signed = self.account.call_about(film)
            headers = {"X-Douyin-Signature": signed, "Content-Type": "application/json"}
            async with (
                aiohttp.ClientSession() as session,
                session.post(self.callback, data=body, headers=headers) as answer,
            ):
                told = answer.status
        return web.json_response({"item_id": film.item_id, "told": told})

    async def _front(self, _: web.Request) -> web.Response:
        rows = "".join(f"<li>{escape(film.title)}</li>" for film in self.account.films)
        return page("模拟抖音", f"<h1>模拟抖音</h1><p>这里不是抖音，是本机的模拟平台。</p><ul>{rows}</ul>")

    def _state(self) -> dict[str, Any]:
        return {"log": self.log, "published": [film.title for film in self.account.films]}


def _answer(data: dict[str, Any], code: int) -> web.Response:
    extra = {"error_code": code, "description": "", "logid": "simulated"}
    return web.json_response({"data": data, "extra": extra, "message": "error" if code else "success"})


def _refusal(code: int) -> web.Response:
    return _answer({"error_code": code, "description": "simulated refusal"}, code)
