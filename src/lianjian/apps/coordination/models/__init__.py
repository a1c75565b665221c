from __future__ import annotations

from lianjian.apps.coordination.models.duty import Duty, Rhythm
from lianjian.apps.coordination.models.gathering import Gathering, Guest, InvitedHouse, SignIn
from lianjian.apps.coordination.models.gathering_record import (
    GatheringNote,
    GatheringPhoto,
    GatheringStory,
    Resolution,
)
from lianjian.apps.coordination.models.group import CoordinationGroup, GroupMember
from lianjian.apps.coordination.models.log import LogEntry, LogPhoto
from lianjian.apps.coordination.models.meeting import Decision, Meeting, MinutesText, Seat

__all__ = [
    "CoordinationGroup",
    "Decision",
    "Duty",
    "Gathering",
    "GatheringNote",
    "GatheringPhoto",
    "GatheringStory",
    "GroupMember",
    "Guest",
    "InvitedHouse",
    "LogEntry",
    "LogPhoto",
    "Meeting",
    "MinutesText",
    "Resolution",
    "Rhythm",
    "Seat",
    "SignIn",
]
