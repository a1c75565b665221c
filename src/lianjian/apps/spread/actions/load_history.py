from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.spread.actions.record_events import Recorded, record_events
from lianjian.apps.spread.actions.roll_up import roll_up
from lianjian.apps.spread.events import HistoryLoaded
from lianjian.apps.spread.models import Event, Item, Share
from lianjian.apps.spread.models.roll_up import while_collecting
from lianjian.apps.spread.rules.lineage import Link, place_of_share
from lianjian.apps.spread.rules.observing import Kind, Observed, PastRead, PastShare, day_of
from lianjian.apps.spread.rules.tokens import draw
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from lianjian.foundation.actor import Actor

BATCH = 5000


@transaction.atomic
def load_history(*, by: Actor, shares: Iterable[PastShare], reads: Iterable[PastRead]) -> Recorded:
    """Bring in reads and forwards of the past in bulk (a demonstration, a former system), and roll them up.
    Once by event_id: loading the same history again adds nothing.

    A share must come after its parent. Only the network administrator and the system may. Raises Refused
    where a parent or the share of a read is not among ``shares``; then nothing is kept.
    """
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the network administrator can load history."))
    while_collecting()
    links, new, unknown = _load_shares(list(shares))
    counted = [record_events(by=by, batch=batch) for batch in _observed(reads, links)]
    new_reads = sum(one.new for one in counted)
    roll_up(by=by)
    tell(HistoryLoaded(reads=new_reads, forwards=new), by=by)
    return Recorded(
        new=new + new_reads,
        repeated=len(links) - len(unknown) - new + sum(one.repeated for one in counted),
        unknown_story=(*unknown, *(key for one in counted for key in one.unknown_story)),
    )


def _load_shares(past: list[PastShare]) -> tuple[dict[str, Link | None], int, list[UUID]]:
    """Links by key (None where the story is not published here), how many are new, and the ids of those
    without."""
    now = timezone.now()
    followed = set(Item.objects.filter(withdrawn_at=None).values_list("pk", flat=True))
    stored = {
        row[0]: Link(*row[1:])
        for row in Share.objects.filter(item__in={share.story for share in past}).values_list(
            "event_id", "token", "item_id", "root", "depth", "outlet"
        )
    }
    taken = {link.token for link in stored.values()}
    links: dict[str, Link | None] = {}
    rows: list[Share] = []
    events: list[Event] = []
    unknown: list[UUID] = []
    for share in past:
        if share.story not in followed:
            unknown.append(share.event_id)
            links[share.key] = None
            continue
        if share.event_id in stored:
            links[share.key] = stored[share.event_id]
            continue
        token = draw(secrets.randbits)
        while token in taken:
            token = draw(secrets.randbits)
        taken.add(token)
        place = place_of_share(
            token, story=share.story, outlet=share.outlet, parent=_above(share.parent, links)
        )
        links[share.key] = Link(token, share.story, place.root or token, place.depth, place.outlet)
        common = {
            "event_id": share.event_id,
            "item_id": share.story,
            "outlet": place.outlet,
            "root": place.root,
            "depth": place.depth,
            "at": share.at,
        }
        rows.append(Share(token=token, parent_id=place.parent, orphan=place.orphan, **common))
        day = day_of(share.at, now=now)
        events.append(Event(kind=Kind.FORWARD, token=place.parent, day=day, **common))
    Share.objects.bulk_create(rows, batch_size=BATCH)
    Event.objects.bulk_create(events, batch_size=BATCH, ignore_conflicts=True)
    return links, len(rows), unknown


def _above(key: str | None, links: dict[str, Link | None]) -> Link | None:
    if key is None:
        return None
    if key not in links:
        raise Refused(
            gettext_noop("The share “%(key)s” is not among those loaded."),
            cure=gettext_noop("Give every share after its parent."),
            key=key,
        )
    return links[key]


def _observed(reads: Iterable[PastRead], links: dict[str, Link | None]) -> Iterator[list[Observed]]:
    batch: list[Observed] = []
    for read in reads:
        link = _above(read.share, links)
        batch.append(
            Observed(
                event_id=read.event_id,
                kind=Kind.READ,
                story=read.story,
                at=read.at,
                outlet=read.outlet,
                token=link.token if link else None,
                visitor=read.visitor,
            )
        )
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
