"""Ends of agreements as things with a day: for apps that remind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import Agreement, AgreementParty
from lianjian.apps.agreements.rules.signing import State
from lianjian.foundation.dated import Dated

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from lianjian.foundation.actor import Actor


def agreements_dated(
    by: Actor,
    *,
    until: date,
    after: int = 0,
    limit: int = 500,
    keys: Collection[int] | None = None,
    since: date | None = None,
) -> list[Dated]:
    """Agreements in force that ``by`` may see and that end until a day (from ``since`` on), by key. Two queries."""
    rows = Agreement.objects.by(by).filter(state=State.EFFECTIVE, ends_on__lte=until, pk__gt=after)
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    if since is not None:
        rows = rows.filter(ends_on__gte=since)
    found = [(row, row.ends_on) for row in rows.order_by("pk")[:limit] if row.ends_on is not None]
    parties = parties_by_agreement({row.pk for row, _day in found})
    return [
        Dated(
            key=row.pk,
            what=row.title,
            due_on=day,
            organisations=tuple(parties.get(row.pk, ())),
            agreement=row.pk,
        )
        for row, day in found
    ]


def parties_by_agreement(agreements: Collection[int]) -> dict[int, list[int]]:
    """Keys of the parties of agreements that the caller holds, in their order. One query."""
    rows = AgreementParty.objects.across_organisations("the caller holds the agreements")
    found: dict[int, list[int]] = {}
    pairs = rows.filter(agreement__in=list(agreements)).order_by("position", "pk")
    for agreement, organisation in pairs.values_list("agreement", "organisation"):
        found.setdefault(agreement, []).append(organisation)
    return found
