"""A WebSub hub that enforces the publisher's part: it takes no ping of a feed that does not name this hub and itself."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field

import aiohttp
import feedparser
from aiohttp import web


@dataclass
class Hub:
    """``address`` is its own; ``refusals`` so many pings are answered 503 first; ``pings`` are the topics it was told of,
    ``bodies`` what it fetched last, by topic."""

    address: str
    refusals: int = 0
    pings: list[str] = field(default_factory=list)
    bodies: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/", self._told)
        return app

    async def _told(self, request: web.Request) -> web.Response:
        form = await request.post()
        topic = str(form.get("hub.url", ""))
        if request.content_type != "application/x-www-form-urlencoded" or form.get("hub.mode") != "publish":
            return self._no("no publication", 400)
        self.pings.append(topic)
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=503)
        async with aiohttp.ClientSession() as session, session.get(topic) as answer:
            body, header = await answer.text(), answer.headers.get("Link", "")
            if answer.status != 200:
                return self._no(f"{answer.status} for the topic", 400)
        wanted = {("hub", self.address), ("self", topic)}
        said = {(rel, url) for url, rel in re.findall(r'<([^>]+)>;\s*rel="(\w+)"', header)}
        if not wanted <= said:
            return self._no(f"the header names {said}", 422)
        inside = await asyncio.to_thread(_named_in, body)
        if not wanted <= inside:
            return self._no(f"the document names {inside}", 422)
        self.bodies[topic] = body
        return web.Response(status=204)

    def _no(self, why: str, status: int) -> web.Response:
        self.faults.append(why)
        return web.Response(status=status, text=why)


def _named_in(body: str) -> set[tuple[str, str]]:
    """Relations in the document itself, read by a reader of another house."""
    if body.startswith("{"):
        told = json.loads(body)
        return {("self", told["feed_url"])} | {
            ("hub", hub["url"]) for hub in told.get("hubs", []) if hub["type"] == "WebSub"
        }
    links = feedparser.parse(body).feed.links
    return {(str(link.rel), str(link.href)) for link in links}
