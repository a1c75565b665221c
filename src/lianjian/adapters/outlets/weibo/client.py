"""Calls to the Weibo interface: the token, sending, reading answers. Tokens stand in addresses and forms, so neither reaches a
log or an exception."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from lianjian.adapters.outlets.weibo.codes import meaning_of
from lianjian.adapters.outlets.weibo.wire import expanded_in, scrub
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lianjian.apps.matrix.ports import Desk

HOST = "https://api.weibo.com"
EXPANDED_AT_ONCE = 20
MOST_KEPT = 4000
"""Shortened addresses that are remembered: what one stands for never changes."""


class WeiboRefusal(Exception):  # noqa: N818 - an answer, not an error of ours
    """The platform answered with an error code."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        self.message = scrub(message)
        super().__init__(f"{code} {self.message}")


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom to call. ``refresh_token`` is "" for apps to which the platform gives none."""

    access_token: str
    refresh_token: str = ""
    app_key: str = ""
    app_secret: str = ""
    base: str = HOST
    desk: Desk | None = field(default=None, compare=False)
    """What keeps the renewed tokens, before they are used, and lets one worker at a time renew."""


class WeiboClient:
    """One HTTP session; a renewed token is fetched once however many ask at the same time."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._renewed: dict[Account, tuple[str, str]] = {}
        """Access and refresh token that replaced the stored ones."""
        self._locks: dict[Account, asyncio.Lock] = {}
        self._expanded: dict[str, str] = {}

    async def get(self, account: Account, call: str, query: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """GET ``/2/<call>.json``. Raises WeiboRefusal and Unreachable."""
        return await self._with_token(account, "GET", f"2/{call}.json", query, None)

    async def post(
        self, account: Account, call: str, form: Sequence[tuple[str, str]], jpeg: bytes | None = None
    ) -> dict[str, Any]:
        """POST to ``/2/<call>.json``; with a picture as multipart. Raises WeiboRefusal and Unreachable."""
        return await self._with_token(account, "POST", f"2/{call}.json", form, jpeg)

    async def expand(self, account: Account, links: Sequence[str]) -> Mapping[str, str]:
        """What shortened addresses stand for; those the platform does not know are left out."""
        wanted = list(dict.fromkeys(links))
        missing = [link for link in wanted if link not in self._expanded]
        if len(self._expanded) > MOST_KEPT:
            self._expanded.clear()
            missing = wanted
        for start in range(0, len(missing), EXPANDED_AT_ONCE):
            asked = missing[start : start + EXPANDED_AT_ONCE]
            answer = await self.get(account, "short_url/expand", [("url_short", link) for link in asked])
            self._expanded |= expanded_in(answer)
        return {link: self._expanded[link] for link in wanted if link in self._expanded}

    async def token_info(self, account: Account) -> dict[str, Any]:
        """What the platform says of the token. Raises WeiboRefusal and Unreachable."""
        return await self._with_token(account, "POST", "oauth2/get_token_info", [], None)

    async def close(self) -> None:
        """Give back the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._locks.clear()  # they belong to the event loop that ends

    async def _with_token(
        self,
        account: Account,
        method: str,
        path: str,
        fields: Sequence[tuple[str, str]],
        jpeg: bytes | None,
    ) -> dict[str, Any]:
        """Call with the token we have; where it is refused, once more with a new one, and then no more."""
        token = self._renewed.get(account, (account.access_token, ""))[0]
        try:
            return await self._ask(account, method, path, [("access_token", token), *fields], jpeg)
        except WeiboRefusal as refusal:
            meaning = meaning_of(refusal.code, refusal.message)
            if meaning is None or meaning.then != "refresh" or not account.refresh_token:
                raise
        token = await self._renew(account, instead_of=token)
        return await self._ask(account, method, path, [("access_token", token), *fields], jpeg)

    async def _renew(self, account: Account, *, instead_of: str) -> str:
        """A token that is not ``instead_of``: the one another has got meanwhile, here or in another worker, else a new one."""
        async with self._locks.setdefault(account, asyncio.Lock()):
            token, refresh = self._renewed.get(account, (account.access_token, account.refresh_token))
            if token != instead_of:
                return token
            if account.desk is None:
                self._renewed[account] = await self._fresh(account, refresh)
                return self._renewed[account][0]
            async with account.desk.renewing() as stored:
                refresh = stored.get("refresh_token", "") or refresh
                kept = (stored.get("access_token", ""), refresh)
                if kept[0] in {"", instead_of}:
                    kept = await self._fresh(account, refresh)
                    changed = {"access_token": kept[0], "refresh_token": kept[1]}
                    await account.desk.keep_credentials(changed, instead_of=refresh)
            self._renewed[account] = kept
            return kept[0]

    async def _fresh(self, account: Account, refresh: str) -> tuple[str, str]:
        """Access and refresh token for a refresh token, which is good once."""
        wish = [
            ("client_id", account.app_key),
            ("client_secret", account.app_secret),
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
        ]
        try:
            answer = await self._ask(account, "POST", "oauth2/access_token", wish, None)
        except Unreachable as away:
            # no post was sent by this: it is certain that nothing arrived
            raise Unreachable(away.reason) from None
        fresh = str(answer.get("access_token", ""))
        if not fresh:
            raise WeiboRefusal(21327, "no token in the answer")
        return fresh, str(answer.get("refresh_token") or refresh)

    async def _ask(
        self,
        account: Account,
        method: str,
        path: str,
        fields: Sequence[tuple[str, str]],
        jpeg: bytes | None,
    ) -> dict[str, Any]:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=30, connect=8)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False)
        data = None
        if method == "POST":
            data = aiohttp.FormData(list(fields))
            if jpeg is not None:
                data.add_field("pic", jpeg, filename="picture.jpg", content_type="image/jpeg")
        query = list(fields) if method == "GET" else None
        try:
            async with self._session.request(
                method, f"{account.base}/{path}", params=query, data=data
            ) as response:
                gateway = response.status >= 500  # noqa: PLR2004 - what stands behind it may have worked
                answer = json.loads(await response.read())
        except aiohttp.ClientConnectorError as failure:
            raise Unreachable(type(failure).__name__) from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as failure:
            raise Unreachable(type(failure).__name__, answered=False) from None
        if isinstance(answer, dict) and answer.get("error_code"):
            raise WeiboRefusal(int(answer["error_code"]), str(answer.get("error", "")))
        if gateway or not isinstance(answer, dict):
            raise Unreachable("no JSON object", answered=False)
        return answer
