"""coordination.log_entry_withdrawn: what was written is gone, also where it had been put to use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.projects.actions.forget_log_entry import forget_log_entry
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from lianjian.apps.coordination.events import LogEntryWithdrawn


def forget_its_words(event: LogEntryWithdrawn, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once, in the same transaction: no copy outlives the entry."""
    forget_log_entry(by=Actor.system("projects"), entry=event.entry, today=civil_date(timezone.now()))
