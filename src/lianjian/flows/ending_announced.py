"""agreements.ending_announced: each party has a duty to say what follows, by the last day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lianjian.apps.agreements.queries import agreement_titles
from lianjian.apps.coordination.actions.assign_duty import assign_duty

if TYPE_CHECKING:
    from lianjian.apps.agreements.events import EndingAnnounced
    from lianjian.foundation.actor import Actor


def ask_what_follows(event: EndingAnnounced, by: Actor) -> None:
    """One duty a party and last day, however often the end is announced."""
    title = agreement_titles(by, [event.agreement]).get(event.agreement, "")
    last = date.fromisoformat(event.ends_on)
    for organisation in event.organisations:
        assign_duty(
            by=by,
            organisation=organisation,
            what=f"《{title}》{last.year}年{last.month}月{last.day}日到期，请商定续签或者到期终止",
            due_on=last,
            source_app="agreements",
            source_key=f"ending:{event.agreement}",
        )
