"""A platform with group robots on this machine, as strict as its pages say: for tests, and for trying a robot without one.

Each robot remembers what it was sent. A platform's own file says how it judges a message.
"""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lianjian.kernel.clock import Clock

Answer = dict[str, Any]


@dataclass
class Chat:
    """A group's chat with its robot. ``hang_up`` so many times the message is taken and the answer lost."""

    token: str
    secret: str = ""
    keyword: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    banned_until: float = 0.0
    hang_up: int = 0
    gateway: int = 0


class Platform(Protocol):
    """How one platform reads a request."""

    def route(self) -> str:
        """The path of its webhooks, as aiohttp writes it."""
        ...

    def token(self, request: web.Request) -> str:
        """The token in an address."""
        ...

    def judge(self, chat: Chat | None, request: web.Request, raw: bytes, now: float) -> Answer:
        """The answer; a message that is taken is added to the chat by the caller where the answer says 0."""
        ...


def spoken(answer: Answer) -> int:
    """The code of an answer of any of the three."""
    code = answer.get("errcode", answer.get("code"))
    return code if isinstance(code, int) else -1


def read(raw: bytes) -> dict[str, Any] | None:
    """The JSON object of a body, None where it is none."""
    try:
        found = json.loads(raw.decode("utf-8"))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def within(times: list[float], now: float, seconds: float) -> int:
    """How many of these moments lie in the last so many seconds."""
    return sum(1 for one in times if now - seconds < one <= now)


@contextmanager
def running(platform: Platform, chats: list[Chat], *, port: int, clock: Clock) -> Iterator[str]:
    """Serve in a thread as long as the block lasts; gives the address of the machine."""

    async def webhook(request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        chat = next((one for one in chats if one.token == platform.token(request)), None)
        if chat is not None and chat.gateway > 0:
            chat.gateway -= 1
            return web.Response(status=502, text="<html>502</html>")
        answer = platform.judge(chat, request, raw, clock().timestamp())
        if spoken(answer) == 0 and chat is not None:
            chat.taken.append(read(raw) or {})
        if chat is not None and chat.hang_up > 0:
            chat.hang_up -= 1
            if request.transport is not None:
                request.transport.close()
        return web.json_response(answer, dumps=lambda value: json.dumps(value, ensure_ascii=False))

    async def start() -> web.AppRunner:
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_route("*", platform.route(), webhook)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return runner

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="robot-simulator", daemon=True)
    thread.start()

    def call(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(timeout=10)

    runner = call(start())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        call(runner.cleanup())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()
