"""Commitments and milestones as things with a day: for apps that remind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.projects.models import Commitment, Milestone, ProjectParty
from lianjian.apps.projects.rules.commitments import RUNNING, CommitmentState
from lianjian.apps.projects.rules.joint import Stage
from lianjian.foundation.dated import Dated

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from lianjian.foundation.actor import Actor


def commitments_dated(
    by: Actor,
    *,
    until: date,
    after: int = 0,
    limit: int = 500,
    keys: Collection[int] | None = None,
    mine: bool = False,
) -> list[Dated]:
    """Commitments that ``by`` may see, not yet reported done, due until a day, by key. The giver owes them; ``mine``
    leaves only those that organisations of ``by`` owe. One query."""
    rows = Commitment.objects.by(by).filter(state__in=RUNNING, due_on__lte=until, pk__gt=after)
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    if mine:
        rows = rows.filter(giver__in=by.organisations)
    return [
        Dated(
            key=row.pk,
            what=row.text,
            due_on=row.due_on,
            organisations=(row.giver_id,),
            agreement=row.agreement_id,
        )
        for row in rows.order_by("pk")[:limit]
    ]


def confirmations_dated(
    by: Actor,
    *,
    until: date,
    after: int = 0,
    limit: int = 500,
    keys: Collection[int] | None = None,
    mine: bool = False,
) -> list[Dated]:
    """Commitments that ``by`` may see, reported done and not confirmed, by key: the receiver owes an answer from the day of
    the report on; ``mine`` leaves only those that organisations of ``by`` owe. One query."""
    rows = Commitment.objects.by(by).filter(
        state=CommitmentState.REPORTED_DONE, done_on__lte=until, pk__gt=after
    )
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    if mine:
        rows = rows.filter(receiver__in=by.organisations)
    return [
        Dated(
            key=row.pk,
            what=row.text,
            due_on=row.done_on,
            organisations=(row.receiver_id,),
            agreement=row.agreement_id,
        )
        for row in rows.order_by("pk")[:limit]
        if row.done_on is not None
    ]


def milestones_dated(
    by: Actor,
    *,
    until: date,
    after: int = 0,
    limit: int = 500,
    keys: Collection[int] | None = None,
    mine: bool = False,
) -> list[Dated]:
    """Milestones not yet reached of projects that ``by`` may see and that are neither closed nor given up, by key. Every
    party of the project has its part in them, the first one named first; ``mine`` leaves only those of projects to which
    an organisation of ``by`` is a party. Two queries."""
    rows = Milestone.objects.by(by).filter(done_on=None, due_on__lte=until, pk__gt=after)
    rows = rows.exclude(project__stage__in=[Stage.CLOSED, Stage.GIVEN_UP])
    parts = ProjectParty.objects.across_organisations("below the milestones in hand")
    if mine:
        own = parts.filter(organisation__in=by.organisations).order_by()
        rows = rows.filter(project__in=own.values("project"))
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    found = list(rows.select_related("project").order_by("pk")[:limit])
    sides: dict[int, list[int]] = {}
    placed = parts.filter(project__in={row.project_id for row in found}).order_by("position", "pk")
    for project, house in placed.values_list("project", "organisation"):
        sides.setdefault(project, []).append(house)
    return [
        Dated(
            key=row.pk,
            what=f"{row.project.title}：{row.name}",
            due_on=row.due_on,
            organisations=tuple(sides.get(row.project_id, ())),
            agreement=row.project.agreement_id,
        )
        for row in found
    ]


def projects_of_milestones(keys: Collection[int]) -> dict[int, int]:
    """The project of each milestone, for addresses; the caller holds the milestones. One query."""
    rows = Milestone.objects.across_organisations("the caller holds the milestones")
    return dict(rows.filter(pk__in=list(keys)).order_by().values_list("pk", "project"))
