"""The same figures side by side: by day, outlet, column, party, and the stories that went furthest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.spread.models import DayCount, Item
from lianjian.apps.spread.queries.figures import UNKNOWN, counting_since, item_rate
from lianjian.apps.spread.queries.outlets import outlet_names
from lianjian.apps.spread.queries.selection import (
    Selection,
    condition,
    exact_for,
    published_items,
    tallies,
)
from lianjian.apps.spread.rules.observing import OWN_SITE, Kind
from lianjian.apps.spread.rules.rates import Rate, Shown, Tally, show, show_count
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day. ``readers``: visitors of that day, counted once for each story and outlet they read (None
    where too small to be shown or where none carried a hash); it lags behind ``seen`` by one roll-up."""

    day: date
    seen: Shown
    readers: int | None


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One column, party or outlet. ``seen`` is unknown (None, not hidden) where nothing is measured."""

    key: str
    name: str
    seen: Shown
    item_forward_rate: Rate
    items_unknown: int


@dataclass(frozen=True, slots=True)
class StoryFigures:
    """One story, ``published`` on a civil day."""

    story: int
    title: str
    column: str
    party: int | None
    published: date
    seen: Shown


def by_day(by: Actor, selection: Selection) -> list[DayFigures]:
    """Every day of the selection in order, those without events too, from its first (or the first that was
    counted) to its last (or the last with events)."""
    exact = _exact(by, selection)
    found = {key[0]: one for key, one in tallies(condition(selection), "day").items()}
    start, end = selection.since or min(found, default=None), selection.until or max(found, default=None)
    begun = counting_since()
    if start is None or end is None or begun is None:
        return []
    visitors = dict(
        DayCount.objects.filter(condition(selection), kind=Kind.READ)
        .order_by()
        .values_list("day")
        .annotate(Sum("visitors"))
    )
    days = (max(start, begun) + timedelta(days=n) for n in range((end - max(start, begun)).days + 1))
    return [
        DayFigures(
            day=day,
            seen=show(found.get(day, Tally()), exact=exact),
            readers=show_count(visitors.get(day, 0), exact=exact) or None,
        )
        for day in days
    ]


def by_outlet(by: Actor, selection: Selection) -> list[GroupFigures]:
    """Every outlet; one of which our pages know nothing is shown as unknown. The chains that left from an
    outlet count there, wherever they were read."""
    exact, begun = _exact(by, selection), counting_since()
    items = list(published_items(selection))
    found = tallies(condition(replace(selection, since=None)), "outlet", "item_id")
    inside = {key[0]: one for key, one in tallies(condition(selection), "outlet").items()}
    groups = []
    for key, name in outlet_names().items():
        known = key in inside or (key == OWN_SITE and begun is not None)
        seen = show(inside.get(key, Tally()), exact=exact) if known else UNKNOWN
        of_outlet = {item: one for (outlet, item), one in found.items() if outlet == key}
        rate = item_rate((item.pk for item in items), of_outlet, known=known and not seen.hidden)
        groups.append(
            GroupFigures(key, name, seen, rate, _unknown(items, of_outlet, begun) if known else len(items))
        )
    return groups


def by_column(by: Actor, selection: Selection) -> list[GroupFigures]:
    """Every column with stories in the selection, the most stories first; ``name`` is the column's slug."""
    return _by_item_facet(by, selection, lambda item: item.column, lambda keys: {key: key for key in keys})


def by_party(by: Actor, selection: Selection) -> list[GroupFigures]:
    """Every party with stories in the selection, the most stories first; stories of nobody are left out.
    ``key`` is the organisation's primary key as text."""

    def names(keys: Iterable[str]) -> dict[str, str]:
        short = organisation_names(int(key) for key in keys)
        return {str(key): name for key, name in short.items()}

    return _by_item_facet(by, selection, lambda item: str(item.party_id or ""), names)


def most_carried(by: Actor, selection: Selection, *, limit: int = 10) -> list[StoryFigures]:
    """The stories with the most forwards in the selection, then the most reads."""
    found = {key[0]: one for key, one in tallies(condition(selection), "item_id").items()}
    best = sorted(found, key=lambda item: (-found[item].forwards, -found[item].reads, item))[:limit]
    items = Item.objects.in_bulk(best)
    return [
        StoryFigures(
            story=pk,
            title=items[pk].title,
            column=items[pk].column,
            party=items[pk].party_id,
            published=civil_date(items[pk].published_at),
            seen=show(found[pk], exact=exact_for(by, items[pk].party_id)),
        )
        for pk in best
    ]


def by_story(by: Actor, stories: Iterable[int]) -> dict[int, Shown]:
    """Reads and forwards of each of these stories that is followed, since counting began. Unknown (None, not
    hidden) for one that was published before that and of which nothing was seen since. Two statements."""
    begun = counting_since()
    items = Item.objects.in_bulk(set(stories))
    chosen = condition(Selection()) & Q(item__in=list(items))
    found = {key[0]: one for key, one in tallies(chosen, "item_id").items()}
    return {
        pk: show(found.get(pk, Tally()), exact=exact_for(by, item.party_id))
        if pk in found or (begun is not None and civil_date(item.published_at) >= begun)
        else UNKNOWN
        for pk, item in items.items()
        if item.withdrawn_at is None
    }


def _by_item_facet(
    by: Actor,
    selection: Selection,
    facet: Callable[[Item], str],
    names: Callable[[Iterable[str]], dict[str, str]],
) -> list[GroupFigures]:
    begun = counting_since()
    everything = Item.objects.filter(withdrawn_at=None)
    facet_of = {item.pk: facet(item) for item in everything}
    inside: dict[str, Tally] = {}
    for (item,), one in tallies(condition(selection), "item_id").items():
        inside[facet_of[item]] = inside.get(facet_of[item], Tally()) + one
    ever = {key[0]: one for key, one in tallies(condition(replace(selection, since=None)), "item_id").items()}
    published: dict[str, list[Item]] = {}
    for story in published_items(selection):
        published.setdefault(facet_of[story.pk], []).append(story)
    keys = sorted((set(published) | set(inside)) - {""}, key=lambda k: (-len(published.get(k, [])), k))
    named = names(keys)
    groups = []
    for key in keys:
        stories = published.get(key, [])
        party = whole_number(key)
        exact = _exact(by, selection) or exact_for(by, party)
        seen = show(inside.get(key, Tally()), exact=exact) if begun is not None else UNKNOWN
        rate = item_rate((s.pk for s in stories), ever, known=begun is not None and not seen.hidden)
        groups.append(GroupFigures(key, named.get(key, key), seen, rate, _unknown(stories, ever, begun)))
    return groups


def _exact(by: Actor, selection: Selection) -> bool:
    party = selection.party
    if selection.story is not None:
        party = Item.objects.filter(pk=selection.story).values_list("party", flat=True).first()
    return exact_for(by, party)


def _unknown(items: Iterable[Item], found: dict[int, Tally], begun: date | None) -> int:
    """Stories published before counting began, of which nothing was seen since."""
    return sum(
        item.pk not in found and (begun is None or civil_date(item.published_at) < begun) for item in items
    )
