"""Sums over verified outcomes as synergy needs them, made where the rows are: what a page shows costs the same at any size.

Sums of amounts are exact up to 15 significant digits on SQLite, which adds in floating point, and exact on PostgreSQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Window
from django.db.models.functions import RowNumber

from lianjian.apps.projects.models import Outcome, OutcomeParty
from lianjian.apps.projects.queries.outcomes import CountedOutcome, counted_of, lines_of_outcomes
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.outcomes import OutcomeState
from lianjian.kernel.quantities import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from lianjian.apps.projects.queries.outcomes import OutcomeLine
    from lianjian.foundation.actor import Actor

What = Literal["together", "alone", "share"]


@dataclass(frozen=True, slots=True)
class Circle:
    """Outcomes that happened on these days (both included; None is open), whose parties all lie in ``parties`` (None: the
    whole network)."""

    since: date | None = None
    until: date | None = None
    parties: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class UnitSum:
    """One unit: of how many ``parties``, what all ``outcomes`` are worth ``together``, and those of one party ``alone``."""

    unit: Unit
    parties: int
    together: Fraction
    outcomes: int
    alone: Fraction
    alone_outcomes: int


@dataclass(frozen=True, slots=True)
class PartySum:
    """A party in one unit: what it reached ``alone`` (by ``alone_outcomes`` outcomes), and its ``share`` of all outcomes
    that needed it."""

    organisation: int
    alone: Fraction
    alone_outcomes: int
    share: Fraction
    outcomes: int


def unit_sums(circle: Circle) -> list[UnitSum]:
    """By unit, in alphabetical order; units without outcomes are not there. Three queries."""
    rows: Any = _rows(circle).order_by()
    found = {row["unit"]: row for row in rows.values("unit").annotate(all=Sum("value"), count=Count("pk"))}
    alone = {
        row["unit"]: row
        for row in _sized(rows).filter(size=1).values("unit").annotate(all=Sum("value"), count=Count("pk"))
    }
    parts: Any = _parts().filter(outcome__in=rows.values("pk")).order_by().values("outcome__unit")
    parties = {
        row["outcome__unit"]: row["n"] for row in parts.annotate(n=Count("organisation", distinct=True))
    }
    return [
        UnitSum(
            unit=Unit(unit),
            parties=len(circle.parties) if circle.parties is not None else parties[unit],
            together=_exact(row["all"]),
            outcomes=row["count"],
            alone=_exact(alone[unit]["all"]) if unit in alone else Fraction(0),
            alone_outcomes=alone[unit]["count"] if unit in alone else 0,
        )
        for unit, row in sorted(found.items())
    ]


def party_sums(circle: Circle, unit: str, limit: int, offset: int = 0) -> list[PartySum]:
    """The parties in one unit, those of most outcomes first. Four queries, however many there are."""
    rows = _rows(circle).filter(unit=unit).order_by()
    parts: Any = _parts().filter(outcome__in=rows.values("pk")).order_by()
    counted = parts.values("organisation").annotate(n=Count("pk")).order_by("-n", "organisation")
    keys = [row["organisation"] for row in counted[offset : offset + limit]]
    agreed = _agreed(rows).values("pk")
    sums: dict[int, list[tuple[int, Decimal, int]]] = {key: [] for key in keys}
    sized: Any = _parts().filter(
        organisation__in=keys, outcome__in=_rows(circle).filter(unit=unit).values("pk")
    )
    sized = sized.exclude(outcome__in=agreed).order_by().annotate(size=_size("outcome"))
    for row in sized.values("organisation", "size").annotate(all=Sum("outcome__value"), n=Count("pk")):
        sums[row["organisation"]].append((row["size"], row["all"], row["n"]))
    shares = dict.fromkeys(keys, (0, Fraction(0)))
    for one in _weighted(_parts().filter(organisation__in=keys, outcome__in=agreed)):
        count, value = shares[one["organisation"]]
        portion = _exact(one["outcome__value"]) * _exact(one["weight"]) / _exact(one["whole"])
        shares[one["organisation"]] = (count + 1, value + portion)
    return [_party(key, sums[key], *shares[key]) for key in keys]


def count_party_sums(circle: Circle, unit: str) -> int:
    """How many parties those are. One query."""
    rows = _rows(circle).filter(unit=unit)
    return _parts().filter(outcome__in=rows.values("pk")).order_by().values("organisation").distinct().count()


def outcomes_behind(
    circle: Circle, unit: str, what: What, party: int | None, limit: int, offset: int = 0
) -> list[CountedOutcome]:
    """The outcomes behind a figure of one unit, the newest first. Two queries."""
    rows = _behind(circle, unit, what, party).prefetch_related("parties").order_by("-happened_on", "-pk")
    return [counted_of(row) for row in rows[offset : offset + limit]]


def sum_behind(circle: Circle, unit: str, what: What, party: int | None) -> tuple[int, Fraction]:
    """How many those are, and what they are worth together. One query."""
    found = _behind(circle, unit, what, party).aggregate(n=Count("pk"), all=Sum("value"))
    return found["n"], _exact(found["all"]) if found["n"] else Fraction(0)


def readable_among(by: Actor, outcomes: Iterable[int]) -> set[int]:
    """Which of these outcomes ``by`` may read in words. One query."""
    return set(Outcome.objects.by(by).filter(pk__in=list(outcomes)).values_list("pk", flat=True))


def largest_together(by: Actor, circle: Circle, each: int) -> list[OutcomeLine]:
    """Of the verified outcomes that needed two parties or more and that ``by`` may read, the ``each`` largest of every
    unit. A constant number of queries."""
    shared = _sized(_rows(circle)).filter(size__gt=1).values("pk")
    order = Window(RowNumber(), partition_by=F("unit"), order_by=[F("value").desc(), F("pk").asc()])
    seen: Any = Outcome.objects.by(by).filter(pk__in=shared).order_by()
    keys = [row.pk for row in seen.annotate(place=order).filter(place__lte=each).only("pk")]
    found = lines_of_outcomes(Outcome.objects.by(by).filter(pk__in=keys))
    return sorted(found, key=lambda line: (line.unit, -line.value, line.id))


def _rows(circle: Circle) -> QuerySet[Outcome]:
    rows = Outcome.objects.across_organisations("synergy is measured over the whole network")
    rows = rows.filter(state=OutcomeState.VERIFIED)
    if circle.since is not None:
        rows = rows.filter(happened_on__gte=circle.since)
    if circle.until is not None:
        rows = rows.filter(happened_on__lte=circle.until)
    if circle.parties is not None:
        others = _parts().exclude(organisation__in=circle.parties)
        rows = rows.exclude(pk__in=others.order_by().values("outcome"))
    return rows


def _parts() -> QuerySet[OutcomeParty]:
    return OutcomeParty.objects.across_organisations(
        "below outcomes that are measured over the whole network"
    )


def _size(outer: str) -> Subquery:
    """How many parties an outcome needed."""
    counted: Any = _parts().filter(outcome=OuterRef(outer)).order_by().values("outcome")
    return Subquery(counted.annotate(n=Count("pk")).values("n"))


def _sized(rows: QuerySet[Outcome]) -> QuerySet[Any]:
    return rows.annotate(size=_size("pk"))


def _agreed(rows: QuerySet[Outcome]) -> QuerySet[Outcome]:
    """Those that are divided by weights: several parties, all of whom have agreed to them."""
    open_part = _parts().filter(outcome=OuterRef("pk")).filter(Q(weight=None) | Q(agreed_at=None))
    return _sized(rows).filter(~Exists(open_part), size__gt=1)


def _weighted(parts: QuerySet[OutcomeParty]) -> Iterable[Any]:
    whole: Any = _parts().filter(outcome=OuterRef("outcome")).order_by().values("outcome")
    summed = Subquery(whole.annotate(all=Sum("weight")).values("all"))
    return parts.order_by().annotate(whole=summed).values("organisation", "weight", "whole", "outcome__value")


def _party(key: int, sums: list[tuple[int, Decimal, int]], weighed: int, share: Fraction) -> PartySum:
    own = [(value, count) for size, value, count in sums if size == 1]
    return PartySum(
        organisation=key,
        alone=sum((_exact(value) for value, _count in own), Fraction(0)),
        alone_outcomes=sum(count for _value, count in own),
        share=share + sum((_exact(value) / size for size, value, _count in sums), Fraction(0)),
        outcomes=weighed + sum(count for _size_, _value, count in sums),
    )


def _behind(circle: Circle, unit: str, what: What, party: int | None) -> QuerySet[Any]:
    rows = _rows(circle).filter(unit=unit)
    if what == "alone":
        rows = _sized(rows).filter(size=1)
    if party is not None:
        rows = rows.filter(pk__in=_parts().filter(organisation=party).order_by().values("outcome"))
    return rows


def _exact(value: Decimal) -> Fraction:
    return Fraction(tidy(value))
