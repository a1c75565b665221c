"""The interface over HTTP: what comes in is checked in the platform's order, faults are played; ``POST /simulator/scan`` is a
person who scans a code and presses publish."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

from lianjian.adapters.outlets.douyin.simulator.account import NotPublishedError, Refusal
from lianjian.adapters.outlets.simulating.faults import Faults
from lianjian.adapters.outlets.simulating.serving import add_doors, page, play

if TYPE_CHECKING:
    from lianjian.adapters.outlets.douyin.simulator.account import Account

QUESTIONS = {"open/getticket", "share-id"}
"""Calls by GET; the others are POST."""
CALLS = "oauth/client_token|oauth/refresh_token|open/getticket|share-id|api/douyin/v1/video/video_data"


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
        app = web.Application()
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
        asked = json.loads(await request.text())
        return account.video_data(token, request.query.get("open_id", ""), list(asked.get("item_ids", [])))

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
