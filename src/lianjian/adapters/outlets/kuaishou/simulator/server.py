"""The interface over HTTP: what comes in is checked in the platform's order, faults are played."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from aiohttp import web

from lianjian.adapters.outlets.kuaishou.simulator.account import Refusal
from lianjian.adapters.outlets.simulating.faults import Faults
from lianjian.adapters.outlets.simulating.serving import LARGEST, add_doors, page, play

if TYPE_CHECKING:
    from lianjian.adapters.outlets.kuaishou.simulator.account import Account

QUESTIONS = {"photo/info", "photo/list", "upload/resume", "refresh_token"}
"""Calls by GET; the others are POST."""


class Simulator:
    """One account over HTTP."""

    def __init__(self, account: Account, *, faults: Faults | None = None) -> None:
        self.account = account
        self.faults = faults or Faults()
        self.log: list[str] = []
        """Every call that reached the interface, in order."""

    def app(self) -> web.Application:
        """The application, new for each run."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/oauth2/{call:refresh_token}", self._interface)
        app.router.add_route("*", "/openapi/{call:photo/.+}", self._interface)
        app.router.add_route("*", "/api/{call:upload(?:/.+)?}", self._interface)
        app.router.add_get("/", self._front)
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
            refusal=_refusal,
        )

    async def _worked(self, request: web.Request, call: str) -> web.Response:
        try:
            return web.json_response({"result": 1, **await self._work(request, call)})
        except Refusal as refusal:
            return _refusal(refusal.code)
        except ValueError:
            return _refusal(100200100)

    async def _work(self, request: web.Request, call: str) -> dict[str, Any]:  # noqa: PLR0911 - a table of calls
        account, query = self.account, request.query
        if (request.method == "GET") != (call in QUESTIONS):
            raise Refusal(100200100)
        if call == "refresh_token":
            return account.renew(query)
        if call.startswith("upload"):
            return await self._upload(request, call)
        account.admit(query)
        if call == "photo/start_upload":
            return account.start()
        if call == "photo/publish":
            form = await request.post()
            cover = form.get("cover")
            content = cover.file.read() if isinstance(cover, web.FileField) else b""
            return account.publish(query.get("upload_token", ""), str(form.get("caption", "")), content)
        if call == "photo/info":
            return account.info(query.get("photo_id", ""))
        if call == "photo/list":
            return account.list(query.get("cursor", ""), int(query.get("count", "10")))
        if call == "photo/delete":
            return account.delete(query.get("photo_id", ""))
        raise Refusal(100200100)

    async def _upload(self, request: web.Request, call: str) -> dict[str, Any]:
        token = request.query.get("upload_token", "")
        if call == "upload/resume":
            return self.account.resume(token)
        if call == "upload/fragment":
            number = int(request.query["fragment_id"]) if "fragment_id" in request.query else -1
            return self.account.take_fragment(token, number, await request.read())
        if call == "upload/complete":
            return self.account.complete(token, int(request.query.get("fragment_count", "-1")))
        if call != "upload":
            raise Refusal(100200100)
        return self.account.take_whole(token, await request.read())

    async def _front(self, _: web.Request) -> web.Response:
        rows = "".join(f"<li>{escape(work.caption)}</li>" for work in self.account.works.values())
        return page("模拟快手", f"<h1>模拟快手</h1><p>这里不是快手，是本机的模拟平台。</p><ul>{rows}</ul>")

    def _state(self) -> dict[str, Any]:
        works = [{"caption": w.caption, "sha256": w.sha256} for w in self.account.works.values()]
        return {"log": self.log, "published": works, "renewals": self.account.renewals}


def _refusal(code: int) -> web.Response:
    return web.json_response({"result": code, "error_msg": "simulated refusal"})
