"""Our own site: one outlet of twenty-six. A story is out there as soon as the newsroom made it public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from lianjian.apps.matrix.ports import published, unknown, withdrawn
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.versions import shape_plainly

if TYPE_CHECKING:
    from lianjian.apps.matrix.ports import Desk, Job, Outcome, OutletFacts
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import PublishedStory


class WebSite:
    """Nothing is sent: the site shows what is published. The job's story is None where the site shows
    nothing."""

    platform = "lianjian-web"
    idempotent = True
    reconciles = True
    corrects = True
    withdraws = True
    credential_fields = ()
    timeout = 10.0

    def shape(self, story: PublishedStory, outlet: OutletFacts, link: str) -> Version:
        return shape_plainly(story, outlet.limits, link)

    async def send(self, job: Job, desk: Desk) -> Outcome:  # noqa: ARG002 - the shape of the port
        if job.story is None:
            return withdrawn()
        return published(f"{settings.BASE_URL}{job.story.path}")

    async def poll(self, job: Job, desk: Desk) -> Outcome:
        return await self.send(job, desk)

    async def reconcile(self, job: Job, desk: Desk) -> Outcome:
        return await self.send(job, desk)

    async def withdraw(self, job: Job, desk: Desk) -> Outcome:  # noqa: ARG002 - the shape of the port
        return withdrawn() if job.story is None else unknown(Cause.MAY_BE_OUT)

    async def close(self) -> None:
        """Nothing is open."""
