"""Platforms in memory that answer as a test wishes: implementations of the port, for what is asked of the engine."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lianjian.adapters.outlets.feeds.adapter import Feeds
from lianjian.adapters.outlets.hand_off.adapter import HandOff
from lianjian.apps.matrix.ports import FEEDS, HAND_OFF, Adapters, published, withdrawn
from lianjian.apps.matrix.rules.versions import shape_plainly

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian.apps.matrix.ports import Desk, Job, Outcome, OutletFacts
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import PublishedStory


@dataclass
class Platform:
    """``answer`` makes each outcome of a send, or raises; ``delay`` seconds pass before it."""

    platform: str = "lianjian-web"
    answer: Callable[[Job], Outcome] = lambda job: published(f"https://example.cn/{job.delivery}")
    delay: float = 0.0
    credential_fields: tuple[str, ...] = ()
    timeout: float = 30.0
    idempotent: bool = True
    reconciles: bool = False
    corrects: bool = True
    withdraws: bool = True
    sent: Counter[int] = field(default_factory=Counter)
    order: list[tuple[str, int]] = field(default_factory=list)
    """Outlet and delivery of each send that ended, in the order of their ends."""
    at_once: Counter[str] = field(default_factory=Counter)
    most_at_once: Counter[str] = field(default_factory=Counter)

    def shape(self, story: PublishedStory, outlet: OutletFacts, link: str) -> Version:
        return shape_plainly(story, outlet.limits, link)

    async def send(self, job: Job, desk: Desk) -> Outcome:  # noqa: ARG002 - the shape of the port
        self.sent[job.delivery] += 1
        self.at_once[job.outlet.key] += 1
        self.most_at_once[job.outlet.key] = max(
            self.most_at_once[job.outlet.key], self.at_once[job.outlet.key]
        )
        try:
            await asyncio.sleep(self.delay)
            return self.answer(job)
        finally:
            self.at_once[job.outlet.key] -= 1
            self.order.append((job.outlet.key, job.delivery))

    async def poll(self, job: Job, desk: Desk) -> Outcome:
        return await self.send(job, desk)

    async def reconcile(self, job: Job, desk: Desk) -> Outcome:  # noqa: ARG002 - the shape of the port
        raise AssertionError("nobody said that this platform can be asked")

    async def withdraw(self, job: Job, desk: Desk) -> Outcome:  # noqa: ARG002 - the shape of the port
        return withdrawn()

    async def close(self) -> None:
        """Nothing is open."""


def serving(*platforms: Platform) -> Adapters:
    """Adapters of an installation with these platforms beside the feeds and the hand-off."""
    found: dict[str, object] = {FEEDS: Feeds(), HAND_OFF: HandOff()}
    found |= {platform.platform: platform for platform in platforms}
    return Adapters(found, {})  # type: ignore[arg-type] # they implement the port
