"""Reading groups and their meetings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.coordination.models import CoordinationGroup, Decision, Duty, GroupMember, Meeting, Rhythm
from lianjian.apps.coordination.rules.groups import GroupRole
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A person's present part in a group."""

    person: int
    name: str
    organisation: int
    organisation_name: str
    role: GroupRole
    since: date


@dataclass(frozen=True, slots=True)
class RhythmLine:
    """An agreed rhythm: ``every`` so many ``period`` (week, month)."""

    id: int
    organisation: int
    organisation_name: str
    what: str
    every: int
    period: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision; the state of its duty where it became one, and ``duty`` where the reader may see that."""

    text: str
    organisation_name: str
    due_on: date | None
    duty: int | None
    duty_state: str


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting with its minutes; ``attendees`` are names."""

    id: int
    group: int
    group_name: str
    title: str
    held_at: datetime
    place: str
    minutes: str
    attendees: tuple[str, ...]
    decisions: tuple[DecisionLine, ...]


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group with its present members (the leader first), its rhythms and its meetings, newest first."""

    id: int
    name: str
    about: str
    agreement: int | None
    organisation: int | None
    formed_on: date
    members: tuple[MemberLine, ...]
    rhythms: tuple[RhythmLine, ...]
    meetings: tuple[MeetingLine, ...]


def groups_of(by: Actor, *, agreement: int | None = None) -> list[GroupCard]:
    """The groups ``by`` may see; ``agreement`` narrows to its joint groups. Seven queries, however many
    there are."""
    rows = CoordinationGroup.objects.by(by).filter(dissolved_on=None)
    if agreement is not None:
        rows = rows.filter(agreement=agreement)
    return _cards(by, list(rows))


def group_card(by: Actor, group: int) -> GroupCard:
    """One group. Raises NotThere."""
    cards = _cards(by, list(CoordinationGroup.objects.by(by).filter(pk=group)))
    if not cards:
        raise NotThere
    return cards[0]


def meetings_of(by: Actor, *, limit: int = 50) -> list[MeetingLine]:
    """The latest meetings of the groups ``by`` may see."""
    return _meetings(by, Meeting.objects.by(by).values_list("pk", flat=True)[:limit])


def meeting(by: Actor, key: int) -> MeetingLine:
    """One meeting with its minutes. Raises NotThere."""
    found = _meetings(by, Meeting.objects.by(by).filter(pk=key).values_list("pk", flat=True))
    if not found:
        raise NotThere
    return found[0]


def _cards(by: Actor, groups: list[CoordinationGroup]) -> list[GroupCard]:
    keys = [group.pk for group in groups]
    members: dict[int, list[MemberLine]] = {}
    people = GroupMember.objects.across_organisations("below the groups in hand").filter(
        group__in=keys, until=None
    )
    for member in people.select_related("person", "organisation"):
        line = MemberLine(
            person=member.person_id,
            name=member.person.name,
            organisation=member.organisation_id,
            organisation_name=member.organisation.short_name,
            role=GroupRole(member.role),
            since=member.since,
        )
        members.setdefault(member.group_id, []).append(line)
    rhythms: dict[int, list[RhythmLine]] = {}
    rows = Rhythm.objects.across_organisations("below the groups in hand").filter(group__in=keys)
    for rhythm in rows.select_related("organisation"):
        rhythms.setdefault(rhythm.group_id, []).append(
            RhythmLine(
                id=rhythm.pk,
                organisation=rhythm.organisation_id,
                organisation_name=rhythm.organisation.short_name,
                what=rhythm.what,
                every=rhythm.every,
                period=rhythm.period,
                starts_on=rhythm.starts_on,
                ends_on=rhythm.ends_on,
            )
        )
    held = Meeting.objects.across_organisations("below the groups in hand").filter(group__in=keys)
    meetings: dict[int, list[MeetingLine]] = {}
    for line_of_meeting in _meetings(by, held.values_list("pk", flat=True)):
        meetings.setdefault(line_of_meeting.group, []).append(line_of_meeting)
    order = list(GroupRole)
    return [
        GroupCard(
            id=group.pk,
            name=group.name,
            about=group.about,
            agreement=group.agreement_id,
            organisation=group.organisation_id,
            formed_on=group.formed_on,
            members=tuple(sorted(members.get(group.pk, ()), key=lambda m: order.index(m.role))),
            rhythms=tuple(rhythms.get(group.pk, ())),
            meetings=tuple(meetings.get(group.pk, ())),
        )
        for group in groups
    ]


def _meetings(by: Actor, keys: Iterable[int]) -> list[MeetingLine]:
    rows = Meeting.objects.across_organisations("the keys come from rows in scope")
    held = rows.filter(pk__in=list(keys)).select_related("group").prefetch_related("attendees")
    decisions: dict[int, list[DecisionLine]] = {}
    taken = Decision.objects.across_organisations("below the meetings in hand").filter(meeting__in=held)
    taken = taken.select_related("organisation", "duty").order_by("position", "pk")
    # what became of a decision stands in the minutes; the duty itself is open to its own people only
    own = set(Duty.objects.by(by).filter(decision__in=taken).values_list("pk", flat=True))
    for decision in taken:
        decisions.setdefault(decision.meeting_id, []).append(
            DecisionLine(
                text=decision.text,
                organisation_name=decision.organisation.short_name if decision.organisation else "",
                due_on=decision.due_on,
                duty=decision.duty_id if decision.duty_id in own else None,
                duty_state=decision.duty.state if decision.duty else "",
            )
        )
    return [
        MeetingLine(
            id=row.pk,
            group=row.group_id,
            group_name=row.group.name,
            title=row.title,
            held_at=row.held_at,
            place=row.place,
            minutes=row.minutes,
            attendees=tuple(person.name for person in row.attendees.all()),
            decisions=tuple(decisions.get(row.pk, ())),
        )
        for row in held
    ]
