"""Outlets without an interface an institution can have: a person carries the story over with the kit.

No cookies, no driven browsers: an account is not put at risk, and what is confirmed was seen by somebody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.adapters.outlets.pictures import as_jpeg
from lianjian.apps.matrix.ports import needs_human
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.versions import shape_plainly

if TYPE_CHECKING:
    from lianjian.apps.matrix.ports import Desk, Job, Outcome, OutletFacts
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import PublishedStory


class HandOff:
    """Shapes the kit; every verb ends with a person."""

    platform = "hand-off"
    idempotent = False
    reconciles = False
    corrects = False
    withdraws = False
    credential_fields = ()
    timeout = 10.0

    def shape(self, story: PublishedStory, outlet: OutletFacts, link: str) -> Version:
        return shape_plainly(story, outlet.limits, link)

    async def send(self, job: Job, desk: Desk) -> Outcome:  # noqa: ARG002 - the shape of the port
        return needs_human(Cause.HAND_OFF)

    async def poll(self, job: Job, desk: Desk) -> Outcome:
        return await self.send(job, desk)

    async def reconcile(self, job: Job, desk: Desk) -> Outcome:
        return await self.send(job, desk)

    async def withdraw(self, job: Job, desk: Desk) -> Outcome:  # noqa: ARG002 - the shape of the port
        return needs_human(Cause.TAKE_DOWN_BY_HAND)

    def jpeg(self, content: bytes, media_type: str, *, most_bytes: int) -> bytes:
        """A picture of the kit as the platforms' pages take it: drawings become pixels, nothing else is kept."""
        return as_jpeg(content, media_type, most_bytes=most_bytes)

    async def close(self) -> None:
        """Nothing is open."""
