from __future__ import annotations

from lianjian.apps.reminders.models.case import Bookmark, Case, Reminder
from lianjian.apps.reminders.models.dispatch import Dispatch
from lianjian.apps.reminders.models.person import CalendarAddress, Ways
from lianjian.apps.reminders.models.robot import Robot

__all__ = ["Bookmark", "CalendarAddress", "Case", "Dispatch", "Reminder", "Robot", "Ways"]
