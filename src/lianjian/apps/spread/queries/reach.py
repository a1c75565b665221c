"""How soon and how widely the network tells: timeliness and coverage of domain.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from lianjian.apps.parties.queries import organisations
from lianjian.apps.spread.models import Item
from lianjian.apps.spread.queries.selection import Selection, published_items
from lianjian.apps.spread.rules.rates import Rate
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from datetime import date

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
    """On ``today``, over the parties of the register that have joined by then. Open to everybody."""
    joined = set(organisations().filter(joined_on__lte=today).values_list("pk", flat=True))
    recent = Item.objects.filter(withdrawn_at=None, published_at__date__gt=today - RECENT)
    heard = joined & set(recent.exclude(party=None).values_list("party", flat=True))
    return Coverage(rate=Rate(len(heard), len(joined)), silent=tuple(sorted(joined - heard)))
