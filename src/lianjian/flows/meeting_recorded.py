"""coordination.meeting_recorded: nobody is reminded to come to what has been held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.reminders.actions.settle_case import settle_case
from lianjian.apps.reminders.rules.stages import Kind
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from lianjian.apps.coordination.events import MeetingRecorded


def stop_reminding(event: MeetingRecorded, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once: nothing about it is sent any more."""
    settle_case(by=Actor.system("reminders"), kind=Kind.MEETING, thing=event.meeting)
