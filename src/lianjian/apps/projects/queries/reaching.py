"""How much of a target was reached, computed where the rows are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, OuterRef, Subquery, Sum, When

from lianjian.apps.projects.models import Period, Progress
from lianjian.apps.projects.rules.periods import Counting

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lianjian.apps.projects.models import Commitment


def with_reached(rows: QuerySet[Commitment]) -> QuerySet[Any]:
    """The same with giver and receiver, and how much was ``reached``: what was approved of the periods, or, where there are
    none, the level of the latest report; ``reported`` is the same with what waits for approval. None where nothing is known."""
    reports = Progress.objects.across_organisations("below the commitments in hand")
    reports = reports.filter(commitment=OuterRef("pk"), value__isnull=False).order_by("-at", "-pk")
    level = Subquery(reports.values("value")[:1])
    return rows.select_related("giver", "receiver").annotate(
        reached=Case(
            When(counting=Counting.ADDS_UP, then=_sum("approved")),
            When(counting=Counting.LEVEL, then=_last("approved")),
            default=level,
        ),
        reported=Case(
            When(counting=Counting.ADDS_UP, then=_sum("known")),
            When(counting=Counting.LEVEL, then=_last("known")),
            default=level,
        ),
    )


def _periods(figure: str) -> QuerySet[Any]:
    rows = Period.objects.across_organisations("below the commitments in hand").order_by()
    # what is known of a period is its latest value, or, where that was returned, the one approved before
    known = rows.filter(commitment=OuterRef("pk")).annotate(
        known=Case(When(reported__isnull=False, then=F("reported")), default=F("approved"))
    )
    return known.filter(**{f"{figure}__isnull": False})


def _sum(figure: str) -> Subquery:
    return Subquery(_periods(figure).values("commitment").annotate(all=Sum(figure)).values("all"))


def _last(figure: str) -> Subquery:
    return Subquery(_periods(figure).order_by("-position").values(figure)[:1])
