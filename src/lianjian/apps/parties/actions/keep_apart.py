from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.events import PairKeptApart
from lianjian.apps.parties.models import Apart, Organisation, Person
from lianjian.apps.parties.queries.duplicates import joinable
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def keep_apart(*, by: Actor, kind: str, first: int, second: int) -> Apart:
    """Say that two entries are not the same organisation (``kind`` "organisation"; the network's administrator may) or the
    same person ("person"; whoever may join them). The pair is not listed any more until ``ask_again``. Twice is once.
    Raises NotThere."""
    pair = sorted({first, second})
    if len(pair) < 2 or not _may(by, kind, pair):  # noqa: PLR2004 - a pair
        raise NotThere
    take_turn("parties.register")
    rows = Apart.objects.across_organisations("the pair in hand")
    there = rows.filter(kind=kind, first=pair[0], second=pair[1], asked_again_at=None).first()
    if there is not None:
        return there
    row = Apart.objects.create(
        kind=kind, first=pair[0], second=pair[1], person_id=by.person, at=timezone.now()
    )
    tell(PairKeptApart(apart=row.pk, kind=kind, first=row.first, second=row.second), by=by)
    return row


def _may(by: Actor, kind: str, pair: list[int]) -> bool:
    if kind == Apart.Of.ORGANISATION:
        return by.network_wide and Organisation.objects.filter(pk__in=pair).count() == len(pair)
    people = Person.objects.across_organisations("judged by every mandate of both").filter(pk__in=pair)
    return kind == Apart.Of.PERSON and people.count() == len(pair) and joinable(by, pair) == set(pair)
