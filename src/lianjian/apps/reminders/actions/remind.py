from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.coordination.queries import groups_looking_after, leaders_of
from lianjian.apps.reminders.actions._posting import post
from lianjian.apps.reminders.actions._recipients import recipients_of
from lianjian.apps.reminders.events import RemindersMade
from lianjian.apps.reminders.models import Bookmark, Case, Reminder, Robot
from lianjian.apps.reminders.queries.sources import open_things
from lianjian.apps.reminders.rules.stages import Kind, Stage, stage_on, to_leader, to_send
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor
    from lianjian.foundation.dated import Dated

AT_A_TIME = 200
MOVING = ("what", "organisation", "group", "due_on", "settled_at", "last_on", "escalated_on")
"""What a walk may change in a case. Most days it changes nothing, and then nothing is written."""


@transaction.atomic
def remind(*, by: Actor, kind: Kind, now: datetime) -> int:
    """Walk on over the things of one kind: write down who is to be reminded, and put that into the day's messages.
    Returns how many things were looked at, 0 when the walk of the day has come to its end (what is new since then is
    found by the next call).

    Exact and resumable: a batch of 200 is one transaction with its bookmark; each reminder is unique by case, recipient,
    day due and stage, and a stage never goes back, so that a batch that runs twice, or under a clock set back, writes
    nothing again.
    """
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system reminds."))
    take_turn("reminders.walk")  # two walks at once would make the same message twice
    today = civil_date(now)
    mark, _new = Bookmark.objects.select_for_update().get_or_create(name=kind, defaults={"day": today})
    if mark.day != today:
        mark.day, mark.after = today, 0
    things = open_things(by, kind, today, after=mark.after, limit=AT_A_TIME)
    if not things:
        mark.save()
        return 0
    there = _there(kind, things)
    before = {case.pk: _as_it_stands(case) for case in there.values()}
    cases = _cases(kind, things, there, today)
    fresh = _reminders(kind, things, cases, there, today)
    leaders = _escalations(kind, things, cases, today)
    for one in (*fresh, *leaders):
        one.case.last_on = today
    Case.objects.bulk_create(case for thing, case in cases.items() if thing not in there)
    changed = [
        case for case in cases.values() if case.pk in before and before[case.pk] != _as_it_stands(case)
    ]
    Case.objects.across_organisations("the cases in hand").bulk_update(changed, MOVING)
    post([*fresh, *leaders], now)
    Reminder.objects.bulk_create([*fresh, *leaders])
    mark.after = things[-1].key
    mark.save()
    if fresh or leaders:
        told = RemindersMade(
            kind=kind, day=today.isoformat(), count=len(fresh) + len(leaders), escalated=len(leaders)
        )
        tell(told, by=by)
    return len(things)


def _there(kind: Kind, things: Sequence[Dated]) -> dict[int, Case]:
    """The cases of these things that there are, by the key of the thing."""
    rows = Case.objects.across_organisations("the system reminds").select_for_update(of=("self",))
    return {row.thing: row for row in rows.filter(kind=kind, thing__in=[one.key for one in things])}


def _as_it_stands(case: Case) -> tuple[object, ...]:
    return (
        case.what,
        case.organisation_id,
        case.group_id,
        case.due_on,
        case.settled_at,
        case.last_on,
        case.escalated_on,
    )


def _cases(kind: Kind, things: Sequence[Dated], there: dict[int, Case], today: date) -> dict[int, Case]:
    """The case of each thing that has reached a stage, by the key of the thing; a new one is not written yet."""
    houses = {thing.organisations[0] for thing in things if thing.group is None and thing.organisations}
    agreements = {thing.agreement for thing in things if thing.agreement is not None}
    joint, looked_after = groups_looking_after(houses, agreements)
    found: dict[int, Case] = {}
    for thing in things:
        if thing.key not in there and stage_on(kind, thing.due_on, today) is None:
            continue
        case = there.get(thing.key) or Case(kind=kind, thing=thing.key, opened_on=today)
        first = thing.organisations[0] if thing.organisations else None
        case.what, case.organisation_id, case.due_on = thing.what[:500], first, thing.due_on
        case.group_id = thing.group or joint.get(thing.agreement or 0) or looked_after.get(first or 0)
        case.settled_at = None
        found[thing.key] = case
    return found


def _reminders(
    kind: Kind, things: Sequence[Dated], cases: dict[int, Case], there: dict[int, Case], today: date
) -> list[Reminder]:
    people = recipients_of(things, today)
    rows = Reminder.objects.across_organisations("the system reminds").filter(
        case__in=[case.pk for case in there.values()]
    )
    sent: dict[tuple[int, int | None, int | None], list[tuple[date, str]]] = {}
    for row in rows.order_by().values_list("case", "person", "robot", "due_on", "stage"):
        sent.setdefault(row[:3], []).append(row[3:])
    robots: dict[int, list[int]] = {}
    kept = Robot.objects.across_organisations("the system reminds").filter(
        group__in={case.group_id for case in cases.values()}
    )
    for group, robot in kept.order_by("pk").values_list("group", "pk"):
        robots.setdefault(group, []).append(robot)
    fresh = []
    for thing in things:
        case = cases.get(thing.key)
        if case is None:
            continue
        to: list[tuple[int | None, int | None]] = [(person, None) for person in people[thing.key]]
        to += [(None, robot) for robot in robots.get(case.group_id or 0, ())]
        for one, bot in to:
            stage = to_send(kind, thing.due_on, today, sent.get((case.pk or 0, one, bot), ()))
            if stage is not None:
                fresh.append(
                    Reminder(
                        case=case,
                        person_id=one,
                        robot_id=bot,
                        stage=stage,
                        due_on=thing.due_on,
                        day=today,
                    )
                )
    return fresh


def _escalations(kind: Kind, things: Sequence[Dated], cases: dict[int, Case], today: date) -> list[Reminder]:
    """To the leader of the group that sends, once a case."""
    late = [
        case
        for thing in things
        if (case := cases.get(thing.key)) is not None
        and to_leader(kind, thing.due_on, today, told=case.escalated_on is not None)
    ]
    leaders = leaders_of({case.group_id for case in late if case.group_id is not None}, today)
    found = []
    for case in late:
        leader = leaders.get(case.group_id or 0)
        if leader is None:
            continue  # told when the group has one
        case.escalated_on = today
        found.append(
            Reminder(case=case, person_id=leader[0], stage=Stage.LEADER, due_on=case.due_on, day=today)
        )
    return found
