"""Making a share link. Like ``record_events`` it tells no domain event: see there."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from lianjian.apps.spread.models import Event, Item, Share
from lianjian.apps.spread.models.roll_up import while_collecting
from lianjian.apps.spread.rules.lineage import Link, place_of_share
from lianjian.apps.spread.rules.observing import OWN_SITE, Kind
from lianjian.apps.spread.rules.tokens import draw
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from uuid import UUID

    from lianjian.foundation.actor import Actor

DRAWS = 8
"""A second draw is already less likely than one in 10**12 at ten million shares; a ninth means a broken
generator."""


@dataclass(frozen=True, slots=True)
class Minted:
    """A share link that was made. ``again``: the same request had been answered before, with this link."""

    token: int
    story: int
    root: int
    depth: int
    outlet: str
    orphan: bool
    again: bool = False


@transaction.atomic
def mint_share(
    *,
    by: Actor,  # noqa: ARG001 - whoever forwards is not kept
    story: int,
    parent: int | None = None,
    outlet: str = OWN_SITE,
    event_id: UUID | None = None,
    visitor: str = "",
) -> Minted:
    """Make a link by which somebody carries a story on, and count one forward. O(1) however long the chain
    is.

    ``parent`` is the token of the link they came by. ``event_id`` makes a repeated request one forward: it
    gets the first answer again. ``visitor`` is the day's hash of the one who forwards, kept with the count
    only. Raises NotThere where the story is not published.
    """
    request = event_id or uuid4()
    while_collecting()
    item = Item.objects.filter(pk=story, withdrawn_at=None).first()
    if item is None:
        raise NotThere(gettext_noop("This story is not published here."))
    answered = Share.objects.filter(event_id=request, item=item).first()
    if answered is not None:
        return _minted(answered, again=True)
    try:
        with transaction.atomic():
            return _minted(_forward(request, item, parent, outlet=outlet, visitor=visitor))
    except IntegrityError as taken:
        # the same request came twice at once, or its id belongs to another event
        answered = Share.objects.filter(event_id=request, item=item).first()
        if answered is None:
            raise Refused(
                gettext_noop("This id was used for something else."),
                cure=gettext_noop("Draw a new random id for every event."),
                field="event_id",
            ) from taken
        return _minted(answered, again=True)


def _forward(request: UUID, item: Item, parent: int | None, *, outlet: str, visitor: str) -> Share:
    above = Share.objects.filter(pk=parent).first() if parent is not None else None
    link = Link(above.token, above.item_id, above.root, above.depth, above.outlet) if above else None
    now = timezone.now()
    share = _insert(request, item, link, outlet=outlet, parent_named=parent is not None)
    Event.objects.create(
        event_id=request,
        kind=Kind.FORWARD,
        item=item,
        outlet=share.outlet,
        token=share.parent_id,
        root=share.root,
        depth=share.depth,
        day=civil_date(now),
        at=now,
        visitor=visitor,
    )
    return share


def _insert(request: UUID, item: Item, link: Link | None, *, outlet: str, parent_named: bool) -> Share:
    """The row under a token that is free: the database decides, and a token that is taken is drawn again."""
    for attempt in range(DRAWS):
        token = draw(secrets.randbits)
        place = place_of_share(token, story=item.pk, outlet=outlet, parent=link, parent_named=parent_named)
        try:
            with transaction.atomic():
                return Share.objects.create(
                    token=token,
                    event_id=request,
                    item=item,
                    parent_id=place.parent,
                    root=place.root or token,
                    depth=place.depth,
                    outlet=place.outlet,
                    orphan=place.orphan,
                    at=timezone.now(),
                )
        except IntegrityError:
            if attempt == DRAWS - 1 or not Share.objects.filter(pk=token).exists():
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


def _minted(share: Share, *, again: bool = False) -> Minted:
    return Minted(
        token=share.token,
        story=share.item_id,
        root=share.root,
        depth=share.depth,
        outlet=share.outlet,
        orphan=share.orphan,
        again=again,
    )
