"""What is open in coordination, for handovers: duties, agreed rhythms, parts in groups, gatherings to be held.

A duty that an agreed rhythm made goes with its rhythm until it is late: nobody takes the same visit over six times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from lianjian.apps.coordination.models import Duty, Gathering, GroupMember, Rhythm
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.coordination.rules.gatherings import GATHERING_STATE_LABELS, UNDER_WAY, GatheringState
from lianjian.apps.coordination.rules.groups import GROUP_ROLE_LABELS, GroupRole
from lianjian.apps.coordination.rules.rhythm import PERIOD_LABELS, Period
from lianjian.apps.parties.queries.holding import along, each, narrowed
from lianjian.apps.parties.rules.open_things import OpenThing, Thing
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from lianjian.apps.parties.rules.open_things import Wanted

WHY = "whoever hands over or answers is asked for by the caller"


class OpenCoordination:
    """Duties, rhythms, parts and gatherings, in this order."""

    app = "coordination"

    def count(self, wanted: Wanted) -> int:
        return sum(rows(wanted).count() for rows, _thing in SHELVES)

    def things(self, wanted: Wanted, limit: int, offset: int = 0) -> list[OpenThing]:
        return along([(rows(wanted), each(thing)) for rows, thing in SHELVES], limit, offset)


def _duties(wanted: Wanted) -> QuerySet[Duty]:
    rows = Duty.objects.across_organisations(WHY).filter(state=DutyState.OPEN)
    rows = rows.filter(Q(rhythm=None) | Q(due_on__lt=wanted.today))
    return narrowed(rows, wanted, person="person").order_by("due_on", "pk")


def _rhythms(wanted: Wanted) -> QuerySet[Rhythm]:
    rows = Rhythm.objects.across_organisations(WHY).filter(
        Q(ends_on=None) | Q(ends_on__gte=wanted.today), group__dissolved_on=None
    )
    return narrowed(rows, wanted, person="person").select_related("group").order_by("pk")


def _parts(wanted: Wanted) -> QuerySet[GroupMember]:
    rows = GroupMember.objects.across_organisations(WHY).filter(until=None, group__dissolved_on=None)
    return narrowed(rows, wanted, person="person").select_related("group").order_by("pk")


def _gatherings(wanted: Wanted) -> QuerySet[Gathering]:
    rows = Gathering.objects.across_organisations(WHY).filter(state__in=UNDER_WAY)
    return narrowed(rows, wanted, person="run_by", organisation="organiser").order_by("begins_at", "pk")


def _duty(row: Duty) -> OpenThing:
    return OpenThing(
        app="coordination",
        key=f"duty:{row.pk}",
        kind=Thing.DUTY,
        words=row.what,
        organisation=row.organisation_id,
        person=row.person_id,
        due_on=row.due_on,
        link=f"/m/duties/{row.pk}/",
    )


def _rhythm(row: Rhythm) -> OpenThing:
    turn = _("every %(every)s %(period)s") % {
        "every": row.every,
        "period": _(PERIOD_LABELS[Period(row.period)]),
    }
    return OpenThing(
        app="coordination",
        key=f"rhythm:{row.pk}",
        kind=Thing.RHYTHM,
        words=row.what,
        organisation=row.organisation_id,
        person=row.person_id,
        link=f"/m/groups/{row.group_id}/",
        more=f"{turn} · {row.group.name}",
    )


def _part(row: GroupMember) -> OpenThing:
    return OpenThing(
        app="coordination",
        key=f"part:{row.pk}",
        kind=Thing.GROUP,
        words=row.group.name,
        organisation=row.organisation_id,
        person=row.person_id,
        link=f"/m/groups/{row.group_id}/",
        more=_(GROUP_ROLE_LABELS[GroupRole(row.role)]),
    )


def _gathering(row: Gathering) -> OpenThing:
    return OpenThing(
        app="coordination",
        key=f"gathering:{row.pk}",
        kind=Thing.GATHERING,
        words=row.title,
        organisation=row.organiser_id,
        person=row.run_by_id,
        due_on=civil_date(row.begins_at),
        link=f"/m/gatherings/{row.pk}/",
        more=_(GATHERING_STATE_LABELS[GatheringState(row.state)]),
    )


SHELVES: tuple[tuple[Callable[[Wanted], QuerySet[Any]], Callable[[Any], OpenThing]], ...] = (
    (_duties, _duty),
    (_rhythms, _rhythm),
    (_parts, _part),
    (_gatherings, _gathering),
)
