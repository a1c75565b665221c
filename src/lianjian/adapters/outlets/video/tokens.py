"""Access tokens that are had for a refresh token: asked for once however many need one, and what replaces a refresh token
is stored before it is used."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from lianjian.apps.matrix.ports import Desk

EARLY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a platform gave for a refresh token; ``refresh_token`` is "" where the old one stays good."""

    access_token: str
    seconds: float
    refresh_token: str = ""
    refresh_seconds: float = 0.0
    """How long the refresh token is good, 0 where the platform does not say."""
    scopes: tuple[str, ...] = ()


class Tokens:
    """Of all accounts of one platform. The access token is kept with the credentials too, so that a new process or
    another worker goes on with it."""

    def __init__(self) -> None:
        self._access: dict[str, tuple[str, datetime]] = {}
        self._replaced: dict[str, str] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def get(
        self,
        account: str,
        credentials: Mapping[str, str],
        desk: Desk,
        renew: Callable[[str], Awaitable[Renewed]],
        *,
        instead_of: str = "",
    ) -> str:
        """A token that is not ``instead_of``. ``account`` names it among all; ``renew`` asks the platform with the newest
        refresh token."""
        async with self._locks.setdefault(account, asyncio.Lock()):
            refresh = credentials["refresh_token"]
            while refresh in self._replaced:
                refresh = self._replaced[refresh]
            kept = self._access.get(refresh) or _stored(credentials, refresh)
            if kept is not None and kept[0] != instead_of and desk.now() < kept[1] - EARLY:
                return kept[0]
            async with desk.renewing() as stored:
                return await self._renewed(credentials["refresh_token"], stored, desk, renew, instead_of)

    async def _renewed(
        self,
        had: str,
        stored: Mapping[str, str],
        desk: Desk,
        renew: Callable[[str], Awaitable[Renewed]],
        instead_of: str,
    ) -> str:
        """The token that another worker has got meanwhile, else a new one: a refresh token is good once."""
        refresh = stored["refresh_token"]
        kept = _stored(stored, refresh)
        if kept is None or kept[0] == instead_of or desk.now() >= kept[1] - EARLY:
            fresh = await renew(refresh)
            kept = (fresh.access_token, desk.now() + timedelta(seconds=fresh.seconds))
            newest = fresh.refresh_token or refresh
            changed = {"refresh_token": newest, "access_token": kept[0], "access_until": kept[1].isoformat()}
            if fresh.refresh_seconds:
                until = desk.now() + timedelta(seconds=fresh.refresh_seconds)
                changed["refresh_until"] = until.isoformat()
            if fresh.scopes:
                changed["scopes"] = " ".join(fresh.scopes)
            await desk.keep_credentials(changed, instead_of=refresh)
            if newest != refresh:
                self._replaced[refresh] = newest
            refresh = newest
        if had != refresh:
            self._replaced[had] = refresh
        self._access[refresh] = kept
        return kept[0]

    def forget_locks(self) -> None:
        """They belong to the event loop that ends."""
        self._locks.clear()


def _stored(credentials: Mapping[str, str], refresh: str) -> tuple[str, datetime] | None:
    token, until = credentials.get("access_token", ""), credentials.get("access_until", "")
    if not token or not until or credentials["refresh_token"] != refresh:
        return None
    return token, datetime.fromisoformat(until)
