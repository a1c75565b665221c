"""Which events and stories a figure is about, and counting them in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import Coalesce

from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.spread.models import DayCount, Event, Item, Watermark
from lianjian.apps.spread.rules.observing import Kind
from lianjian.apps.spread.rules.rates import Tally
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

NEWSROOM = (Role.EDITOR, Role.REVIEWER)
"""Roles that work with these figures: they see small ones too."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a figure is about; None means all. ``since`` and ``until`` are civil days, both included: reads
    and forwards are those that happened on these days, items those published on them."""

    story: int | None = None
    outlet: str | None = None
    column: str | None = None
    party: int | None = None
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.until < self.since:
            raise Refused(
                gettext_noop("The period ends before it starts."),
                cure=gettext_noop("Exchange the two dates."),
                field="until",
            )


def exact_for(by: Actor, party: int | None) -> bool:
    """Whether ``by`` sees small figures: newsrooms and the system do, others those of their own
    organisation."""
    return by.holds(*NEWSROOM) or (party is not None and by.acts_for(party))


def published_items(selection: Selection) -> QuerySet[Item]:
    """Stories of the selection that are public, published on its days. Raises NotThere where the one story
    asked for is not followed; its day of publication does not matter then."""
    rows = Item.objects.filter(withdrawn_at=None)
    if selection.story is not None:
        rows = rows.filter(pk=selection.story)
        if not rows.exists():
            raise NotThere(gettext_noop("This story is not published here."))
    elif selection.since is not None or selection.until is not None:
        rows = rows.filter(_between("published_at__date", selection))
    if selection.column is not None:
        rows = rows.filter(column=selection.column)
    if selection.party is not None:
        rows = rows.filter(party=selection.party)
    return rows


def condition(selection: Selection, *, day: str = "day") -> Q:
    """The selection as a condition on rows of an item, an outlet and a day: events, day counts, platform
    figures."""
    chosen = Q(item__withdrawn_at=None) & _between(day, selection)
    if selection.story is not None:
        chosen &= Q(item=selection.story)
    if selection.outlet is not None:
        chosen &= Q(outlet=selection.outlet)
    if selection.column is not None:
        chosen &= Q(item__column=selection.column)
    if selection.party is not None:
        chosen &= Q(item__party=selection.party)
    return chosen


def _between(field: str, selection: Selection) -> Q:
    since = Q() if selection.since is None else Q(**{f"{field}__gte": selection.since})
    until = Q() if selection.until is None else Q(**{f"{field}__lte": selection.until})
    return since & until


def tallies(chosen: Q, *fields: str) -> dict[tuple[Any, ...], Tally]:
    """Reads and forwards by ``fields`` (columns that events and day counts share): the roll-up, and what
    has come since. One statement, so that a roll-up running meanwhile is seen either whole or not at all."""
    upto = Coalesce(Watermark.objects.values("upto")[:1], Value(0))
    rolled = DayCount.objects.filter(chosen).order_by().values_list(*fields, "kind").annotate(n=Sum("events"))
    since = (
        Event.objects.filter(chosen, pk__gt=upto)
        .order_by()
        .values_list(*fields, "kind")
        .annotate(n=Count("pk"))
    )
    found: dict[tuple[Any, ...], Tally] = {}
    for *key, kind, count in rolled.union(since, all=True):
        one = Tally(reads=count) if kind == Kind.READ else Tally(forwards=count)
        found[tuple(key)] = found.get(tuple(key), Tally()) + one
    return found
