"""The interface over HTTP: what comes in is checked in the platform's order, faults are played."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from aiohttp import web

from lianjian.adapters.outlets.baijiahao.simulator.contract import Errno
from lianjian.adapters.outlets.simulating.counting import CHINA
from lianjian.adapters.outlets.simulating.faults import Faults
from lianjian.adapters.outlets.simulating.serving import LARGEST, add_doors, page, play

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian.adapters.outlets.baijiahao.simulator.account import Account


class Simulator:
    """One account over HTTP."""

    def __init__(self, account: Account, *, faults: Faults | None = None) -> None:
        self.account = account
        self.faults = faults or Faults()
        self.log: list[str] = []
        """Every call that reached the interface, in order."""
        self._calls: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "article/publish": account.publish,
            "article/withdraw": account.withdraw,
            "query/status": account.status,
            "query/articleListall": account.list_all,
        }

    def app(self) -> web.Application:
        """The application."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_post("/builderinner/open/resource/{call:.+}", self._interface)
        app.router.add_get("/", self._front)
        app.router.add_get("/s", self._article)
        add_doors(app, self.faults, self._state)
        return app

    async def _interface(self, request: web.Request) -> web.StreamResponse:
        call = request.match_info["call"]
        self.log.append(call)
        return await play(
            request,
            self.faults,
            call,
            work=lambda: self._worked(request, call),
            refusal=lambda code: _answer(Errno(code)),
        )

    async def _worked(self, request: web.Request, call: str) -> web.Response:
        try:
            form = await _form(request)
            self.account.admit(form)
            if call not in self._calls:
                raise Errno(2)
            told = self._calls[call](form)
        except Errno as refusal:
            return _answer(refusal)
        return web.Response(
            text=json.dumps({"errno": 0, "errmsg": "success", "data": told}, ensure_ascii=False),
            content_type="application/json",
        )

    # what readers see, and what a test may ask

    async def _front(self, request: web.Request) -> web.Response:  # noqa: ARG002 - the shape of aiohttp
        rows = "".join(
            f'<li><a href="/s?id={one.id}">{escape(one.title)}</a>'
            f" <small>{one.ready.astimezone(CHINA):%m-%d %H:%M}</small></li>"
            for one in reversed(self.account.public())
        )
        body = f"<ul>{rows}</ul>" if rows else "<p>还没有发布过文章。</p>"
        return page("模拟百家号", f"<h1>模拟百家号</h1><p>这里不是百家号，是本机的模拟平台。</p>{body}")

    async def _article(self, request: web.Request) -> web.Response:
        for one in self.account.public():
            if one.id == request.query.get("id"):
                return page(one.title, f"<h1>{escape(one.title)}</h1>{one.content}")
        return web.Response(status=404, text="文章不存在", content_type="text/plain")

    def _state(self) -> dict[str, Any]:
        return {
            "log": self.log,
            "submitted": len(self.account.articles),
            "published": [
                {"title": one.title, "origin_url": one.origin_url} for one in self.account.public()
            ],
        }


def _answer(refusal: Errno) -> web.Response:
    told = {"errno": refusal.code, "errmsg": refusal.words, "data": []}
    return web.Response(text=json.dumps(told, ensure_ascii=False), content_type="application/json")


async def _form(request: web.Request) -> dict[str, Any]:
    """JSON or a form, as the platform takes both."""
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise Errno(2) from None
        if not isinstance(body, dict):
            raise Errno(2)
        return body
    return dict(await request.post())
