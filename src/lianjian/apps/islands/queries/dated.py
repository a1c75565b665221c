"""Requests and lost stations in the one shape of things with a day, for reminders. The words go to group chats and leaders:
they say the village, and not what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from lianjian.apps.islands.models import HelpRequest, Loss
from lianjian.apps.islands.rules.inboxes import InboxRole
from lianjian.apps.islands.rules.requests import WAITING
from lianjian.apps.parties.queries import mandates_held
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.dated import Dated
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from lianjian.apps.islands.models import Inbox
    from lianjian.foundation.actor import Actor


def requests_dated(
    by: Actor, *, until: date, after: int, limit: int, keys: Collection[int] | None
) -> list[Dated]:
    """Requests without an answer, by the day it is promised for. Two queries."""
    rows = HelpRequest.objects.by(by).filter(state__in=WAITING, due_on__lte=until, pk__gt=after)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    chosen = list(rows.select_related("inbox", "station__village").defer("letter").order_by("pk")[:limit])
    people = _people({row.inbox for row in chosen})
    with translation.override(settings.LANGUAGE_CODE):
        return [
            Dated(
                key=row.pk,
                what=gettext("A villager of %(village)s waits for an answer")
                % {"village": row.station.village.short_name},
                due_on=row.due_on,
                organisations=(row.inbox.organisation_id,),
                people=people[row.inbox_id],
            )
            for row in chosen
        ]


def losses_dated(
    by: Actor, *, until: date, after: int, limit: int, keys: Collection[int] | None
) -> list[Dated]:
    """Lost stations that somebody has to be told of, by the day of the loss. Two queries."""
    rows = Loss.objects.by(by).filter(seen_at=None, lost_on__lte=until, pk__gt=after)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    chosen = list(rows.select_related("inbox", "station__village").order_by("pk")[:limit])
    people = _people({row.inbox for row in chosen})
    with translation.override(settings.LANGUAGE_CODE):
        return [
            Dated(
                key=row.pk,
                what=gettext(
                    "The station of %(village)s was lost; requests of its villagers in your hands: %(number)s"
                )
                % {"village": row.station.village.short_name, "number": row.requests},
                due_on=row.lost_on,
                organisations=(row.inbox.organisation_id,),
                people=people[row.inbox_id],
            )
            for row in chosen
        ]


def _people(inboxes: Iterable[Inbox]) -> dict[int, tuple[int, ...]]:
    """Who reads each inbox by name: the expert, whoever is first secretary of the village today; () for a party, where it
    falls to whoever answers for it."""
    found = list(inboxes)
    villages = {one.organisation_id for one in found if one.role == InboxRole.SECRETARY}
    today = civil_date(timezone.now())
    secretaries: dict[int, list[int]] = {}
    for held in mandates_held(villages, [Role.FIRST_SECRETARY], today) if villages else []:
        secretaries.setdefault(held.organisation, []).append(held.person)
    people: dict[int, tuple[int, ...]] = {}
    for one in found:
        if one.role == InboxRole.SECRETARY:
            people[one.pk] = tuple(secretaries.get(one.organisation_id, ()))
        else:
            people[one.pk] = (one.person_id,) if one.person_id is not None else ()
    return people
