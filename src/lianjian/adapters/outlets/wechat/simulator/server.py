"""The interface over HTTP: what comes in is checked in the platform's order, faults are played, callbacks are made."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from contextlib import suppress
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

from lianjian.adapters.outlets.simulating.counting import CHINA
from lianjian.adapters.outlets.simulating.faults import Faults
from lianjian.adapters.outlets.simulating.serving import LARGEST, add_doors, page, play
from lianjian.adapters.outlets.wechat.simulator.contract import Errcode
from lianjian.adapters.outlets.wechat.simulator.numbers import article_total_detail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from lianjian.adapters.outlets.wechat.simulator.account import Account, Publication

CALLBACK_TRIES = 3


class Simulator:
    """One account over HTTP. ``callback`` is the address to which ends of publications are told ("": nobody),
    ``callback_token`` signs them."""

    def __init__(
        self, account: Account, *, faults: Faults | None = None, callback: str = "", callback_token: str = ""
    ) -> None:
        self.account = account
        self.faults = faults or Faults()
        self.callback = callback
        self.callback_token = callback_token
        self.log: list[str] = []
        """Every call that reached the interface, in order."""
        a = account
        self._json: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "draft/add": a.draft_add,
            "draft/get": a.draft_get,
            "draft/delete": a.draft_delete,
            "draft/count": lambda _: a.draft_count(),
            "draft/batchget": a.draft_batchget,
            "freepublish/submit": a.submit,
            "freepublish/get": a.publication_get,
            "freepublish/batchget": a.publication_batchget,
            "freepublish/getarticle": a.getarticle,
            "freepublish/delete": a.publication_delete,
            "clear_quota": a.clear_quota,
            "datacube/getarticletotaldetail": partial(article_total_detail, a),
        }

    def app(self) -> web.Application:
        """The application; it tells ends of publications as long as it runs."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/cgi-bin/{call:.+}", self._interface)
        app.router.add_route("*", "/{call:datacube/.+}", self._interface)
        app.router.add_get("/", self._front)
        app.router.add_get("/s/{article}", self._article)
        app.router.add_get("/mmbiz/{name}", self._content_picture)
        add_doors(app, self.faults, self._state)
        app.cleanup_ctx.append(self._calling)
        return app

    # the interface

    async def _interface(self, request: web.Request) -> web.StreamResponse:
        call = request.match_info["call"]
        self.log.append(call)
        return await play(
            request,
            self.faults,
            call,
            work=lambda: self._worked(request, call),
            refusal=lambda code: _answer(_refusal(Errcode(code))),
        )

    async def _worked(self, request: web.Request, call: str) -> web.Response:
        try:
            return _answer(await self._work(request, call))
        except Errcode as refusal:
            return _answer(_refusal(refusal))

    async def _work(self, request: web.Request, call: str) -> dict[str, Any]:
        if request.method != "POST":
            raise Errcode(43002)
        self.account.admit_address(request.remote or "")
        if call == "stable_token":
            self.account.count(call)
            return self.account.stable_token(await _body(request))
        if call not in {*self._json, "media/uploadimg", "material/add_material"}:
            raise Errcode(40066)
        self.account.admit(request.query.get("access_token"))
        if call == "media/uploadimg":
            content = await _media(request)
            self.account.count(call)
            return self.account.uploadimg(content)
        if call == "material/add_material":
            content = await _media(request)
            self.account.count(call)
            return self.account.add_material(request.query.get("type"), content)
        body = await _body(request)
        if call != "clear_quota":
            self.account.count(call)
        answer = self._json[call](body)
        return (
            answer if {"media_id", "item", "list"} & set(answer) else {"errcode": 0, "errmsg": "ok", **answer}
        )

    # callbacks

    async def _calling(self, app: web.Application) -> AsyncIterator[None]:  # noqa: ARG002 - the shape of aiohttp
        task = asyncio.create_task(self._call_back())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def _call_back(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while True:
                await asyncio.sleep(0.1)
                for one in list(self.account.publications.values()):
                    if self.callback and not one.called_back and self.account.status_of(one) != 1:
                        one.called_back = True
                        await self._tell(session, one)

    async def _tell(self, session: aiohttp.ClientSession, one: Publication) -> None:
        for _ in range(CALLBACK_TRIES):
            timestamp, nonce = str(int(self.account.clock().timestamp())), secrets.token_hex(5)
            parts = sorted([self.callback_token, timestamp, nonce])
            query = {
                "signature": hashlib.sha1("".join(parts).encode()).hexdigest(),  # noqa: S324 - the platform's scheme
                "timestamp": timestamp,
                "nonce": nonce,
            }
            with suppress(aiohttp.ClientError, TimeoutError):
                async with session.post(self.callback, params=query, data=self._event(one)) as answer:
                    if answer.ok and await answer.text() == "success":
                        return
            await asyncio.sleep(0.5)

    def _event(self, one: Publication) -> bytes:
        told = self.account.told(one)
        detail = "".join(
            f"<item><idx>{i['idx']}</idx><article_url><![CDATA[{i['article_url']}]]></article_url></item>"
            for i in told.get("article_detail", {}).get("item", [])
        )
        article = f"<article_id><![CDATA[{told['article_id']}]]></article_id>" if "article_id" in told else ""
        return (
            "<xml><ToUserName><![CDATA[gh_simulated]]></ToUserName><FromUserName><![CDATA[o_simulated]]></FromUserName>"
            f"<CreateTime>{int(self.account.clock().timestamp())}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
            "<Event><![CDATA[PUBLISHJOBFINISH]]></Event><PublishEventInfo>"
            f"<publish_id>{one.publish_id}</publish_id><publish_status>{told['publish_status']}</publish_status>"
            f"{article}<article_detail><count>{len(one.articles)}</count>{detail}</article_detail>"
            "</PublishEventInfo></xml>"
        ).encode()

    # what readers see, and what a test may ask

    async def _front(self, request: web.Request) -> web.Response:  # noqa: ARG002 - the shape of aiohttp
        rows = "".join(
            f'<li><a href="/s/{one.article_id}">{escape(one.articles[0]["title"])}</a>'
            f" <small>{one.ready.astimezone(CHINA):%m-%d %H:%M}</small></li>"
            for one in reversed(self.account.public())
        )
        body = f"<ul>{rows}</ul>" if rows else "<p>还没有发布过文章。</p>"
        return page("模拟公众号", f"<h1>模拟公众号</h1><p>这里不是微信，是本机的模拟平台。</p>{body}")

    async def _article(self, request: web.Request) -> web.Response:
        for one in self.account.publications.values():
            if one.article_id == request.match_info["article"] and one in self.account.public():
                article = one.articles[0]
                source = escape(article["content_source_url"])
                more = f'<p><a href="{source}">阅读原文</a></p>' if source else ""
                head = f"<h1>{escape(article['title'])}</h1><p><small>{escape(article['author'])}</small></p>"
                return page(article["title"], f"{head}{article['content']}{more}")
        return web.Response(status=404, text="该内容已被发布者删除", content_type="text/plain")

    async def _content_picture(self, request: web.Request) -> web.Response:
        picture = self.account.pictures.get(f"{self.account.address}/mmbiz/{request.match_info['name']}")
        if picture is None:
            raise web.HTTPNotFound
        return web.Response(
            body=picture, content_type="image/png" if picture[:1] == b"\x89" else "image/jpeg"
        )

    def _state(self) -> dict[str, Any]:
        return {
            "log": self.log,
            "drafts": len(self.account.drafts),
            "submitted": len(self.account.publications),
            "published": [
                {"url": a["url"], "title": a["title"], "content_source_url": a["content_source_url"]}
                for one in self.account.public()
                for a in one.articles
            ],
        }


def _answer(told: dict[str, Any]) -> web.Response:
    # the platform's answers call themselves text
    return web.Response(text=json.dumps(told, ensure_ascii=False), content_type="text/plain")


def _refusal(refusal: Errcode) -> dict[str, Any]:
    return {"errcode": refusal.code, "errmsg": f"{refusal.words} rid: {secrets.token_hex(4)}-simulated"}


async def _body(request: web.Request) -> dict[str, Any]:
    raw = await request.read()
    if not raw:
        raise Errcode(44002)
    try:
        body = json.loads(raw)
    except ValueError:
        raise Errcode(47001) from None
    # readers would see the escapes as they are: the platform wants the characters themselves
    if not isinstance(body, dict) or b"\\u" in raw.replace(b"\\\\", b""):
        raise Errcode(47001)
    return body


async def _media(request: web.Request) -> bytes | None:
    if not request.content_type.startswith("multipart/"):
        raise Errcode(41005)
    field = (await request.post()).get("media")
    if not isinstance(field, web.FileField):
        raise Errcode(41005)
    content: bytes = field.file.read()
    return content
