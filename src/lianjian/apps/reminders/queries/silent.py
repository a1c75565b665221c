"""The list of the silent: what is late, was asked for and got no answer. Things and organisations, no score of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q

from lianjian.apps.coordination.queries import organisations_looked_after
from lianjian.apps.projects.queries import projects_of_milestones
from lianjian.apps.reminders.models import Case
from lianjian.apps.reminders.queries.reminders import Told, told_of
from lianjian.apps.reminders.rules.paths import path_of
from lianjian.apps.reminders.rules.stages import OWED, SCHEDULES, SILENT_AFTER, Kind

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class SilentLine:
    """A thing without an answer: ``days_late``, what was ``told`` about it (the latest first), ``over`` where nothing more
    is sent by itself, ``escalated_on`` when the group's leader was told."""

    id: int
    kind: Kind
    what: str
    organisation: int | None
    organisation_name: str
    group: int | None
    path: str
    due_on: date
    days_late: int
    told: tuple[Told, ...]
    over: bool
    escalated_on: date | None


def silent(by: Actor, today: date, limit: int, offset: int = 0) -> list[SilentLine]:
    """What the organisations that ``by`` looks after through a joint group, and their own, owe for nine days and more
    without an answer since the last reminder; the longest late first. Three queries."""
    found = _silent(by, today)[offset : offset + limit]
    rows = list(found.select_related("organisation"))
    told = told_of(found.values("pk")) if rows else {}
    projects = projects_of_milestones([row.thing for row in rows if row.kind == Kind.MILESTONE])
    last = SCHEDULES[Kind.DUTY][-1][0]
    return [
        SilentLine(
            id=row.pk,
            kind=Kind(row.kind),
            what=row.what,
            organisation=row.organisation_id,
            organisation_name=row.organisation.short_name if row.organisation else "",
            group=row.group_id,
            path=path_of(
                Kind(row.kind),
                projects.get(row.thing, row.thing) if row.kind == Kind.MILESTONE else row.thing,
            ),
            due_on=row.due_on,
            days_late=(today - row.due_on).days,
            told=tuple(told.get(row.pk, ())),
            over=(today - row.due_on).days >= last,
            escalated_on=row.escalated_on,
        )
        for row in rows
    ]


def count_silent(by: Actor, today: date) -> int:
    """How many those are. One query."""
    return _silent(by, today).count()


def _silent(by: Actor, today: date) -> QuerySet[Case]:
    rows = Case.objects.by(by).filter(
        Q(answered_on=None) | Q(answered_on__lt=F("last_on")),
        kind__in=OWED,
        settled_at=None,
        due_on__lte=today - timedelta(days=SILENT_AFTER),
    )
    if not by.network_wide:
        rows = rows.filter(
            Q(organisation__in=organisations_looked_after(by)) | Q(organisation__in=by.organisations)
        )
    return rows.order_by("due_on", "pk")
