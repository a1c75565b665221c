from __future__ import annotations

import asyncio
import secrets
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage

from lianjian.apps.matrix.queries.films import film_of
from lianjian.apps.matrix.rules.states import Deed
from lianjian.apps.matrix.tasks.notebook import begin_renewing, end_renewing, stored_credentials
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from lianjian.apps.matrix.ports import Film, Notebook
    from lianjian.apps.matrix.rules.work import Claim
    from lianjian.apps.matrix.tasks.store_thread import StoreThread
    from lianjian.apps.newsroom.rules.content import Picture
    from lianjian.kernel.clock import Clock

PAUSE = 0.1
PATIENCE = 90.0
"""Seconds to wait for another worker that renews a token."""


@dataclass(frozen=True, slots=True)
class WorkingDesk:
    """``ports.Desk`` for one claim: what is remembered or taken is committed when the call returns."""

    claim: Claim
    notebook: Notebook
    thread: StoreThread
    clock: Clock

    def now(self) -> datetime:
        return self.clock()

    async def remember(self, name: str, value: str) -> None:
        now = self.clock()
        await self.thread.write(lambda: self.notebook.remember(self.claim, name, value, now=now))

    async def take(self, call: str) -> None:
        now = self.clock()
        await self.thread.write(lambda: self.notebook.take(self.claim.outlet, call, now=now))

    async def spent(self, call: str) -> None:
        now = self.clock()
        await self.thread.write(lambda: self.notebook.take(self.claim.outlet, call, now=now, all_of_it=True))

    async def keep_credentials(self, changed: Mapping[str, str], *, instead_of: str = "") -> None:
        outlet = self.claim.outlet
        await self.thread.write(lambda: self.notebook.keep_credentials(outlet, changed, instead_of))

    def renewing(self) -> AbstractAsyncContextManager[Mapping[str, str]]:
        return renewing(self.claim.outlet, self.thread, self.clock)

    async def picture(self, picture: Picture) -> bytes:
        return await asyncio.to_thread(_read, picture.path)

    async def film(self) -> Film | None:
        if self.claim.deed == Deed.WITHDRAW:
            return None
        return await self.thread.read(lambda: film_of(self.claim.story))


@dataclass(frozen=True, slots=True)
class LookingDesk:
    """``ports.Desk`` for a look at an account: it works on no delivery, so it keeps nothing but renewed tokens."""

    outlet: int
    notebook: Notebook
    thread: StoreThread
    clock: Clock

    def now(self) -> datetime:
        return self.clock()

    async def remember(self, name: str, value: str) -> None:
        """There is no delivery to keep it with."""

    async def take(self, call: str) -> None:
        now = self.clock()
        await self.thread.write(lambda: self.notebook.take(self.outlet, call, now=now))

    async def spent(self, call: str) -> None:
        now = self.clock()
        await self.thread.write(lambda: self.notebook.take(self.outlet, call, now=now, all_of_it=True))

    async def keep_credentials(self, changed: Mapping[str, str], *, instead_of: str = "") -> None:
        await self.thread.write(lambda: self.notebook.keep_credentials(self.outlet, changed, instead_of))

    def renewing(self) -> AbstractAsyncContextManager[Mapping[str, str]]:
        return renewing(self.outlet, self.thread, self.clock)

    async def picture(self, picture: Picture) -> bytes:
        return await asyncio.to_thread(_read, picture.path)

    async def film(self) -> Film | None:
        return None


@asynccontextmanager
async def renewing(outlet: int, thread: StoreThread, clock: Clock) -> AsyncIterator[Mapping[str, str]]:
    """The lease on an outlet's tokens, waited for, and the credentials as they stand once it is held."""
    holder = secrets.token_hex(8)
    waited = 0.0
    while not await thread.write(lambda: begin_renewing(outlet, holder=holder, now=clock())):
        if waited > PATIENCE:
            raise Unreachable("another worker renews the token")
        waited += PAUSE
        await asyncio.sleep(PAUSE)
    try:
        yield await thread.read(lambda: stored_credentials(outlet))
    finally:
        await thread.write(lambda: end_renewing(outlet, holder=holder))


def _read(path: str) -> bytes:
    with default_storage.open(path) as file:
        content: bytes = file.read()
    return content
