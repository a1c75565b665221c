"""Duties and meetings as things with a day, and the groups that look after them: for apps that remind."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Min, Q

from lianjian.apps.agreements.queries import parties_by_agreement
from lianjian.apps.coordination.models import CoordinationGroup, Duty, GroupMember, Meeting, Seat
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.coordination.rules.groups import GroupRole
from lianjian.apps.coordination.rules.meetings import MeetingState
from lianjian.foundation.dated import Dated
from lianjian.kernel.clock import CHINA, civil_date

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from lianjian.foundation.actor import Actor


def duties_dated(
    by: Actor,
    *,
    until: date,
    after: int = 0,
    limit: int = 500,
    keys: Collection[int] | None = None,
    mine: bool = False,
) -> list[Dated]:
    """Open duties that ``by`` may see, due until a day (included), by key from ``after`` (excluded) on. ``mine`` leaves
    only those that fall to ``by`` by name or through an organisation. One query."""
    rows = Duty.objects.by(by).filter(state=DutyState.OPEN, due_on__lte=until, pk__gt=after)
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    if mine:
        rows = rows.filter(
            Q(person=by.person, person__isnull=False) | Q(person=None, organisation__in=by.organisations)
        )
    rows = rows.select_related("rhythm", "decision__meeting").order_by("pk")[:limit]
    return [
        Dated(
            key=row.pk,
            what=row.what,
            due_on=row.due_on,
            organisations=(row.organisation_id,),
            people=(row.person_id,) if row.person_id is not None else (),
            group=_group_of(row),
        )
        for row in rows
    ]


def _group_of(duty: Duty) -> int | None:
    if duty.rhythm is not None:
        return duty.rhythm.group_id
    decision = getattr(duty, "decision", None)
    return decision.meeting.group_id if decision is not None else None


def meetings_dated(
    by: Actor,
    *,
    until: date,
    after: int = 0,
    limit: int = 500,
    keys: Collection[int] | None = None,
    since: date | None = None,
    mine: bool = False,
    cancelled: bool = False,
) -> list[Dated]:
    """Planned meetings (with ``cancelled`` those called off too) that ``by`` may see, from ``since`` until a day; the
    people are those invited. ``mine`` leaves only those to which ``by`` is invited. Two queries."""
    states = [MeetingState.PLANNED, *([MeetingState.CANCELLED] if cancelled else [])]
    rows = Meeting.objects.by(by).filter(state__in=states, held_at__lt=_end_of(until), pk__gt=after)
    if since is not None:
        rows = rows.filter(held_at__gte=datetime.combine(since, time(), CHINA))
    if mine:
        seats = Seat.objects.by(by).filter(person=by.person, person__isnull=False)
        rows = rows.filter(pk__in=seats.order_by().values("meeting"))
    return _meetings(rows if keys is None else rows.filter(pk__in=keys), limit)


def minutes_dated(
    by: Actor,
    *,
    until: date,
    since: date,
    after: int = 0,
    limit: int = 500,
    keys: Collection[int] | None = None,
) -> list[Dated]:
    """Meetings held from ``since`` until a day whose minutes somebody with a seat has not opened; the people are those.
    Two queries."""
    rows = Meeting.objects.by(by).filter(
        state=MeetingState.HELD,
        held_at__gte=datetime.combine(since, time(), CHINA),
        held_at__lt=_end_of(until),
        pk__gt=after,
    )
    unread = Seat.objects.across_organisations("below meetings in scope").filter(seen_at=None)
    rows = rows.filter(pk__in=unread.order_by().values("meeting"))
    return _meetings(rows if keys is None else rows.filter(pk__in=keys), limit, unread=True)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), CHINA)


def _meetings(rows: object, limit: int, *, unread: bool = False) -> list[Dated]:
    found = list(rows.select_related("group").order_by("pk")[:limit])  # type: ignore[attr-defined] # a query of meetings
    seats = Seat.objects.across_organisations("below the meetings in hand").filter(meeting__in=found)
    if unread:
        seats = seats.filter(seen_at=None)
    people: dict[int, list[int]] = {}
    for meeting, person in seats.order_by("pk").values_list("meeting", "person"):
        people.setdefault(meeting, []).append(person)
    houses = parties_by_agreement({row.group.agreement_id for row in found if row.group.agreement_id})
    return [
        Dated(
            key=row.pk,
            what=row.title,
            due_on=civil_date(row.held_at),
            organisations=tuple(houses.get(row.group.agreement_id or 0, ()))
            or ((row.group.organisation_id,) if row.group.organisation_id else ()),
            people=tuple(people.get(row.pk, ())),
            group=row.group_id,
            agreement=row.group.agreement_id,
            at=row.held_at,
            place=row.place,
            cancelled=row.state == MeetingState.CANCELLED,
        )
        for row in found
    ]


def groups_looking_after(
    organisations: Collection[int], agreements: Collection[int]
) -> tuple[dict[int, int], dict[int, int]]:
    """By agreement, and by organisation, the one group that speaks for it: the joint group of the agreement; for an
    organisation its oldest joint group, or where it has none its own. For the system, which asks across organisations.
    Three queries."""
    rows = CoordinationGroup.objects.across_organisations("which group sends a reminder").filter(
        dissolved_on=None
    )
    joint = {
        agreement: group
        for group, agreement in rows.filter(agreement__isnull=False, agreement__in=list(agreements))
        .order_by("-pk")
        .values_list("pk", "agreement")
    }
    chosen = dict(
        rows.filter(organisation__in=list(organisations)).order_by("-pk").values_list("organisation", "pk")
    )
    together = rows.filter(
        agreement__isnull=False, agreement__parties__organisation__in=list(organisations)
    ).order_by()
    oldest = together.values("agreement__parties__organisation").annotate(oldest=Min("pk"))
    chosen |= dict(oldest.values_list("agreement__parties__organisation", "oldest"))
    return joint, chosen


def leaders_of(groups: Collection[int], today: date) -> dict[int, tuple[int, int]]:
    """The leader of each group today: person and the organisation for which they lead. For the system. One query."""
    rows = GroupMember.objects.across_organisations("whom the system tells").filter(
        Q(until=None) | Q(until__gte=today), group__in=list(groups), role=GroupRole.LEADER, since__lte=today
    )
    return {g: (p, o) for g, p, o in rows.order_by("-pk").values_list("group", "person", "organisation")}
