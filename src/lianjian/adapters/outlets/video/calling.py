"""Calls to an interface that answers JSON. Tokens stand in addresses, so no address reaches a log or an exception."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

import aiohttp

from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECRET = re.compile(
    r"((?:access_|refresh_|upload_|client_)?token|(?:app_|client_)?secret|access-token|ticket)(=|\"\s*:\s*\")[^&\s\"]+",
    re.IGNORECASE,
)
GATEWAY = 500


def scrub(text: str) -> str:
    """``text`` without tokens and secrets, for logs and for the ledger."""
    return SECRET.sub(r"\1\2***", text)[:160]


class Calling:
    """One HTTP session of one adapter. A minute without a byte ends a call; large files may take as long as they go on."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The JSON object of the answer. Raises Unreachable; ``answered`` is False where bytes may have arrived."""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=None, sock_connect=8, sock_read=60)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False)
        try:
            async with self._session.request(
                method, url, params=dict(query or {}), data=data, headers=dict(headers or {})
            ) as response:
                if response.status >= GATEWAY:
                    raise Unreachable(f"HTTP {response.status}", answered=False)
                answer = json.loads(await response.read())
        except aiohttp.ClientConnectorError as failure:
            raise Unreachable(type(failure).__name__) from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as failure:
            raise Unreachable(type(failure).__name__, answered=False) from None
        if not isinstance(answer, dict):
            raise Unreachable("no JSON object", answered=False)
        return answer

    async def close(self) -> None:
        """Give back the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


async def piece(path: Path, number: int, size: int) -> bytes:
    """Piece ``number`` (from 0) of a file that is cut every ``size`` bytes; only this much of it is ever in memory."""

    def read() -> bytes:
        with path.open("rb") as file:
            file.seek(number * size)
            return file.read(size)

    return await asyncio.to_thread(read)
