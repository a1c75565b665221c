"""A person's calendar, asked for with the secret of its address and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lianjian.apps.agreements.queries import agreements_dated
from lianjian.apps.coordination.queries import duties_dated, meetings_dated
from lianjian.apps.parties.queries import actor_of_person, languages_of
from lianjian.apps.projects.queries import (
    commitments_dated,
    confirmations_dated,
    milestones_dated,
    projects_of_milestones,
)
from lianjian.apps.reminders.models import CalendarAddress
from lianjian.apps.reminders.rules.ical import Entry, calendar_bytes
from lianjian.apps.reminders.rules.paths import path_of
from lianjian.apps.reminders.rules.stages import KIND_LABELS, Kind
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lianjian.foundation.actor import Actor
    from lianjian.foundation.dated import Dated

AHEAD = timedelta(days=400)
BACK = timedelta(days=30)
"""How far back a calendar shows meetings."""
MOST = 1000
"""Entries of one kind: more than anybody has before them."""


@dataclass(frozen=True, slots=True)
class CalendarDocument:
    """The calendar as it is served, with its validator."""

    body: bytes
    etag: str


def calendar_opened_at(by: Actor) -> datetime | None:
    """When ``by`` drew the address of their calendar; None where there is none."""
    row = CalendarAddress.objects.by(by).filter(person=by.person, person__isnull=False).first()
    return row.made_at if row is not None else None


def calendar_for(secret: str, now: datetime) -> CalendarDocument:
    """The calendar whose address holds ``secret``: what its person may see today and owes, and the meetings to which they
    are invited. Empty where they hold no mandate any more. Raises NotThere where no such address is open."""
    rows = CalendarAddress.objects.across_organisations("the secret of the address is the key")
    held = rows.filter(digest=fingerprint(secret.encode("utf-8", "replace"))).first()
    if held is None:
        raise NotThere
    today = civil_date(now)
    by = actor_of_person(held.person_id, today)
    language = languages_of([held.person_id]).get(held.person_id) or settings.LANGUAGE_CODE
    with translation.override(language):
        entries = list(_entries(by, now)) if by.organisations else []
        body = calendar_bytes(_("Lianjian: what is due"), entries, today=today)
    return CalendarDocument(body, f'"{fingerprint(body)}"')


def _entries(by: Actor, now: datetime) -> Iterable[Entry]:
    today, until = civil_date(now), civil_date(now) + AHEAD
    milestones = milestones_dated(by, until=until, mine=True, limit=MOST)
    projects = projects_of_milestones([one.key for one in milestones])
    agreements = agreements_dated(by, until=until, since=today, limit=MOST)
    meetings = meetings_dated(by, until=until, since=today - BACK, mine=True, cancelled=True, limit=MOST)
    for kind, things in (
        (Kind.DUTY, duties_dated(by, until=until, mine=True, limit=MOST)),
        (Kind.COMMITMENT, commitments_dated(by, until=until, mine=True, limit=MOST)),
        (Kind.CONFIRMATION, confirmations_dated(by, until=until, mine=True, limit=MOST)),
        (Kind.MILESTONE, milestones),
        (Kind.AGREEMENT, agreements),
        (Kind.MEETING, meetings),
    ):
        for one in things:
            yield _entry(kind, one, projects.get(one.key, one.key) if kind is Kind.MILESTONE else one.key)


def _entry(kind: Kind, one: Dated, page: int) -> Entry:
    host = settings.BASE_URL.split("//", 1)[-1].split(":")[0]
    word = _(KIND_LABELS[kind])
    return Entry(
        uid=f"{kind}-{one.key}@{host}",
        title=f"{word}：{one.what}",
        day=one.due_on,
        url=settings.BASE_URL + path_of(kind, page),
        at=one.at,
        place=one.place,
        cancelled=one.cancelled,
    )
