"""The interface over HTTP: what comes in is checked in the platform's order, faults are played. Its three hosts are one here."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from aiohttp import web

from lianjian.adapters.outlets.bilibili.simulator.account import BASE_SCOPE, SECTIONS, USER_SCOPE, Refusal
from lianjian.adapters.outlets.simulating.faults import Faults
from lianjian.adapters.outlets.simulating.serving import add_doors, page, play

if TYPE_CHECKING:
    from lianjian.adapters.outlets.bilibili.simulator.account import Account

SCOPES = "user/account/scopes"
QUESTIONS = {"archive/view", "archive/viewlist", "archive/type/list", SCOPES}
"""Calls by GET; the others are POST."""
LARGEST = 101 * 1024 * 1024


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
        app.router.add_route("*", "/x/account-oauth2/v1/{call:refresh_token}", self._interface)
        app.router.add_route("*", f"/arcopen/fn/{{call:archive/.+|{SCOPES}}}", self._interface)
        app.router.add_route("*", "/video/v2/{call:upload|part/upload}", self._interface)
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
            data = await self._work(request, call)
        except Refusal as refusal:
            return _refusal(refusal.code)
        except ValueError:
            return _refusal(127100)
        return web.json_response(
            {"code": 0, "message": "0", "ttl": 1, "request_id": "simulated", "data": data}
        )

    async def _work(self, request: web.Request, call: str) -> Any:
        account, query = self.account, request.query
        if (request.method == "GET") != (call in QUESTIONS):
            raise Refusal(-400)
        if call == "refresh_token":
            return account.renew(query)
        token = query.get("upload_token", "")
        if call == "upload":
            return account.take_whole(token, await request.read())
        if call == "part/upload":
            return account.take_part(token, int(query.get("part_number", "0")), await request.read())
        form = request.content_type == "multipart/form-data"
        if (call == "archive/cover/upload") != form or not (
            form or request.content_type == "application/json"
        ):
            raise Refusal(4011)
        body = b"" if form else await request.read()
        account.admit(request.headers, body, scope=USER_SCOPE if call == SCOPES else BASE_SCOPE)
        if form:
            posted = (await request.post()).get("file")
            return account.take_cover(posted.file.read() if isinstance(posted, web.FileField) else b"")
        return self._signed(call, query, json.loads(body) if body else {})

    def _signed(self, call: str, query: Any, fields: Any) -> Any:  # noqa: PLR0911 - a table of calls
        account = self.account
        if call == SCOPES:
            return account.granted()
        if call == "archive/type/list":
            return SECTIONS
        if call == "archive/video/init":
            return account.begin(str(fields.get("name", "")), str(fields.get("utype", "0")))
        if call == "archive/video/complete":
            return account.complete(query.get("upload_token", ""))
        if call == "archive/add-by-utoken":
            return account.add(query.get("upload_token", ""), fields)
        if call == "archive/view":
            return account.view(query.get("resource_id", ""))
        if call == "archive/viewlist":
            return account.list(
                int(query.get("pn", "1")), int(query.get("ps", "20")), query.get("status", "all")
            )
        if call == "archive/delete":
            return account.delete(str(fields.get("resource_id", "")))
        raise Refusal(4010)

    async def _front(self, _: web.Request) -> web.Response:
        rows = "".join(f"<li>{escape(work.fields['title'])}</li>" for work in self.account.works.values())
        return page(
            "模拟哔哩哔哩", f"<h1>模拟哔哩哔哩</h1><p>这里不是哔哩哔哩，是本机的模拟平台。</p><ul>{rows}</ul>"
        )

    def _state(self) -> dict[str, Any]:
        works = [{"title": w.fields["title"], "sha256": w.sha256} for w in self.account.works.values()]
        return {"log": self.log, "published": works, "renewals": self.account.renewals}


def _refusal(code: int) -> web.Response:
    return web.json_response({"code": code, "message": "simulated refusal", "ttl": 1})
