"""projects.milestone_reached: what is reached is not asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.reminders.actions.settle_case import settle_case
from lianjian.apps.reminders.rules.stages import Kind
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from lianjian.apps.projects.events import MilestoneReached


def stop_reminding(event: MilestoneReached, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once: nothing about it is sent any more."""
    settle_case(by=Actor.system("reminders"), kind=Kind.MILESTONE, thing=event.milestone)
