"""Making the row and the key of an inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.islands.events import InboxOpened
from lianjian.apps.islands.models import Inbox, Station
from lianjian.apps.islands.ports import mail_keys
from lianjian.apps.islands.rules.inboxes import USUAL_DAYS, InboxRole, name_of
from lianjian.apps.islands.rules.stations import ReplyState
from lianjian.apps.parties.queries import current_posting
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor


def put_inbox(by: Actor, key: str, role: InboxRole, now: datetime, **values: Any) -> Inbox:
    """Open the inbox called ``key``, or open it again, with the same key as before. ``values`` are its columns."""
    rows = Inbox.objects.across_organisations("whoever opens it was judged by the caller")
    row = rows.select_for_update(of=("self",)).filter(key=key).first()
    row = row or Inbox(key=key, role=role, recipient=mail_keys().make_inbox(key), opened_at=now)
    if row.closed_at is not None:
        row.opened_at, row.closed_at = now, None
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    if role is InboxRole.SECRETARY:
        replies_due(row.organisation_id)
    tell(InboxOpened(inbox=key, role=role, organisation=row.organisation_id), by=by)
    return row


def put_secretary(
    by: Actor, posting: Any, now: datetime, *, categories: Sequence[str] = (), days: int = USUAL_DAYS
) -> Inbox:
    """The inbox of a posting: it takes letters until its last day."""
    return put_inbox(
        by,
        f"secretary-{posting.pk}",
        InboxRole.SECRETARY,
        now,
        organisation_id=posting.village_id,
        person_id=posting.person_id,
        posting_id=posting.pk,
        name=name_of(posting.person.name),
        categories=list(categories),
        days=days,
        until=posting.ends_on,
    )


def put_secretary_of(by: Actor, village: int, today: date, now: datetime) -> Inbox | None:
    """The inbox of whoever is posted to a village today, where it has none yet; None where nobody is posted."""
    posting = current_posting(village, today)
    if posting is None:
        return None
    rows = Inbox.objects.across_organisations("the village's own")
    return rows.filter(posting=posting.pk).first() or put_secretary(by, posting, now)


def replies_due(village: int) -> None:
    """What the stations of a village are told has changed."""
    rows = Station.objects.across_organisations("the village's own stations")
    rows.filter(village=village, lost_at=None, retired_at=None).update(reply_state=ReplyState.DUE)
