"""Playing what goes wrong around a call, and the pages that every simulated platform has."""

from __future__ import annotations

import asyncio
from html import escape
from typing import TYPE_CHECKING, Any

from aiohttp import web

from lianjian.adapters.outlets.simulating.faults import Faults, read_fault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

LARGEST = 12 * 1024 * 1024


async def play(
    request: web.Request,
    faults: Faults,
    call: str,
    *,
    work: Callable[[], Awaitable[web.Response]],
    refusal: Callable[[int], web.Response],
) -> web.StreamResponse:
    """The answer to ``call`` with the fault that meets it. ``work`` does it and answers, refusals of the platform too;
    ``refusal`` is the answer with a code."""
    fault = faults.next_for(call)
    if fault is None:
        return await work()
    if fault.kind == "dropped":
        return hang_up(request)
    answer = refusal(int(fault.value)) if fault.kind == "code" else await work()
    if fault.kind == "lost":
        return hang_up(request)
    if fault.kind == "gateway":
        return web.Response(status=502, text="<html>502 Bad Gateway</html>")
    if fault.kind == "garbage":
        return web.Response(text="<html>busy</html>")
    if fault.kind == "late":
        await asyncio.sleep(fault.value)
    return answer


def hang_up(request: web.Request) -> web.Response:
    """Drop the connection without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def add_doors(app: web.Application, faults: Faults, state: Callable[[], dict[str, Any]]) -> None:
    """``GET /simulator`` tells what a test may ask (``state``); ``POST /simulator/faults`` takes a JSON list of faults as they
    are written, an empty one clears them."""

    async def told(_: web.Request) -> web.Response:
        return web.json_response(state())

    async def set_faults(request: web.Request) -> web.Response:
        try:
            more = [read_fault(str(text)) for text in await request.json()]
        except (ValueError, TypeError) as mistake:
            raise web.HTTPBadRequest(text=str(mistake)) from mistake
        if more:
            faults.add(*more)
        else:
            faults.clear()
        return web.json_response({"set": len(more)})

    app.router.add_get("/simulator", told)
    app.router.add_post("/simulator/faults", set_faults)


def page(title: str, body: str) -> web.Response:
    """What readers see; ``body`` is HTML."""
    whole = (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width"><style>body{max-width:42rem;margin:2rem auto;'
        "padding:0 1rem;font:17px/1.75 sans-serif}img{max-width:100%}</style>"
        f"<body>{body}</body></html>"
    )
    return web.Response(text=whole, content_type="text/html")
