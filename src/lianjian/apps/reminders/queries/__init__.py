"""Everything that may be asked about reminders. Answers are frozen dataclasses."""

from __future__ import annotations

from lianjian.apps.reminders.queries.calendars import CalendarDocument, calendar_for, calendar_opened_at
from lianjian.apps.reminders.queries.reminders import (
    ReminderLine,
    Told,
    WaysLine,
    count_reminders,
    count_unseen,
    reminders_of,
    told_about,
    unseen_keys,
    ways_of,
)
from lianjian.apps.reminders.queries.robots import (
    DispatchLine,
    RobotLine,
    dispatch,
    last_mail,
    robot,
    robots_of,
)
from lianjian.apps.reminders.queries.silent import SilentLine, count_silent, silent

__all__ = [
    "CalendarDocument",
    "DispatchLine",
    "ReminderLine",
    "RobotLine",
    "SilentLine",
    "Told",
    "WaysLine",
    "calendar_for",
    "calendar_opened_at",
    "count_reminders",
    "count_silent",
    "count_unseen",
    "dispatch",
    "last_mail",
    "reminders_of",
    "robot",
    "robots_of",
    "silent",
    "told_about",
    "unseen_keys",
    "ways_of",
]
