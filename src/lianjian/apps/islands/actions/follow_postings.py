from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lianjian.apps.islands.actions._inboxes import put_secretary, put_secretary_of, replies_due
from lianjian.apps.islands.events import InboxClosed
from lianjian.apps.islands.models import Inbox, Station
from lianjian.apps.islands.rules.inboxes import InboxRole
from lianjian.apps.parties.queries import current_posting, mandates_held
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor

AT_A_TIME = 200


@transaction.atomic
def follow_postings(*, by: Actor, today: date) -> int:
    """Close the inboxes of postings that are over, and open that of the successor with the same kinds and days, or the first
    one of a village with a station; 200 a call.
    Returns how many it changed, 0 when all is done. What is open in the old one is the successor's to read: that follows from
    mandates."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system does this."))
    now = timezone.now()
    rows = Inbox.objects.across_organisations("the system follows postings").select_related("posting")
    open_ones = rows.filter(role=InboxRole.SECRETARY, closed_at=None)
    elsewhere = open_ones.filter(posting__isnull=False).exclude(until=F("posting__ends_on"))
    moved = list(elsewhere.select_for_update(of=("self",)).order_by("pk")[:AT_A_TIME])
    for row in moved:
        row.until = row.posting.ends_on if row.posting else None
        row.save(update_fields=["until"])
        replies_due(row.organisation_id)
    over = list(open_ones.filter(until__lt=today).select_for_update(of=("self",)).order_by("pk")[:AT_A_TIME])
    for row in over:
        row.closed_at = now
        row.save(update_fields=["closed_at"])
        replies_due(row.organisation_id)
        tell(InboxClosed(inbox=row.key), by=by)
    return len(moved) + len(over) + _succeed(by, today, now) + _begin(by, today, now)


def _succeed(by: Actor, today: date, now: datetime) -> int:
    """Open the inboxes of successors; one that was closed by hand while its posting goes on has none yet."""
    rows = Inbox.objects.across_organisations("the system follows postings").select_related("posting")
    waiting = rows.filter(role=InboxRole.SECRETARY, closed_at__isnull=False, succeeded=False)
    vacant = set(waiting.order_by().values_list("organisation", flat=True))
    filled = {held.organisation for held in mandates_held(vacant, [Role.FIRST_SECRETARY], today)}
    left = waiting.filter(organisation__in=filled).exclude(
        posting__starts_on__lte=today, posting__ends_on__gte=today
    )
    done = 0
    for row in left.select_for_update(of=("self",)).order_by("pk"):
        if done == AT_A_TIME:
            break
        posting = current_posting(row.organisation_id, today)
        if posting is None or posting.pk == row.posting_id:
            continue
        if not rows.filter(posting=posting.pk).exists():
            put_secretary(by, posting, now, categories=row.categories, days=row.days)
        row.succeeded = True
        row.save(update_fields=["succeeded"])
        done += 1
    return done


def _begin(by: Actor, today: date, now: datetime) -> int:
    """Open the inbox where a village with a station never had one: nobody was posted when its box was enrolled."""
    had = Inbox.objects.across_organisations("the system follows postings").filter(role=InboxRole.SECRETARY)
    rows = Station.objects.across_organisations("the system follows postings").filter(retired_at=None)
    bare = set(
        rows.exclude(village__in=had.order_by().values("organisation")).values_list("village", flat=True)
    )
    filled = (
        {held.organisation for held in mandates_held(bare, [Role.FIRST_SECRETARY], today)} if bare else set()
    )
    done = 0
    for village in sorted(filled):
        if done == AT_A_TIME:
            break
        done += put_secretary_of(by, village, today, now) is not None
    return done
