"""The next meeting of the demonstration, with its agenda, and the reminders of the last weeks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.coordination.actions.plan_meeting import plan_meeting
from lianjian.apps.coordination.queries import groups_of
from lianjian.apps.reminders.actions.remind import remind
from lianjian.apps.reminders.rules.stages import Kind
from lianjian.demonstration.society import LOADER
from lianjian.kernel.clock import CHINA

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

AGENDA = """通报上次会议六项议定事项的落实情况
桥头停车位：借用三年的协议签字
蔡文彬同志留下的最后三件事
明年第一季度到村采访计划"""
WALKS_AGO = (30, 9, 1, 0)
"""Days on which the walk over what is due took place: enough for a history that can be read."""


def load_chasing(days: Calendar, society: Society) -> None:
    """Plan the next joint meeting, and remind as the worker would have done."""
    liaison = society.now("chen-xiaolan")
    (group,) = groups_of(liaison, agreement=society.agreements["zhangyang-three-parties"])
    day = max(days.now, timezone.now()).astimezone(CHINA).date() + timedelta(days=6)
    plan_meeting(
        by=liaison,
        group=group.id,
        title="第五次季度协调会",
        held_at=datetime.combine(day, time(9, 30), CHINA),
        place="张洋村桥亭，下雨改村部",
        agenda=AGENDA,
        invited=[member.person for member in group.members],
        client_key="demonstration-next",
    )
    for ago in WALKS_AGO:
        for kind in Kind:
            while remind(by=LOADER, kind=kind, now=days.moment(ago, hour=7)):
                pass
