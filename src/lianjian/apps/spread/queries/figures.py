"""The report: reads, forwards and the two forward rates, with what is unknown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Min

from lianjian.apps.spread.models import DayCount, Event, PlatformMetric
from lianjian.apps.spread.queries.outlets import outlet_names
from lianjian.apps.spread.queries.selection import (
    Selection,
    condition,
    exact_for,
    published_items,
    tallies,
)
from lianjian.apps.spread.rules.metrics import Period
from lianjian.apps.spread.rules.observing import OWN_SITE
from lianjian.apps.spread.rules.rates import Rate, Shown, Tally, show, show_count
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor

UNKNOWN = Shown(None, None)
"""Nothing is measured there: neither hidden nor 0."""


@dataclass(frozen=True, slots=True)
class PlatformFigure:
    """What one platform tells, under one definition: the sum over ``stories`` stories of the latest value
    of each. Never to be added to another figure, and no chain stands behind it. None where too small to be
    shown."""

    outlet: str
    metric: str
    definition: str
    value: int | None
    stories: int
    latest_day: date
    fetched_at: datetime
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """``seen`` and both rates rest on our own pages alone. ``item_forward_rate``: stories published in the
    period that were forwarded at least once until its end / stories published in the period.
    ``items_unknown`` of the denominator were published before counting began and have no events: the item
    rate is a lower bound. ``outlets_unknown`` gave no figure at all for this selection, which is not 0."""

    selection: Selection
    seen: Shown
    item_forward_rate: Rate
    items_unknown: int
    read_forward_rate: Rate
    outlets: tuple[str, ...]
    outlets_unknown: tuple[str, ...]
    platform: tuple[PlatformFigure, ...]
    counting_since: date | None


def report(by: Actor, selection: Selection | None = None) -> Report:
    """The figures of a selection as ``by`` may see them. Raises NotThere for a story or outlet that is not
    there."""
    chosen = selection or Selection()
    names = outlet_names()
    if chosen.outlet is not None and chosen.outlet not in names:
        raise NotThere(gettext_noop("There is no outlet “%(key)s”."), key=chosen.outlet)
    items = {item.pk: item for item in published_items(chosen)}
    exact = exact_for(by, items[chosen.story].party_id if chosen.story in items else chosen.party)
    begun = counting_since()
    by_outlet = {key[0]: one for key, one in tallies(condition(chosen), "outlet").items()}
    measured = set(by_outlet) | ({OWN_SITE} if begun is not None else set())
    asked = tuple(names) if chosen.outlet is None else (chosen.outlet,)
    known = bool(measured.intersection(asked))
    seen = show(sum(by_outlet.values(), Tally()), exact=exact) if known else UNKNOWN
    up_to_its_end = condition(replace(chosen, since=None))
    by_item = {key[0]: one for key, one in tallies(up_to_its_end, "item_id").items()}
    platform = platform_figures(chosen, exact=exact)
    told = measured | {one.outlet for one in platform}
    return Report(
        selection=chosen,
        seen=seen,
        item_forward_rate=item_rate(items, by_item, known=known and not seen.hidden),
        items_unknown=sum(
            pk not in by_item and (begun is None or civil_date(item.published_at) < begun)
            for pk, item in items.items()
        ),
        read_forward_rate=seen.read_forward_rate,
        outlets=asked,
        outlets_unknown=tuple(key for key in asked if key not in told),
        platform=platform,
        counting_since=begun,
    )


def item_rate(items: Iterable[int], by_item: Mapping[int, Tally], *, known: bool) -> Rate:
    """Items forwarded at least once / items; the numerator is None where it is unknown or may not be
    shown."""
    published = list(items)
    forwarded = sum(by_item.get(item, Tally()).forwards > 0 for item in published)
    return Rate(forwarded if known else None, len(published))


def counting_since() -> date | None:
    """The first day of which we have an event; None where nothing was ever counted."""
    rolled = DayCount.objects.aggregate(first=Min("day"))["first"]
    if rolled is not None:
        day: date = rolled
        return day
    fresh: date | None = Event.objects.aggregate(first=Min("day"))["first"]
    return fresh


def platform_figures(selection: Selection, *, exact: bool) -> tuple[PlatformFigure, ...]:
    """What the platforms tell, one entry for each outlet, metric and definition. Of each day (or of the
    running total) only the latest fetch counts; days are added up, running totals are not."""
    rows = PlatformMetric.objects.filter(condition(selection, day="stat_date")).order_by(
        "stat_date", "fetched_at"
    )
    latest: dict[tuple[str, str, str, int], dict[date | None, PlatformMetric]] = {}
    for row in rows.iterator():
        key = (row.outlet, row.metric, row.definition, row.item_id)
        latest.setdefault(key, {})[row.stat_date if row.period == Period.DAY else None] = row
    figures: dict[tuple[str, str, str], list[list[PlatformMetric]]] = {}
    for (outlet, metric, definition, _), kept in latest.items():
        figures.setdefault((outlet, metric, definition), []).append(list(kept.values()))
    return tuple(
        PlatformFigure(
            outlet=outlet,
            metric=metric,
            definition=definition,
            value=show_count(sum(row.value for rows in stories for row in rows), exact=exact),
            stories=len(stories),
            latest_day=max(row.stat_date for rows in stories for row in rows),
            fetched_at=max(row.fetched_at for rows in stories for row in rows),
            sources=tuple(sorted({row.source for rows in stories for row in rows})),
        )
        for (outlet, metric, definition), stories in sorted(figures.items())
    )
