"""coordination.log_entry_withdrawn: what was written is gone, also where it had been put to use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.exchange.actions.forget_need_words import forget_need_words
from lianjian.apps.newsroom.actions.forget_lead_words import forget_lead_words
from lianjian.apps.parties.actions.forget_handed_over_words import forget_handed_over_words
from lianjian.apps.projects.actions.forget_log_entry import forget_log_entry
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from lianjian.apps.coordination.events import LogEntryWithdrawn


def forget_its_words(event: LogEntryWithdrawn, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once, in the same transaction: no copy outlives the entry."""
    today = civil_date(timezone.now())
    forget_log_entry(by=Actor.system("projects"), entry=event.entry, today=today)
    forget_lead_words(by=Actor.system("newsroom"), entry=event.entry)
    need = forget_need_words(by=Actor.system("exchange"), entry=event.entry, today=today)
    if need is not None:
        forget_handed_over_words(by=Actor.system("handovers"), app="exchange", keys=[f"need:{need}"])
