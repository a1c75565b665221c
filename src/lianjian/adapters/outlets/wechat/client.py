"""Calls to the Official Account interface: tokens, sending, reading answers. The token stands in the address,
so no address ever reaches a log or an exception."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from lianjian.adapters.outlets.wechat.codes import CODES
from lianjian.adapters.outlets.wechat.wire import encode, scrub
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST = "https://api.weixin.qq.com"
EARLY = 300.0
"""Seconds before its end at which a token is renewed: the old one stays good for as long."""


class WechatRefusal(Exception):  # noqa: N818 - an answer, not an error of ours
    """The platform answered with a code other than 0."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        self.message = scrub(message)
        super().__init__(f"{code} {self.message}")


@dataclass(slots=True)
class _Token:
    value: str
    good_until: float


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom to call."""

    appid: str
    secret: str
    base: str = HOST


class WechatClient:
    """One HTTP session; a token an account, fetched once however many ask at the same time."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._tokens: dict[tuple[str, str], _Token] = {}
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}

    async def call(self, account: Account, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """POST JSON to ``/cgi-bin/<path>``. Raises WechatRefusal and Unreachable."""
        return await self._with_token(account, path, {}, lambda: encode(body))

    async def upload(self, account: Account, path: str, jpeg: bytes, **query: str) -> dict[str, Any]:
        """POST a picture as the form field ``media``. Raises WechatRefusal and Unreachable."""

        def form() -> aiohttp.FormData:
            data = aiohttp.FormData()
            data.add_field("media", jpeg, filename="picture.jpg", content_type="image/jpeg")
            return data

        return await self._with_token(account, path, query, form)

    async def close(self) -> None:
        """Give back the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._locks.clear()  # they belong to the event loop that ends

    async def _with_token(
        self, account: Account, path: str, query: Mapping[str, str], data: Any
    ) -> dict[str, Any]:
        """Call with the token we have; where it is refused, once more with a new one, and then no more."""
        token = await self._token(account)
        try:
            return await self._post(account, path, {**query, "access_token": token}, data())
        except WechatRefusal as refusal:
            meaning = CODES.get(refusal.code)
            if meaning is None or meaning.then != "refresh":
                raise
        token = await self._token(account, instead_of=token)
        return await self._post(account, path, {**query, "access_token": token}, data())

    async def _token(self, account: Account, *, instead_of: str = "") -> str:
        key = (account.base, account.appid)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            kept = self._tokens.get(key)
            if kept is not None and kept.value != instead_of and time.monotonic() < kept.good_until:
                return kept.value
            fresh = await self._ask_token(account, force=False)
            if fresh.value == instead_of:
                # a forced one makes the old token void for every other program of the account: only where the
                # platform itself still gives us the one it refuses
                fresh = await self._ask_token(account, force=True)
            self._tokens[key] = fresh
            return fresh.value

    async def _ask_token(self, account: Account, *, force: bool) -> _Token:
        wish = {"grant_type": "client_credential", "appid": account.appid, "secret": account.secret}
        answer = await self._post(account, "stable_token", {}, encode({**wish, "force_refresh": force}))
        seconds = float(answer.get("expires_in", 0))
        return _Token(str(answer.get("access_token", "")), time.monotonic() + max(0.0, seconds - EARLY))

    async def _post(self, account: Account, path: str, query: Mapping[str, str], data: Any) -> dict[str, Any]:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=30, connect=8)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False)
        headers = {"Content-Type": "application/json; charset=utf-8"} if isinstance(data, bytes) else {}
        answer: Any = None
        try:
            async with self._session.post(
                f"{account.base}/{_place(path)}", params=dict(query), data=data, headers=headers
            ) as response:
                if response.status >= 500:  # noqa: PLR2004 - a gateway speaks; what stands behind it may have worked
                    raise Unreachable(f"HTTP {response.status}", answered=False)
                answer = json.loads(await response.read())
        except aiohttp.ClientConnectorError as failure:
            raise Unreachable(type(failure).__name__) from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as failure:
            raise Unreachable(type(failure).__name__, answered=False) from None
        if not isinstance(answer, dict):
            raise Unreachable("no JSON object", answered=False)
        if answer.get("errcode"):
            raise WechatRefusal(int(answer["errcode"]), str(answer.get("errmsg", "")))
        return answer


def _place(path: str) -> str:
    """Where a call lies: statistics beside everything else."""
    return path if path.startswith("datacube/") else f"cgi-bin/{path}"
