"""From a claimed row to a job an adapter can do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lianjian.apps.matrix.models import Delivery, Outlet, RemoteRef
from lianjian.apps.matrix.ports import Job, needs_human
from lianjian.apps.matrix.queries.facts import credentials_of, facts_of, version_of
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.sealing import SealBrokenError
from lianjian.apps.matrix.rules.settling import Verdict
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.newsroom import queries as newsroom

if TYPE_CHECKING:
    from lianjian.apps.matrix.ports import Adapters
    from lianjian.apps.matrix.rules.work import Claim

logger = logging.getLogger("lianjian.matrix")
_WHY = "the dispatcher works for all organisations"


def prepare(claim: Claim, adapters: Adapters) -> Job | Verdict:
    """The job; or a verdict where there is nothing an adapter could do: a withdrawn story, no adapter, no
    credentials. A question that cannot be asked leaves the delivery where it stands."""
    outlet = Outlet.objects.across_organisations(_WHY).get(pk=claim.outlet)
    adapter = adapters.serving(outlet.platform, outlet.mode)
    if adapter is None:
        return _cannot(claim, Cause.ADAPTER_MISSING)
    try:
        credentials = credentials_of(outlet)
    except SealBrokenError:
        return _cannot(claim, Cause.CREDENTIALS_UNREADABLE)
    if any(not credentials.get(name) for name in adapter.credential_fields):
        return _cannot(claim, Cause.CREDENTIALS_MISSING)
    story = newsroom.published(claim.story)
    if story is None and claim.deed != Deed.WITHDRAW and claim.state == State.SENDING:
        return Verdict(state=State.WITHDRAWN, cause=Cause.STORY_WITHDRAWN)
    facts = facts_of(outlet)
    version = None
    if story is not None:
        version = version_of(adapter, story, facts, claim.key, claim.changes)
    return Job(
        delivery=claim.delivery,
        key=claim.key,
        deed=claim.deed,
        state=claim.state,
        attempt=claim.attempts,
        checks=claim.checks,
        outlet=facts,
        story=story,
        version=version,
        refs=_refs(claim),
        credentials=credentials,
    )


def _cannot(claim: Claim, cause: Cause) -> Verdict:
    if claim.state == State.SENDING:
        return needs_human(cause)
    return Verdict(state=claim.state, cause=cause)


def _refs(claim: Claim) -> dict[str, str]:
    """What this delivery left at the platform; a withdrawal gets what all earlier ones left."""
    rows = RemoteRef.objects.across_organisations(_WHY).order_by("delivery", "id")
    if claim.deed != Deed.WITHDRAW:
        return dict(rows.filter(delivery=claim.delivery).values_list("name", "value"))
    earlier = Delivery.objects.across_organisations(_WHY).filter(
        story=claim.story, outlet=claim.outlet, pk__lte=claim.delivery
    )
    return dict(rows.filter(delivery__in=earlier).values_list("name", "value"))
