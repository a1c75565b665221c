"""Calls to Kuaishou: authorisation, uploads in fragments, publication. Contract: open.kuaishou.com (内容创作: 视频发布), as
public clients show it; the call that asks how far an upload got is from memory."""

from __future__ import annotations

import asyncio
import io
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from lianjian.adapters.outlets.kuaishou.codes import CODES
from lianjian.adapters.outlets.video.answering import PlatformRefusal
from lianjian.adapters.outlets.video.calling import Calling, piece
from lianjian.adapters.outlets.video.tokens import Renewed, Tokens
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lianjian.apps.matrix.ports import Desk, Film

HOST = "https://open.kuaishou.com"
WHOLE = 10 * 1024 * 1024
"""Smaller files are sent in one piece."""
FRAGMENT = 4 * 1024 * 1024
ENDPOINT = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?")


class KuaishouRefusal(PlatformRefusal):
    """The platform answered with a result other than 1."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom to call."""

    credentials: Mapping[str, str]
    base: str = HOST

    @property
    def app_id(self) -> str:
        """The application's name at the platform."""
        return self.credentials["app_id"]


class KuaishouClient:
    """The calls an adapter needs."""

    def __init__(self) -> None:
        self._calling = Calling()
        self._tokens = Tokens()

    async def call(
        self,
        account: Account,
        desk: Desk,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        form: Callable[[], Any] | None = None,
    ) -> dict[str, Any]:
        """A call with a token; where it is refused, once more with a new one. Raises KuaishouRefusal and Unreachable."""
        token = await self._token(account, desk)
        try:
            return await self._open(account, method, path, token, query, form)
        except KuaishouRefusal as refusal:
            known = CODES.get(refusal.code)
            if known is None or known.then != "refresh":
                raise
        token = await self._token(account, desk, instead_of=token)
        return await self._open(account, method, path, token, query, form)

    async def upload(self, endpoint: str, upload_token: str, film: Film) -> None:
        """Bring the file; what arrived of it before is not sent again."""
        base = _gateway(endpoint)
        query = {"upload_token": upload_token}
        if film.size < WHOLE:
            with film.path.open("rb") as file:
                headers = {"Content-Type": "video/mp4"}
                await self._checked("POST", f"{base}/api/upload", query=query, data=file, headers=headers)
            return
        told = await self._checked("GET", f"{base}/api/upload/resume", query=query)
        done = int(told.get("fragment_index", -1)) + 1 if told.get("existed") else 0
        count = math.ceil(film.size / FRAGMENT)
        for number in range(done, count):
            await self._checked(
                "POST",
                f"{base}/api/upload/fragment",
                query={**query, "fragment_id": str(number)},
                data=io.BytesIO(await piece(film.path, number, FRAGMENT)),
                headers={"Content-Type": "application/octet-stream"},
            )
        await self._checked(
            "POST", f"{base}/api/upload/complete", query={**query, "fragment_count": str(count)}
        )

    async def publish(
        self, account: Account, desk: Desk, upload_token: str, words: str, film: Film
    ) -> dict[str, Any]:
        """Make an uploaded file public."""
        cover = await asyncio.to_thread(film.cover.read_bytes)

        def form() -> aiohttp.FormData:
            data = aiohttp.FormData()
            data.add_field("caption", words)
            data.add_field("cover", cover, filename="cover.jpg", content_type="image/jpeg")
            return data

        return await self.call(
            account, desk, "POST", "photo/publish", query={"upload_token": upload_token}, form=form
        )

    async def close(self) -> None:
        """Give back the connections."""
        await self._calling.close()
        self._tokens.forget_locks()

    async def _token(self, account: Account, desk: Desk, *, instead_of: str = "") -> str:
        async def renew(refresh: str) -> Renewed:
            query = {
                "app_id": account.app_id,
                "app_secret": account.credentials["app_secret"],
                "refresh_token": refresh,
                "grant_type": "refresh_token",
            }
            told = await self._checked("GET", f"{account.base}/oauth2/refresh_token", query=query)
            return Renewed(
                str(told.get("access_token", "")),
                float(told.get("expires_in", 0)),
                str(told.get("refresh_token", "")),
                float(told.get("refresh_token_expires_in") or 0),
                tuple(str(scope) for scope in told.get("scopes") or ()),
            )

        name = f"{account.base} {account.app_id} {account.credentials.get('open_id', '')}"
        return await self._tokens.get(name, account.credentials, desk, renew, instead_of=instead_of)

    async def _open(
        self,
        account: Account,
        method: str,
        path: str,
        token: str,
        query: Mapping[str, str] | None,
        form: Callable[[], Any] | None,
    ) -> dict[str, Any]:
        whole = {**(query or {}), "app_id": account.app_id, "access_token": token}
        data = form() if form is not None else None
        return await self._checked(method, f"{account.base}/openapi/{path}", query=whole, data=data)

    async def _checked(self, method: str, url: str, **more: Any) -> dict[str, Any]:
        answer = await self._calling.call(method, url, **more)
        if answer.get("result") != 1:
            raise KuaishouRefusal(int(answer.get("result", 0)), str(answer.get("error_msg", "")))
        return answer


def _gateway(endpoint: str) -> str:
    """The upload gateway as an address. The platform names a host and takes files over http there; whatever else stands
    in its place is not followed."""
    if not ENDPOINT.fullmatch(endpoint):
        raise Unreachable("strange upload endpoint")
    return f"http://{endpoint}"
