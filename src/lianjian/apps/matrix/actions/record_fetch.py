from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lianjian.apps.matrix.events import FeedFetched
from lianjian.apps.matrix.models import Attempt, Delivery, FeedFetch, Outlet
from lianjian.apps.matrix.rules.kinds import Mode
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lianjian.foundation.actor import Actor

KEPT = timedelta(days=400)


@transaction.atomic
def record_fetch(
    *,
    by: Actor,
    token: str,
    form: str,
    etag: str,
    stories: Mapping[int, int],
    agent: str = "",
    whole: bool = True,
    at: datetime | None = None,
) -> int:
    """Write down that an outlet fetched its feed with these stories (key to revision); deliveries that lay in
    it are handed over now. Returns how many were. ``whole`` is False for an answer "nothing new" (304): the
    client has what it asked with. ``at`` is when it was, now where nothing is said.
    """
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system records fetches."))
    outlet = (
        Outlet.objects.across_organisations("the token names the outlet")
        .filter(feed_token=token, mode=Mode.FEED)
        .first()
    )
    if outlet is None:
        raise NotThere
    now = at or timezone.now()
    fetches = FeedFetch.objects.across_organisations("the token names the outlet").filter(outlet=outlet)
    newest = fetches.order_by("-at").first()
    if newest is not None and newest.etag == etag and newest.form == form:
        fetches.filter(pk=newest.pk).update(times=F("times") + 1, last_at=now)
    else:
        FeedFetch.objects.create(
            outlet=outlet,
            at=now,
            last_at=now,
            form=form,
            etag=etag[:80],
            agent=agent[:200],
            items=len(stories),
        )
        fetches.filter(last_at__lt=now - KEPT).delete()
    if not whole:
        return 0
    rows = Delivery.objects.across_organisations("the token names the outlet").filter(
        outlet=outlet, story__in=list(stories), state=State.PLANNED, deed__in=[Deed.PUBLISH, Deed.CORRECT]
    )
    # a correction planned while the answer was written was not in it
    keys = [row.pk for row in rows.select_for_update() if row.revision <= stories[row.story]]
    if keys:
        rows.filter(pk__in=keys).update(
            state=State.ACCEPTED,
            accepted_at=now,
            moved_at=now,
            evidence="feed-or-hub" if settings.LIANJIAN_WEBSUB_HUB else "feed-fetch",
            attempts=F("attempts") + 1,
        )
        Attempt.objects.bulk_create(
            Attempt(
                delivery_id=key,
                at=now,
                began_as=State.PLANNED,
                state=State.ACCEPTED,
                detail=" ".join(agent.split())[:200],
            )
            for key in keys
        )
        tell(FeedFetched(outlet=outlet.key, deliveries=keys), by=by)
    return len(keys)
