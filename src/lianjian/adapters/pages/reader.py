"""One GET for a public page: the address is judged before each step, and the resolved one again when the connection is made, so
that a name that points inside (now, or only at the second question) is not followed. Small, short, without cookies."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver
from django.conf import settings

from lianjian.adapters.pages.titles import titles_in
from lianjian.apps.matrix.rules.reading_back import PageRead, is_public, may_ask
from lianjian.apps.newsroom.ports import LinkAnswer
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp.abc import ResolveResult

MOST_BYTES = 1024 * 1024
MOST_REDIRECTS = 4
SECONDS = 15.0
MOVED = {301, 302, 303, 307, 308}
HEADERS = {
    "User-Agent": "Lianjian/1.0 (looks whether links open and confirmed pages are there)",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Encoding": "identity",  # what is read is bounded in bytes: nothing is unpacked
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}


class NotPublicError(OSError):
    """A name led to an address that is not of the open network."""


class PublicOnly(AbstractResolver):
    """Gives the connection public addresses only."""

    def __init__(self, opened: frozenset[str]) -> None:
        self._inner = aiohttp.ThreadedResolver()
        self._opened = opened

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if f"{host}:{port}" in self._opened:
            return found
        public = [one for one in found if is_public(one["host"])]
        if not public:
            raise NotPublicError("not a public address")
        return public

    async def close(self) -> None:
        await self._inner.close()


class Pages:
    """``opened`` are "host:port" that may be asked although they are not public: for tests, never from the environment."""

    def __init__(self, opened: Sequence[str] | None = None) -> None:
        given: Sequence[str] = settings.LIANJIAN_READ_BACK_OPENED if opened is None else opened
        self._opened = frozenset(given)

    async def ask(self, url: str) -> LinkAnswer:
        """``apps.newsroom.ports.LinkAsking``: the status at the end of the way; nothing is read of what is there."""
        answer = await self._through(url, body=False)
        return LinkAnswer(answer.status, answer.url)

    async def read(self, url: str) -> PageRead:
        """``rules.reading_back.PageReading``."""
        return await self._through(url, body=True)

    async def _through(self, url: str, *, body: bool) -> PageRead:
        timeout = aiohttp.ClientTimeout(total=SECONDS, connect=5)
        connector = aiohttp.TCPConnector(resolver=PublicOnly(self._opened), use_dns_cache=False, limit=4)
        async with aiohttp.ClientSession(
            connector=connector,
            timeout=timeout,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            headers=HEADERS,
        ) as session:
            try:
                return await self._follow(session, url, body=body)
            except NotPublicError:
                raise Unreachable("not a public address") from None
            except aiohttp.ClientConnectorError as failure:
                inside = isinstance(failure.os_error, NotPublicError)
                raise Unreachable("not a public address" if inside else type(failure).__name__) from None
            except (aiohttp.ClientError, TimeoutError, ValueError) as failure:
                raise Unreachable(type(failure).__name__) from None

    async def _follow(self, session: aiohttp.ClientSession, url: str, *, body: bool) -> PageRead:
        for _step in range(MOST_REDIRECTS + 1):
            if not self._may(url):
                raise Unreachable("not a public address")
            async with session.get(url, allow_redirects=False) as response:
                if response.status in MOVED:
                    url = urljoin(url, response.headers.get("Location", ""))
                    continue
                if response.status != 200 or not body:  # noqa: PLR2004 - what another page says is not read
                    return PageRead(response.status, url, ())
                if "html" not in response.content_type or response.headers.get("Content-Encoding"):
                    raise Unreachable("no page")
                content = await _bounded(response)
                return PageRead(response.status, url, titles_in(content, response.charset or ""))
        raise Unreachable("too many redirects")

    def _may(self, url: str) -> bool:
        parts = urlsplit(url)
        default = 443 if parts.scheme == "https" else 80
        if parts.scheme in {"http", "https"} and f"{parts.hostname}:{parts.port or default}" in self._opened:
            return True
        return may_ask(url)


async def _bounded(response: Any) -> bytes:
    """The first megabyte: titles stand at the beginning."""
    content = bytearray()
    async for chunk in response.content.iter_chunked(16 * 1024):
        content += chunk
        if len(content) >= MOST_BYTES:
            break
    return bytes(content[:MOST_BYTES])
