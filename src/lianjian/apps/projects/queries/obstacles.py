"""Reading what stands in the way, and how others removed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from lianjian.apps.parties.queries.holding import stands_in
from lianjian.apps.projects.models import Obstacle
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class ObstacleLine:
    """What stands or stood in the way. ``days`` is its age, or how long it stood; ``owner_name`` "" where
    nobody has taken it on."""

    id: int
    organisation: int
    organisation_name: str
    project: int | None
    project_title: str
    text: str
    owner: int | None
    owner_name: str
    since: date
    removed_on: date | None
    how: str
    days: int
    log_entry: int | None


def obstacle(by: Actor, key: int, today: date) -> ObstacleLine:
    """One obstacle, removed ones too. Raises NotThere."""
    found = obstacle_lines(Obstacle.objects.by(by).filter(pk=key), today)
    if not found:
        raise NotThere
    return found[0]


def obstacles_open(
    by: Actor,
    today: date,
    limit: int | None = None,
    offset: int = 0,
    *,
    organisation: int | None = None,
    among: Iterable[int] | None = None,
    commitment: int | None = None,
) -> list[ObstacleLine]:
    """What stands in the way among everything ``by`` may see, the oldest first; ``among`` are organisations in whose way
    it is, ``commitment`` the one that it was raised about."""
    rows = Obstacle.objects.by(by).filter(removed_on=None)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if among is not None:
        rows = rows.filter(organisation__in=list(among))
    if commitment is not None:
        rows = rows.filter(commitment=commitment)
    return obstacle_lines(rows[offset : None if limit is None else offset + limit], today)


def count_obstacles_open(by: Actor, *, among: Iterable[int] | None = None) -> int:
    """How many those are. One query."""
    rows = Obstacle.objects.by(by).filter(removed_on=None)
    if among is not None:
        rows = rows.filter(organisation__in=list(among))
    return rows.count()


def obstacles_removed(
    by: Actor, today: date, *, words: str = "", limit: int | None = None, offset: int = 0
) -> list[ObstacleLine]:
    """How others removed it: the obstacles that are gone among everything ``by`` may see, the newest first, with every one
    of ``words`` in what stood in the way or how it was removed."""
    rows = _removed(by, words).order_by("-removed_on", "-pk")
    return obstacle_lines(rows[offset : None if limit is None else offset + limit], today)


def count_obstacles_removed(by: Actor, *, words: str = "") -> int:
    """How many those are. One query."""
    return _removed(by, words).count()


def obstacles_owned(by: Actor, today: date, limit: int | None = None) -> list[ObstacleLine]:
    """The obstacles this person has to remove, the oldest first."""
    return obstacle_lines(_owned(by)[:limit], today)


def count_obstacles_owned(by: Actor) -> int:
    """How many those are. One query."""
    return _owned(by).count()


def _owned(by: Actor) -> QuerySet[Obstacle]:
    """Those that name the person, or somebody for whom they act today."""
    mine = Q(owner=by.person, owner__isnull=False) | Q(
        stands_in(by, civil_date(timezone.now()), person="owner")
    )
    return Obstacle.objects.by(by).filter(mine, removed_on=None)


def _removed(by: Actor, words: str) -> QuerySet[Obstacle]:
    rows = Obstacle.objects.by(by).filter(removed_on__isnull=False).exclude(how="")
    for word in words.split()[:MOST_WORDS]:
        rows = rows.filter(Q(text__icontains=word) | Q(how__icontains=word))
    return rows


def obstacle_lines(rows: QuerySet[Obstacle], today: date) -> list[ObstacleLine]:
    """Rows of obstacles that the caller has in hand, as lines."""
    return [
        ObstacleLine(
            id=row.pk,
            organisation=row.organisation_id,
            organisation_name=row.organisation.short_name,
            project=row.project_id,
            project_title=row.project.title if row.project else "",
            text=row.text or gettext("What was written here was taken back by its writer."),
            owner=row.owner_id,
            owner_name=row.owner.name if row.owner else "",
            since=row.since,
            removed_on=row.removed_on,
            how=row.how,
            days=((row.removed_on or today) - row.since).days,
            log_entry=row.log_entry_id,
        )
        for row in rows.select_related("organisation", "project", "owner")
    ]
