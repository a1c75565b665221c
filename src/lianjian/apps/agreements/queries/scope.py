"""Who belongs to which agreement: for the scopes of the apps above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.agreements.models import Agreement, AgreementParty
from lianjian.apps.agreements.rules.signing import OPEN_TEXT_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


def keys_of_agreements(by: Actor) -> QuerySet[Agreement, int]:
    """Keys of the agreements ``by`` may see, as a subquery."""
    return Agreement.objects.by(by).order_by().values_list("pk", flat=True)


def public_keys_of_open_agreements() -> QuerySet[Agreement, int]:
    """Keys of the agreements whose words are public, those in force and those that have ended, as a subquery."""
    rows = Agreement.objects.across_organisations("the words of an agreement in force are public")
    return rows.filter(state__in=OPEN_TEXT_STATES).order_by().values_list("pk", flat=True)


def public_titles(keys: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Key and title, by primary key, of those of these agreements whose words are public. One query."""
    rows = Agreement.objects.across_organisations("the words of an agreement in force are public")
    found = rows.filter(pk__in=set(keys), state__in=OPEN_TEXT_STATES)
    return {pk: (key, title) for pk, key, title in found.values_list("pk", "key", "title")}


def party_keys(agreements: Iterable[int] | QuerySet[Any, Any]) -> QuerySet[AgreementParty, int]:
    """Keys of the organisations that are parties of these agreements, as a subquery. The caller has
    decided that the agreements may be seen."""
    rows = AgreementParty.objects.across_organisations("the caller holds the agreements")
    return rows.filter(agreement__in=agreements).order_by().values_list("organisation", flat=True)


def is_party(agreement: int, *organisations: int) -> bool:
    """Whether every one of these organisations is a party of the agreement and has not left it."""
    rows = AgreementParty.objects.across_organisations("a fact that rules of the apps above need")
    found = rows.filter(agreement=agreement, organisation__in=organisations, left_on=None).count()
    return found == len(set(organisations))
