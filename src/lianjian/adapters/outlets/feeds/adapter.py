"""Outlets that fetch from us: RSS, Atom or JSON Feed. The evidence that they have a story is their own
fetch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.adapters.outlets.feeds.wire import CONTENT_TYPES, write_feed
from lianjian.apps.matrix.ports import accepted, needs_human
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.versions import shape_plainly

if TYPE_CHECKING:
    from lianjian.apps.matrix.ports import Desk, Job, Outcome, OutletFacts
    from lianjian.apps.matrix.rules.feeds import Feed, Form
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import PublishedStory


class Feeds:
    """The dispatcher has nothing to do here: a delivery lies in the feed until it is fetched."""

    platform = "feeds"
    idempotent = True
    reconciles = False
    corrects = True
    withdraws = False
    credential_fields = ()
    timeout = 10.0

    def shape(self, story: PublishedStory, outlet: OutletFacts, link: str) -> Version:
        return shape_plainly(story, outlet.limits, link)

    def write(self, form: Form, feed: Feed) -> tuple[bytes, str]:
        """The feed's bytes and their media type."""
        return write_feed(form, feed), CONTENT_TYPES[form]

    async def send(self, job: Job, desk: Desk) -> Outcome:  # noqa: ARG002 - the shape of the port
        return accepted()

    async def poll(self, job: Job, desk: Desk) -> Outcome:
        return await self.send(job, desk)

    async def reconcile(self, job: Job, desk: Desk) -> Outcome:
        return await self.send(job, desk)

    async def withdraw(self, job: Job, desk: Desk) -> Outcome:  # noqa: ARG002 - the shape of the port
        return needs_human(Cause.COPY_FETCHED)

    async def close(self) -> None:
        """Nothing is open."""
