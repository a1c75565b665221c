"""Counting reads and forwards.

This verb (and ``mint_share``) tells no domain event, against the habit of the house and on purpose: a row in
the audit trail for every page somebody reads would keep for ever when each reading took place, and would
double every write. The rows themselves are the record, ``roll_up`` tells what it counted, and that sum is
sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils import timezone

from lianjian.apps.spread.models import Event, Item, Share
from lianjian.apps.spread.models.roll_up import while_collecting
from lianjian.apps.spread.rules.lineage import Link, place_of_read
from lianjian.apps.spread.rules.observing import Observed, day_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from lianjian.foundation.actor import Actor

K = TypeVar("K")
PIECE = 500
"""Keys asked for in one query: below the smallest limit of parameters that SQLite was ever built with."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch: newly counted, known already, and the ids of events of stories that are not
    published here (these are not kept)."""

    new: int
    repeated: int
    unknown_story: tuple[UUID, ...]


@transaction.atomic
def record_events(*, by: Actor, batch: Iterable[Observed]) -> Recorded:  # noqa: ARG001 - counting asks nobody
    """Count a batch of reads and forwards. Exactly once by event_id: a batch may be sent again, whole or in
    part.

    Each event counts on its own day, however late and in whatever order it comes. Raises Refused, and keeps
    nothing of the batch, where the time of an event is impossible.
    """
    now = timezone.now()
    while_collecting()
    sent = list(batch)
    events = {event.event_id: event for event in sent}
    days = {key: day_of(event.at, now=now) for key, event in events.items()}
    followed = _followed({event.story for event in events.values()})
    links = _links({event.token for event in events.values() if event.token is not None})
    known = _known(list(events))
    rows = []
    for key, event in events.items():
        if event.story not in followed or key in known:
            continue
        through = links.get(event.token) if event.token is not None else None
        place = place_of_read(story=event.story, outlet=event.outlet, through=through)
        rows.append(
            Event(
                event_id=key,
                kind=event.kind,
                item_id=event.story,
                outlet=place.outlet,
                token=place.parent,
                root=place.root,
                depth=place.depth,
                day=days[key],
                at=event.at,
                visitor=event.visitor,
            )
        )
    # a second collector may have taken the same event since we looked: the key decides
    Event.objects.bulk_create(rows, batch_size=PIECE, ignore_conflicts=True)
    unknown = tuple(key for key, event in events.items() if event.story not in followed)
    return Recorded(new=len(rows), repeated=len(sent) - len(rows) - len(unknown), unknown_story=unknown)


def _followed(stories: set[int]) -> set[int]:
    found: set[int] = set()
    for piece in _pieces(sorted(stories)):
        found |= set(Item.objects.filter(pk__in=piece, withdrawn_at=None).values_list("pk", flat=True))
    return found


def _links(tokens: set[int]) -> dict[int, Link]:
    found: dict[int, Link] = {}
    for piece in _pieces(sorted(tokens)):
        for row in Share.objects.filter(pk__in=piece).values_list(
            "token", "item_id", "root", "depth", "outlet"
        ):
            found[row[0]] = Link(*row)
    return found


def _known(keys: list[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for piece in _pieces(keys):
        found |= set(Event.objects.filter(event_id__in=piece).values_list("event_id", flat=True))
    return found


def _pieces(keys: list[K]) -> Iterable[list[K]]:
    return (keys[start : start + PIECE] for start in range(0, len(keys), PIECE))
