"""The interface over HTTP: what comes in is checked in the platform's order, faults are played."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from aiohttp import web

from lianjian.adapters.outlets.simulating.counting import CHINA
from lianjian.adapters.outlets.simulating.faults import Faults
from lianjian.adapters.outlets.simulating.serving import LARGEST, add_doors, page, play
from lianjian.adapters.outlets.weibo.simulator.contract import TIMELINE, ErrorCode

if TYPE_CHECKING:
    from lianjian.adapters.outlets.weibo.simulator.account import Account, Post

READS = {"statuses/user_timeline", "short_url/expand"}
TOKEN_CALLS = {"oauth2/access_token", "oauth2/get_token_info"}
WRITES = {"statuses/share", "statuses/destroy"}


class Simulator:
    """One account over HTTP."""

    def __init__(self, account: Account, *, faults: Faults | None = None) -> None:
        self.account = account
        self.faults = faults or Faults()
        self.log: list[str] = []
        """Every call that reached the interface, in order."""
        self.rips: list[str] = []
        """The addresses that were reported as those of the people who post."""

    def app(self) -> web.Application:
        """The application."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/2/{call:.+}.json", self._interface)
        app.router.add_route("*", "/oauth2/{token_call:access_token|get_token_info}", self._interface)
        app.router.add_get("/", self._front)
        app.router.add_get("/{user:[0-9]+}/{name:[0-9A-Za-z]+}", self._post)
        app.router.add_get("/pictures/{key:[0-9]+}", self._picture)
        add_doors(app, self.faults, self._state)
        return app

    async def _interface(self, request: web.Request) -> web.StreamResponse:
        info = request.match_info
        call = info.get("call") or f"oauth2/{info['token_call']}"
        self.log.append(call)
        return await play(
            request,
            self.faults,
            call,
            work=lambda: self._worked(request, call),
            refusal=lambda code: _refusal(call, ErrorCode(code)),
        )

    async def _worked(self, request: web.Request, call: str) -> web.Response:
        try:
            told = await self._work(request, call)
        except ErrorCode as refusal:
            return _refusal(call, refusal)
        return web.Response(text=json.dumps(told, ensure_ascii=False), content_type="application/json")

    async def _work(self, request: web.Request, call: str) -> dict[str, Any]:
        if call not in {*READS, *WRITES, *TOKEN_CALLS}:
            raise ErrorCode(10020)
        if request.method != ("GET" if call in READS else "POST"):
            raise ErrorCode(10021)
        posted = await request.post()
        form = {name: value for name, value in posted.items() if isinstance(value, str)}
        if call == "oauth2/access_token":
            return self.account.renew(form)
        self.account.admit(request.query.get("access_token") or form.get("access_token", ""))
        if call == "oauth2/get_token_info":
            return self.account.token_info(form.get("access_token", ""))
        self.account.count(call)
        if call == "statuses/share":
            if form.get("rip"):
                self.rips.append(form["rip"])
            picture = posted.get("pic")
            content = picture.file.read() if isinstance(picture, web.FileField) else None
            return self.account.share(form.get("status", ""), content)
        if call == "statuses/destroy":
            return self.account.destroy(form.get("id", ""))
        if call == "short_url/expand":
            return self.account.expand(request.query.getall("url_short", []))
        try:
            count, number = int(request.query.get("count", TIMELINE)), int(request.query.get("page", 1))
        except ValueError:
            raise ErrorCode(10008) from None
        return self.account.timeline(count, number)

    # what readers see, and what a test may ask

    def public(self) -> list[Post]:
        """What readers see now."""
        return [post for post in self.account.posts if self.account.public(post)]

    async def _front(self, request: web.Request) -> web.Response:  # noqa: ARG002 - the shape of aiohttp
        rows = "".join(f"<li>{self._shown(post)}</li>" for post in reversed(self.public()))
        body = f"<ul>{rows}</ul>" if rows else "<p>还没有发过微博。</p>"
        return page("模拟微博", f"<h1>模拟微博</h1><p>这里不是微博，是本机的模拟平台。</p>{body}")

    async def _post(self, request: web.Request) -> web.Response:
        for post in self.public():
            if self.account.name_of(post) == request.match_info["name"]:
                return page("模拟微博", self._shown(post))
        return web.Response(status=404, text="该微博不存在", content_type="text/plain")

    async def _picture(self, request: web.Request) -> web.Response:
        for post in self.public():
            if str(post.id) == request.match_info["key"] and post.picture:
                return web.Response(body=post.picture, content_type="image/jpeg")
        raise web.HTTPNotFound

    def _shown(self, post: Post) -> str:
        address = f"/{self.account.uid}/{self.account.name_of(post)}"
        picture = f'<p><img src="/pictures/{post.id}" alt=""></p>' if post.picture else ""
        at = f"{post.at.astimezone(CHINA):%m-%d %H:%M}"
        return f'<p>{escape(post.text)}</p>{picture}<p><a href="{address}"><small>{at}</small></a></p>'

    def _state(self) -> dict[str, Any]:
        return {"log": self.log, "posted": len(self.account.posts), "public": [p.text for p in self.public()]}


def _refusal(call: str, refusal: ErrorCode) -> web.Response:
    told = {"error": refusal.words, "error_code": refusal.code, "request": f"/2/{call}.json"}
    # the platform refuses with 400 or 403: which goes with which code is not known, clients read the code
    return web.Response(status=400, text=json.dumps(told), content_type="application/json")
