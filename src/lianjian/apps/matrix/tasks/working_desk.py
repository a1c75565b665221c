from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage

from lianjian.apps.matrix.queries.films import film_of
from lianjian.apps.matrix.rules.states import Deed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lianjian.apps.matrix.ports import Film, Notebook
    from lianjian.apps.matrix.rules.work import Claim
    from lianjian.apps.matrix.tasks.store_thread import StoreThread
    from lianjian.apps.newsroom.rules.content import Picture
    from lianjian.kernel.clock import Clock


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
        await self.thread.write(lambda: self.notebook.take(self.claim, call, now=now))

    async def spent(self, call: str) -> None:
        now = self.clock()
        await self.thread.write(lambda: self.notebook.take(self.claim, call, now=now, all_of_it=True))

    async def keep_credentials(self, changed: Mapping[str, str]) -> None:
        await self.thread.write(lambda: self.notebook.keep_credentials(self.claim, changed))

    async def picture(self, picture: Picture) -> bytes:
        return await asyncio.to_thread(_read, picture.path)

    async def film(self) -> Film | None:
        if self.claim.deed == Deed.WITHDRAW:
            return None
        return await self.thread.read(lambda: film_of(self.claim.story))


def _read(path: str) -> bytes:
    with default_storage.open(path) as file:
        content: bytes = file.read()
    return content
