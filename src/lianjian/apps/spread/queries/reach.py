"""How soon and how widely the network tells: timeliness and coverage of domain.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.db.models.functions import Substr

from lianjian.apps.parties.queries import organisations, villages_below
from lianjian.apps.spread.models import Item
from lianjian.apps.spread.queries.selection import Selection, published_items
from lianjian.apps.spread.rules.rates import Rate
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

RECENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Days from what happened to its publication. ``median_days`` is None where no story says when it
    happened; ``undated`` stories do not say."""

    median_days: float | None
    within_a_day: Rate
    dated: int
    undated: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Parties with a story published in the last 90 days / parties that have joined. ``silent`` holds the
    keys of the others."""

    rate: Rate
    silent: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlaceReach:
    """How many villages lie in a place, by the beginning of its code, and how many of them have joined and have had
    no story in the last 90 days."""

    code: str
    villages: int
    silent: int


def timeliness(selection: Selection) -> Timeliness:
    """Over the stories published in the selection. Open to everybody: dates of public stories."""
    days, undated = [], 0
    for published_at, happened_on in published_items(selection).values_list("published_at", "happened_on"):
        if happened_on is None:
            undated += 1
        else:
            days.append((civil_date(published_at) - happened_on).days)
    return Timeliness(
        median_days=float(median(days)) if days else None,
        within_a_day=Rate(sum(day <= 1 for day in days), len(days)),
        dated=len(days),
        undated=undated,
    )


def coverage(today: date) -> Coverage:
    """On ``today``, over the parties of the register that have joined by then. Open to everybody. Two queries."""
    joined, recent = organisations().filter(joined_on__lte=today), _recent(today)
    silent = joined.exclude(pk__in=recent).order_by("pk").values_list("pk", flat=True)
    return Coverage(rate=coverage_rate(today), silent=tuple(silent))


def coverage_rate(today: date) -> Rate:
    """The share alone, counted by the database: for pages that carry no keys. One query."""
    joined = organisations().filter(joined_on__lte=today)
    counted = joined.aggregate(all=Count("pk"), heard=Count("pk", filter=Q(pk__in=_recent(today))))
    return Rate(counted["heard"], counted["all"])


def silent_among(keys: Iterable[int], today: date) -> frozenset[int]:
    """Which of these parties have joined and have had no story in the last 90 days. One query."""
    rows = organisations().filter(pk__in=list(keys), joined_on__lte=today)
    return frozenset(rows.exclude(pk__in=_recent(today)).order_by().values_list("pk", flat=True))


def villages_by_place(today: date, *, below: str = "", digits: int = 6) -> list[PlaceReach]:
    """The villages of the register counted by the first ``digits`` digits of their division's code, in its order;
    ``below`` narrows them to one division. Open to everybody, as the register's villages are. One query."""
    silent = Q(joined_on__lte=today) & ~Q(pk__in=_recent(today))
    rows = villages_below(below).order_by().annotate(place=Substr("division_id", 1, digits))
    counted = rows.values("place").annotate(all=Count("pk"), still=Count("pk", filter=silent))
    return [PlaceReach(row["place"] or "", row["all"], row["still"]) for row in counted.order_by("place")]


def _recent(today: date) -> QuerySet[Item, int | None]:
    """Keys of the parties with a story in the last 90 days, as a subquery."""
    rows = Item.objects.filter(withdrawn_at=None, published_at__date__gt=today - RECENT)
    return rows.exclude(party=None).values_list("party", flat=True)
