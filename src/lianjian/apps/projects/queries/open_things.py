"""What is open among commitments and projects, for handovers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from lianjian.apps.parties.queries.holding import along, houses_of, narrowed
from lianjian.apps.parties.rules.open_things import OpenThing, Thing
from lianjian.apps.projects.models import Commitment, Obstacle, ProjectParty
from lianjian.apps.projects.rules.commitments import RUNNING, CommitmentState

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from lianjian.apps.parties.rules.open_things import Wanted

WHY = "whoever hands over or answers is asked for by the caller"
OPEN_STATES = RUNNING | {CommitmentState.REPORTED_DONE}


class OpenProjects:
    """Commitments given, commitments received, obstacles, projects, in this order."""

    app = "projects"

    def count(self, wanted: Wanted) -> int:
        return sum(rows(wanted).count() for rows, _things in SHELVES)

    def things(self, wanted: Wanted, limit: int, offset: int = 0) -> list[OpenThing]:
        return along(((rows(wanted), things) for rows, things in SHELVES), limit, offset)


def _given(wanted: Wanted) -> QuerySet[Commitment]:
    rows = Commitment.objects.across_organisations(WHY).filter(state__in=OPEN_STATES)
    found = narrowed(rows, wanted, organisation="giver")
    return found.select_related("receiver").order_by("due_on", "pk")


def _received(wanted: Wanted) -> QuerySet[Commitment]:
    rows = Commitment.objects.across_organisations(WHY).filter(state__in=OPEN_STATES)
    found = narrowed(rows, wanted, organisation="receiver")
    return found.select_related("giver").order_by("due_on", "pk")


def _obstacles(wanted: Wanted) -> QuerySet[Obstacle]:
    """Somebody of another party of the project may own it: in hands as long as they act for one of them."""
    rows = Obstacle.objects.across_organisations(WHY).filter(removed_on=None)
    rows = rows.order_by("since", "pk")
    found = narrowed(rows, wanted, person="owner")
    parties = ProjectParty.objects.across_organisations(WHY).order_by()
    if wanted.left:
        theirs = houses_of(wanted.today, person=OuterRef("owner"))
        return found.exclude(Exists(parties.filter(project=OuterRef("project"), organisation__in=theirs)))
    if wanted.organisations is not None and wanted.people is not None:
        shared = parties.filter(organisation__in=wanted.organisations).values("project")
        own = found.order_by().values("pk")
        return rows.filter(Q(pk__in=own) | Q(owner__in=wanted.people, project__in=shared))
    return found


def _projects(wanted: Wanted) -> QuerySet[ProjectParty]:
    rows = ProjectParty.objects.across_organisations(WHY).filter(project__closed_on=None)
    return narrowed(rows, wanted).select_related("project").order_by("pk")


def _promise(row: Commitment, word: str, kind: Thing, house: int, more: str) -> OpenThing:
    return OpenThing(
        app="projects",
        key=f"{word}:{row.pk}",
        kind=kind,
        words=row.text,
        organisation=house,
        due_on=row.due_on,
        link=f"/m/commitments/{row.pk}/",
        more=more,
    )


def _given_thing(row: Commitment) -> OpenThing:
    said = _("to %(name)s") % {"name": row.receiver.short_name}
    return _promise(row, "given", Thing.GIVEN, row.giver_id, said)


def _received_thing(row: Commitment) -> OpenThing:
    said = _("from %(name)s") % {"name": row.giver.short_name}
    return _promise(row, "received", Thing.RECEIVED, row.receiver_id, said)


def _obstacle_things(rows: list[Obstacle]) -> list[OpenThing]:
    """With the other parties of their projects, by a query that is asked also where there are none."""
    projects = {row.project_id for row in rows if row.project_id is not None}
    parties: dict[int, list[int]] = {}
    sides = ProjectParty.objects.across_organisations(WHY).filter(project__in=projects or {0})
    for project, house in sides.order_by("position", "pk").values_list("project", "organisation"):
        parties.setdefault(project, []).append(house)
    return [
        OpenThing(
            app="projects",
            key=f"obstacle:{row.pk}",
            kind=Thing.OBSTACLE,
            words=row.text,
            organisation=row.organisation_id,
            person=row.owner_id,
            also=tuple(parties.get(row.project_id or 0, ())),
            link=f"/m/obstacles/{row.pk}/",
        )
        for row in rows
    ]


def _project_thing(row: ProjectParty) -> OpenThing:
    return OpenThing(
        app="projects",
        key=f"project:{row.pk}",
        kind=Thing.PROJECT,
        words=row.project.title,
        organisation=row.organisation_id,
        link=f"/m/projects/{row.project_id}/",
    )


def _each(thing: Callable[[Any], OpenThing]) -> Callable[[list[Any]], list[OpenThing]]:
    return lambda rows: [thing(row) for row in rows]


SHELVES: tuple[tuple[Callable[[Wanted], QuerySet[Any]], Callable[[list[Any]], list[OpenThing]]], ...] = (
    (_given, _each(_given_thing)),
    (_received, _each(_received_thing)),
    (_obstacles, _obstacle_things),
    (_projects, _each(_project_thing)),
)
