"""Calls to the Bilibili open platform: renewal, signed calls, uploads in parts.

From the platform's own demonstration (github.com/bilibili-openplatform/demo) and a published copy of its pages (apifox.com,
project 1106400): addresses, parts of 8 MB numbered from 1, single uploads up to 100 MB. The newer pages ask for a signature and
take the token in a header. ``expires_in`` is a moment (seconds since 1970) as public clients read it; a length is understood too.
Not verified: that a part may be sent again, and whether the upload's own host wants a signature (it gets none, and no secret).
"""

from __future__ import annotations

import asyncio
import io
import json
import math
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from lianjian.adapters.outlets.bilibili.codes import CODES
from lianjian.adapters.outlets.bilibili.wire import signed
from lianjian.adapters.outlets.video.answering import PlatformRefusal
from lianjian.adapters.outlets.video.calling import Calling, piece
from lianjian.adapters.outlets.video.tokens import Renewed, Tokens

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from lianjian.apps.matrix.ports import Desk, Film

HOST = "https://member.bilibili.com"
UPLOADS = "https://openupos.bilivideo.com"
ACCOUNTS = "https://api.bilibili.com"
PART = 8 * 1024 * 1024
A_MOMENT = 1_000_000_000
"""Numbers of seconds above this are a moment, not a length."""


class BilibiliRefusal(PlatformRefusal):
    """The platform answered with a code other than 0."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom to call; ``base`` is "" for the platform's own three hosts."""

    credentials: Mapping[str, str]
    base: str = ""

    @property
    def client_id(self) -> str:
        """The application's name at the platform."""
        return self.credentials["client_id"]

    def at(self, host: str) -> str:
        """One of the platform's hosts, or what stands in its place."""
        return self.base or host


class BilibiliClient:
    """The calls an adapter needs. Each raises BilibiliRefusal and Unreachable."""

    def __init__(self) -> None:
        self._calling = Calling()
        self._tokens = Tokens()

    async def ask(self, account: Account, desk: Desk, path: str, query: Mapping[str, str]) -> Any:
        """A question."""
        return await self._with_token(account, desk, "GET", path, query=query)

    async def tell(
        self,
        account: Account,
        desk: Desk,
        path: str,
        fields: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        """A call with a JSON object, or with nothing."""
        body = json.dumps(fields, ensure_ascii=False).encode() if fields is not None else b""
        return await self._with_token(account, desk, "POST", path, query=query, body=body)

    async def cover(self, account: Account, desk: Desk, film: Film) -> str:
        """Bring the wide cover; gives its address at the platform."""
        content = await asyncio.to_thread(film.wide.read_bytes)

        def form() -> aiohttp.FormData:
            data = aiohttp.FormData()
            data.add_field("file", io.BytesIO(content), filename="cover.jpg", content_type="image/jpeg")
            return data

        told = await self._with_token(account, desk, "POST", "archive/cover/upload", form=form)
        return str((told or {}).get("url", ""))

    async def upload(
        self,
        account: Account,
        upload_token: str,
        film: Film,
        *,
        done: int,
        came: Callable[[int], Awaitable[None]],
    ) -> None:
        """Bring the file's parts after the first ``done``; ``came`` is told how many are there after each."""
        query = {"upload_token": upload_token}
        headers = {"Content-Type": "application/octet-stream"}
        if film.size <= PART:
            with film.path.open("rb") as file:
                url = f"{account.at(UPLOADS)}/video/v2/upload"
                await self._checked("POST", url, query=query, data=file, headers=headers)
            return
        for number in range(done, math.ceil(film.size / PART)):
            await self._checked(
                "POST",
                f"{account.at(UPLOADS)}/video/v2/part/upload",
                query={**query, "part_number": str(number + 1)},
                data=io.BytesIO(await piece(film.path, number, PART)),
                headers=headers,
            )
            await came(number + 1)

    async def close(self) -> None:
        """Give back the connections."""
        await self._calling.close()
        self._tokens.forget_locks()

    async def _with_token(
        self,
        account: Account,
        desk: Desk,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes = b"",
        form: Callable[[], Any] | None = None,
    ) -> Any:
        """A signed call; where the token is refused, once more with a new one."""

        async def once(token: str) -> Any:
            headers = signed(
                account.client_id,
                account.credentials["client_secret"],
                body=body,
                now=desk.now(),
                nonce=secrets.token_hex(16),
            )
            headers |= {"access-token": token, "Accept": "application/json"}
            if form is None:
                headers["Content-Type"] = "application/json"
            return await self._checked(
                method,
                f"{account.at(HOST)}/arcopen/fn/{path}",
                query=query,
                data=form() if form is not None else body or None,
                headers=headers,
            )

        token = await self._token(account, desk)
        try:
            return await once(token)
        except BilibiliRefusal as refusal:
            known = CODES.get(refusal.code)
            if known is None or known.then != "refresh":
                raise
        return await once(await self._token(account, desk, instead_of=token))

    async def _token(self, account: Account, desk: Desk, *, instead_of: str = "") -> str:
        async def renew(refresh: str) -> Renewed:
            query = {
                "client_id": account.client_id,
                "client_secret": account.credentials["client_secret"],
                "grant_type": "refresh_token",
                "refresh_token": refresh,
            }
            url = f"{account.at(ACCOUNTS)}/x/account-oauth2/v1/refresh_token"
            told = await self._checked("POST", url, query=query) or {}
            ends = float(told.get("expires_in", 0))
            return Renewed(
                str(told.get("access_token", "")),
                ends - desk.now().timestamp() if ends > A_MOMENT else ends,
                str(told.get("refresh_token", "")),
            )

        name = f"{account.base} {account.client_id}"
        return await self._tokens.get(name, account.credentials, desk, renew, instead_of=instead_of)

    async def _checked(self, method: str, url: str, **more: Any) -> Any:
        answer = await self._calling.call(method, url, **more)
        code = answer.get("code")
        if code != 0:
            raise BilibiliRefusal(
                code if isinstance(code, int) else -1, str(answer.get("message", "no code"))
            )
        return answer.get("data")
