"""Putting reminders into the day's message of their recipient: one a day for each person and robot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.reminders.models import Dispatch, Reminder, Robot, Ways
from lianjian.apps.reminders.rules.dispatches import Channel, DispatchState
from lianjian.apps.reminders.rules.quiet import leaves_at, next_morning
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def post(reminders: Sequence[Reminder], now: datetime) -> None:
    """Give each new reminder its dispatch: to people who chose e-mail, and to robots. Six queries, however many
    there are."""
    ways = {
        one.person_id: one
        for one in Ways.objects.across_organisations("the system reminds").filter(
            person__in={r.person_id for r in reminders if r.person_id}, by_mail=True
        )
        if one.email
    }
    robots = Robot.objects.across_organisations("the system reminds").in_bulk(
        {r.robot_id for r in reminders if r.robot_id}
    )
    wanted: dict[tuple[str, int], list[Reminder]] = {}
    for one in reminders:
        if one.robot_id is not None and one.robot_id in robots:
            wanted.setdefault(("robot", one.robot_id), []).append(one)
        elif one.person_id is not None and one.person_id in ways:
            wanted.setdefault(("mail", one.person_id), []).append(one)
    rest = {who: ways[who[1]].rest_days if who[0] == "mail" else True for who in wanted}
    moments = {who: leaves_at(now, rest_days=rest[who]) for who in wanted}
    for _go in range(2):  # where the message of the day has left already, they wait for that of the next
        there = _there(wanted, moments)
        for who, dispatch in there.items():
            if dispatch.state != DispatchState.QUEUED:
                moments[who] = next_morning(moments[who], rest_days=rest[who])
    there = _there(wanted, moments)
    new = {
        who: Dispatch(
            key=_key(who, moments[who]),
            channel=robots[who[1]].kind if who[0] == "robot" else Channel.MAIL,
            person_id=who[1] if who[0] == "mail" else None,
            robot_id=who[1] if who[0] == "robot" else None,
            day=civil_date(moments[who]),
            state=DispatchState.QUEUED,
            next_at=moments[who],
        )
        for who in wanted
        if who not in there
    }
    Dispatch.objects.bulk_create(new.values())
    there |= new
    for who, some in wanted.items():
        for one in some:
            one.dispatch = there[who]


def _key(who: tuple[str, int], moment: datetime) -> str:
    return f"{who[0]}:{who[1]}:{civil_date(moment).isoformat()}"


def _there(
    wanted: dict[tuple[str, int], list[Reminder]], moments: dict[tuple[str, int], datetime]
) -> dict[tuple[str, int], Dispatch]:
    keys = {_key(who, moments[who]): who for who in wanted}
    rows = Dispatch.objects.across_organisations("the system reminds").select_for_update()
    return {keys[row.key]: row for row in rows.filter(key__in=keys)}
