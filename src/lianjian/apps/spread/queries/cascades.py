"""Who carried one story on, as a tree. Only chains that left from our own pages: platforms tell totals, no
chains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from lianjian.apps.spread.models import Event, Item, Share
from lianjian.apps.spread.queries.selection import exact_for
from lianjian.apps.spread.rules.cascade import Node, ShareRow, grow
from lianjian.apps.spread.rules.observing import Kind
from lianjian.apps.spread.rules.rates import SMALLEST_SHOWN
from lianjian.kernel.refusals import NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Cascade:
    """The tree of a story. ``shares`` and ``chains`` (trees that start at the page itself) count all of
    them, ``nodes`` hold the largest. ``deepest`` is the number of hands of the longest chain, 0 where
    there is none. ``reads_direct`` came through no share."""

    story: int
    title: str
    chains: int
    shares: int
    deepest: int
    reads_direct: int
    reads_through_shares: int
    nodes: tuple[Node, ...]


def cascade(by: Actor, story: int, *, chains: int = 20, limit: int = 200) -> Cascade:
    """The ``chains`` largest trees of a story, at most ``limit`` shares of them. To the public, branches
    with fewer than three reads and forwards are folded into the share above. Raises NotThere for a story
    not followed."""
    item = Item.objects.filter(pk=story, withdrawn_at=None).first()
    if item is None:
        raise NotThere(gettext_noop("This story is not published here."))
    shares = Share.objects.filter(item=item)
    whole = shares.aggregate(n=Count("pk"), chains=Count("root", distinct=True), deepest=Max("depth"))
    reads = Event.objects.filter(item=item, kind=Kind.READ)
    direct, through = reads.filter(token=None).count(), reads.exclude(token=None)
    sizes = dict(shares.order_by().values_list("root").annotate(Count("pk")))
    for root, count in through.order_by().values_list("root").annotate(Count("pk")):
        sizes[root] = sizes.get(root, 0) + count
    largest = sorted(sizes, key=lambda root: (-sizes[root], root))[:chains]
    rows = shares.filter(root__in=largest).values_list("token", "parent_id", "depth", "outlet")
    read = dict(through.filter(root__in=largest).order_by().values_list("token").annotate(Count("pk")))
    smallest = 1 if exact_for(by, item.party_id) else SMALLEST_SHOWN
    return Cascade(
        story=item.pk,
        title=item.title,
        chains=whole["chains"],
        shares=whole["n"],
        deepest=0 if whole["deepest"] is None else whole["deepest"] + 1,
        reads_direct=direct,
        reads_through_shares=through.count(),
        nodes=grow((ShareRow(*row) for row in rows), read, smallest=smallest, limit=limit),
    )
