"""Calls to the Douyin open platform: the application's own token and ticket, share ids, the account's films.

Addresses and answers as its pages have them (developer.open-douyin.com, read 2026-11-27, partly through public clients). The
platform keeps the newest two of an application's tokens: one is kept with the credentials, so that all workers use the same.
"""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import aiohttp

from lianjian.adapters.outlets.douyin.codes import CODES
from lianjian.adapters.outlets.video.answering import PlatformRefusal
from lianjian.adapters.outlets.video.calling import Calling, piece
from lianjian.adapters.outlets.video.tokens import EARLY, Renewed, Tokens
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from lianjian.apps.matrix.ports import Desk, Film

HOST = "https://open.douyin.com"
WHOLE = 50 * 1024 * 1024
"""Larger films go in parts."""
PART = 20 * 1024 * 1024
JSON = {"Content-Type": "application/json"}


class DouyinRefusal(PlatformRefusal):
    """The platform answered with an error code other than 0."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom to call."""

    credentials: Mapping[str, str]
    base: str = HOST

    @property
    def client_key(self) -> str:
        """The application's name at the platform."""
        return self.credentials["client_key"]

    @property
    def authorised(self) -> bool:
        """Whether the account has allowed us to ask about its films."""
        return bool(self.credentials.get("open_id") and self.credentials.get("refresh_token"))

    @property
    def direct(self) -> bool:
        """Whether the account was granted to be published to straight from here."""
        return self.authorised and self.credentials.get("direct", "") == "yes"


