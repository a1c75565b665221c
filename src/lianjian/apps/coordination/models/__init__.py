from __future__ import annotations

from lianjian.apps.coordination.models.duty import Duty, Rhythm
from lianjian.apps.coordination.models.group import CoordinationGroup, GroupMember
from lianjian.apps.coordination.models.log import LogEntry, LogPhoto
from lianjian.apps.coordination.models.meeting import Decision, Meeting, MinutesText, Seat

__all__ = [
    "CoordinationGroup",
    "Decision",
    "Duty",
    "GroupMember",
    "LogEntry",
    "LogPhoto",
    "Meeting",
    "MinutesText",
    "Rhythm",
    "Seat",
]
