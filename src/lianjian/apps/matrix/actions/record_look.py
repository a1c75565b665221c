from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.matrix.actions._stopping import stop_outlet, unwarn, warn
from lianjian.apps.matrix.events import AccountLookedAt
from lianjian.apps.matrix.models import AccountFacts, Credential, Outlet
from lianjian.apps.matrix.queries.facts import credentials_of
from lianjian.apps.matrix.rules.accounts import (
    About,
    Known,
    Standing,
    away_too_long,
    ending_soon,
    judged,
    next_look,
    standing_of,
)
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.sealing import SealBrokenError
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.matrix.rules.accounts import Found
    from lianjian.foundation.actor import Actor

_WHY = "the system looks at the accounts of all organisations"


@transaction.atomic
def record_look(*, by: Actor, outlet: int, found: Found, now: datetime) -> AccountFacts | None:
    """Write down what a look at an account found, and what follows: a warning before its end, a stop where the authorisation
    is dead, a warning where it could not be asked for hours; a look that finds all well closes what is over. None where the
    credentials were taken away meanwhile."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system looks at accounts."))
    row = Outlet.objects.across_organisations(_WHY).select_for_update(of=("self",)).get(pk=outlet)
    credential = Credential.objects.across_organisations(_WHY).filter(outlet=row).first()
    if credential is None:
        return None
    facts = AccountFacts.objects.across_organisations(_WHY).filter(outlet=row).first()
    facts = facts or AccountFacts(outlet=row)
    facts.next_look_at = next_look(found, now)
    if found.blip:
        _not_answered(facts, found, now)
        return facts
    before = (facts.away_since, facts.missing, facts.ends_at)
    if found.dead:  # what was known of it holds on
        scopes = None if facts.scopes is None else tuple(facts.scopes)
        standing = Standing(facts.ends_at, Known(facts.known), scopes, tuple(facts.missing))
    else:
        standing = standing_of(row.platform, _opened(row), credential.stored_at, found)
    found = judged(found, standing, now)
    facts.ends_at, facts.known = standing.ends_at, standing.known
    facts.scopes = None if standing.scopes is None else list(standing.scopes)
    facts.missing, facts.looked_at = list(standing.missing), now
    facts.away_since, facts.away_cause = None, ""
    facts.save()
    _follow(row, standing, found, by, now)
    if before != (None, facts.missing, facts.ends_at) or found.dead:
        ends = facts.ends_at.isoformat() if facts.ends_at else ""
        tell(AccountLookedAt(outlet=row.pk, cause=found.cause or "", ends_at=ends), by=by)
    return facts


def _opened(row: Outlet) -> dict[str, str]:
    try:
        return credentials_of(row)
    except SealBrokenError:
        return {}


def _not_answered(facts: AccountFacts, found: Found, now: datetime) -> None:
    """A blip changes nothing that is known; one that lasts is told once."""
    if found.away:
        facts.away_since, facts.away_cause = facts.away_since or now, found.cause or ""
    facts.save()
    since = facts.away_since
    if found.away and since is not None and away_too_long(since, now):
        warn(facts.outlet_id, About.AWAY, civil_date(since), cause=found.cause or "", now=now)


def _follow(row: Outlet, standing: Standing, found: Found, by: Actor, now: datetime) -> None:
    """Warn, stop, and close what is over."""
    unwarn(row.pk, About.AWAY, now=now)
    if ending_soon(standing, now) and standing.ends_at is not None:
        warn(row.pk, About.ENDING, civil_date(standing.ends_at), cause=Cause.AUTHORISATION_ENDED, now=now)
    elif found.cause != Cause.AUTHORISATION_ENDED:
        unwarn(row.pk, About.ENDING, now=now)
    if found.dead:
        stop_outlet(
            by=by, outlet=row.pk, cause=found.cause or "", code=found.code, detail=found.detail, now=now
        )
