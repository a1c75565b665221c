"""Reading groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.coordination.models import CoordinationGroup, GroupMember, Meeting, Rhythm
from lianjian.apps.coordination.models.group import groups_run_by
from lianjian.apps.coordination.queries.meetings import MeetingLine, lines_of_meetings
from lianjian.apps.coordination.rules.groups import GroupRole
from lianjian.apps.coordination.rules.meetings import MeetingState
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

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
    """An agreed rhythm: ``every`` so many ``period`` (week, month, year), ``on`` which day of it
    (``rules.rhythm.place_of``); ``exceptions`` are single days that fall out."""

    id: int
    organisation: int
    organisation_name: str
    what: str
    every: int
    period: str
    starts_on: date
    ends_on: date | None
    on: str = ""
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group with its present members (the leader first), its rhythms, the meetings it held, newest first, and those
    planned, soonest first."""

    id: int
    name: str
    about: str
    agreement: int | None
    organisation: int | None
    formed_on: date
    members: tuple[MemberLine, ...]
    rhythms: tuple[RhythmLine, ...]
    meetings: tuple[MeetingLine, ...]
    planned: tuple[MeetingLine, ...] = ()


def groups_of(
    by: Actor,
    limit: int | None = None,
    offset: int = 0,
    *,
    agreement: int | None = None,
    organisation: int | None = None,
    run: bool = False,
    only: int | None = None,
) -> list[GroupCard]:
    """The groups ``by`` may see; ``agreement`` narrows to its joint groups, ``organisation`` to its own, ``run`` to those
    that ``by`` leads or keeps in touch, ``only`` to the one with that key. Seven queries, however many there are."""
    rows = _seen(by, run=run)
    if agreement is not None:
        rows = rows.filter(agreement=agreement)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if only is not None:
        rows = rows.filter(pk=only)
    return _cards(by, list(rows[offset : None if limit is None else offset + limit]))


def count_groups(by: Actor, *, run: bool = False) -> int:
    """How many those are. One query."""
    return _seen(by, run=run).count()


def runs_a_group(by: Actor) -> bool:
    """Whether ``by`` leads a group or keeps it in touch. One query."""
    return _seen(by, run=True).exists()


def _seen(by: Actor, *, run: bool) -> QuerySet[CoordinationGroup]:
    rows = CoordinationGroup.objects.by(by).filter(dissolved_on=None)
    return rows.filter(pk__in=groups_run_by(by)) if run else rows


def groups_behind(by: Actor, sources: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Key and name of the groups from whose rhythm (``rhythm:5``) or meeting (``meeting:7``) duties come, as far as
    ``by`` may see them. Two queries."""
    wanted: dict[str, set[int]] = {"rhythm": set(), "meeting": set()}
    for source in sources:
        kind, _colon, key = source.partition(":")
        if kind in wanted and key.isascii() and key.isdigit():
            wanted[kind].add(int(key))
    found: dict[str, tuple[int, str]] = {}
    for kind, model in (("rhythm", Rhythm), ("meeting", Meeting)):
        rows = model.objects.by(by).filter(pk__in=wanted[kind], group__dissolved_on=None)
        for source_key, group, name in rows.order_by().values_list("pk", "group", "group__name"):
            found[f"{kind}:{source_key}"] = (group, name)
    return found


def group_card(by: Actor, group: int) -> GroupCard:
    """One group. Raises NotThere."""
    cards = _cards(by, list(CoordinationGroup.objects.by(by).filter(pk=group)))
    if not cards:
        raise NotThere
    return cards[0]


def rhythm_of(by: Actor, key: int) -> tuple[GroupCard, RhythmLine]:
    """One rhythm with its group. Raises NotThere."""
    row = Rhythm.objects.by(by).filter(pk=key).first()
    if row is None:
        raise NotThere
    card = group_card(by, row.group_id)
    return card, next(one for one in card.rhythms if one.id == key)


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
                on=rhythm.on,
                exceptions=tuple(rhythm.exceptions),
            )
        )
    held = Meeting.objects.across_organisations("below the groups in hand").filter(group__in=keys)
    meetings: dict[int, list[MeetingLine]] = {}
    to_come: dict[int, list[MeetingLine]] = {}
    for line_of_meeting in lines_of_meetings(by, held.values_list("pk", flat=True)):
        kept = {MeetingState.HELD: meetings, MeetingState.PLANNED: to_come}.get(line_of_meeting.state)
        if kept is not None:
            kept.setdefault(line_of_meeting.group, []).append(line_of_meeting)
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
            planned=tuple(reversed(to_come.get(group.pk, ()))),
        )
        for group in groups
    ]