class DouyinClient:
    """The calls an adapter needs. Each raises DouyinRefusal and Unreachable."""

    def __init__(self) -> None:
        self._calling = Calling()
        self._tokens = Tokens()
        self._kept: dict[str, tuple[str, datetime]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def knock(self, account: Account, desk: Desk) -> None:
        """Have a new token of the application, which shows that it is let in. The one before stays good beside it."""
        await self._application_token(account, desk, instead_of=account.credentials.get("client_token", ""))

    async def ticket(self, account: Account, desk: Desk) -> str:
        """What links are signed with; good for about two hours."""

        async def ask() -> tuple[str, float]:
            told = await self._as_application(account, desk, "open/getticket/", {})
            return str(told.get("ticket", "")), float(told.get("expires_in", 0))

        return await self._keeping("ticket", account, desk, ask)

    async def share_id(self, account: Account, desk: Desk) -> str:
        """A name for one film that is about to be published from a phone; the platform tells it again when it was."""
        told = await self._as_application(account, desk, "share-id/", {"need_callback": "true"})
        share_id = str(told.get("share_id", ""))
        if not share_id:
            raise Unreachable("no share id", answered=True)
        return share_id

    async def film(self, account: Account, desk: Desk, item_id: str) -> dict[str, Any] | None:
        """What the platform says of a film of the account; None where it does not have it."""
        told = await self.as_user(account, desk, "video/video_data", {"item_ids": [item_id]})
        films = told.get("list") or []
        return films[0] if films and isinstance(films[0], dict) else None

    async def list(self, account: Account, desk: Desk, *, cursor: str, count: int) -> dict[str, Any]:
        """A page of the account's films, the newest first."""
        query = {"cursor": cursor, "count": str(count)}
        return await self._as_user(account, desk, "GET", "video/video_list", query=query)

    async def as_user(
        self, account: Account, desk: Desk, path: str, fields: Mapping[str, Any]
    ) -> dict[str, Any]:
        """A call in the account's name."""
        body = json.dumps(fields, ensure_ascii=False).encode()
        return await self._as_user(account, desk, "POST", path, data=lambda: body, headers=JSON)

    async def upload(self, account: Account, desk: Desk, film: Film) -> str:
        """Bring the film, in parts where it is large; gives the platform's name of it."""
        if film.size <= WHOLE:
            content = await asyncio.to_thread(film.path.read_bytes)
            told = await self._as_user(
                account, desk, "POST", "video/upload_video", data=lambda: _form(content)
            )
            return str((told.get("video") or {}).get("video_id", ""))
        begun = await self._as_user(account, desk, "POST", "video/init_video_part_upload")
        name = {"upload_id": str(begun.get("upload_id", ""))}
        for number in range(film.size // PART):
            last = number == film.size // PART - 1  # what is left over goes along: no part may be small
            content = await piece(film.path, number, PART)
            if last:
                content += await piece(film.path, number + 1, PART)
            await self._as_user(
                account,
                desk,
                "POST",
                "video/upload_video_part",
                query={**name, "part_number": str(number + 1)},
                data=partial(_form, content),
            )
        told = await self._as_user(account, desk, "POST", "video/complete_video_part_upload", query=name)
        return str((told.get("video") or {}).get("video_id", ""))

    async def _as_user(
        self,
        account: Account,
        desk: Desk,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        data: Callable[[], Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        async def once(token: str) -> dict[str, Any]:
            return await self._checked(
                method,
                f"{account.base}/api/douyin/v1/{path}/",
                query={"open_id": account.credentials["open_id"], **(query or {})},
                data=data() if data is not None else None,
                headers={**(headers or {}), "access-token": token},
            )

        token = await self._user_token(account, desk)
        try:
            return await once(token)
        except DouyinRefusal as refusal:
            if not _stale(refusal):
                raise
        return await once(await self._user_token(account, desk, instead_of=token))

    async def close(self) -> None:
        """Give back the connections."""
        await self._calling.close()
        self._tokens.forget_locks()
        self._locks.clear()

    async def _as_application(
        self, account: Account, desk: Desk, path: str, query: Mapping[str, str]
    ) -> dict[str, Any]:
        """A question with the application's token; where it is refused, once more with a new one."""

        async def once(token: str) -> dict[str, Any]:
            headers = {**JSON, "access-token": token}
            return await self._checked("GET", f"{account.base}/{path}", query=query, headers=headers)

        token = await self._application_token(account, desk)
        try:
            return await once(token)
        except DouyinRefusal as refusal:
            if not _stale(refusal):
                raise
        return await once(await self._application_token(account, desk, instead_of=token))

    async def _application_token(self, account: Account, desk: Desk, *, instead_of: str = "") -> str:
        async def ask() -> tuple[str, float]:
            body = {
                "client_key": account.client_key,
                "client_secret": account.credentials["client_secret"],
                "grant_type": "client_credential",
            }
            url = f"{account.base}/oauth/client_token/"
            told = await self._checked("POST", url, data=json.dumps(body).encode(), headers=JSON)
            return str(told.get("access_token", "")), float(told.get("expires_in", 0))

        return await self._keeping("client_token", account, desk, ask, instead_of=instead_of)

    async def _keeping(
        self,
        name: str,
        account: Account,
        desk: Desk,
        ask: Callable[[], Awaitable[tuple[str, float]]],
        *,
        instead_of: str = "",
    ) -> str:
        """What the platform lends for a time: asked for once, kept with the credentials."""
        key = f"{name} {account.base} {account.client_key}"
        async with self._locks.setdefault(key, asyncio.Lock()):
            stored, until = account.credentials.get(name, ""), account.credentials.get(f"{name}_until", "")
            kept = self._kept.get(key) or (
                (stored, datetime.fromisoformat(until)) if stored and until else None
            )
            if kept is not None and kept[0] != instead_of and desk.now() < kept[1] - EARLY:
                return kept[0]
            value, seconds = await ask()
            ends = desk.now() + timedelta(seconds=seconds)
            await desk.keep_credentials({name: value, f"{name}_until": ends.isoformat()})
            self._kept[key] = (value, ends)
            return value

    async def _user_token(self, account: Account, desk: Desk, *, instead_of: str = "") -> str:
        async def renew(refresh: str) -> Renewed:
            form = {
                "client_key": account.client_key,
                "grant_type": "refresh_token",
                "refresh_token": refresh,
            }
            told = await self._checked("POST", f"{account.base}/oauth/refresh_token/", data=form)
            return Renewed(
                str(told.get("access_token", "")),
                float(told.get("expires_in", 0)),
                str(told.get("refresh_token", "")),
                float(told.get("refresh_expires_in", 0) or 0),
                tuple(filter(None, str(told.get("scope", "")).split(","))),
            )

        name = f"{account.base} {account.client_key} {account.credentials.get('open_id', '')}"
        return await self._tokens.get(name, account.credentials, desk, renew, instead_of=instead_of)

    async def _checked(self, method: str, url: str, **more: Any) -> dict[str, Any]:
        answer = await self._calling.call(method, url, **more)
        data, extra = answer.get("data"), answer.get("extra")
        data, extra = data if isinstance(data, dict) else {}, extra if isinstance(extra, dict) else {}
        code = data.get("error_code") or extra.get("error_code") or answer.get("err_no") or 0
        if code != 0 or not data:
            said = data.get("description") or extra.get("description") or answer.get("err_msg") or ""
            raise DouyinRefusal(int(code or -1), f"{said} {extra.get('logid', '')}".strip())
        return data


def _form(content: bytes) -> aiohttp.FormData:
    data = aiohttp.FormData()
    data.add_field("video", io.BytesIO(content), filename="story.mp4", content_type="video/mp4")
    return data


def _stale(refusal: DouyinRefusal) -> bool:
    known = CODES.get(refusal.code)
    return known is not None and known.then == "refresh"
