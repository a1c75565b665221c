"""agreements.notice_given: a party that leaves has a duty to settle what it promised, by its last day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lianjian.apps.agreements.queries import agreement_titles
from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.projects.queries import commitments
from lianjian.apps.projects.rules.commitments import CommitmentState
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from lianjian.apps.agreements.events import NoticeGiven


def ask_to_settle(event: NoticeGiven, by: Actor) -> None:  # noqa: ARG001 - the system asks, whoever gave the notice
    """Nothing where nothing is open; what is open stays owed until it is done, renegotiated or withdrawn."""
    system = Actor.system("agreements.notices")
    leaves = date.fromisoformat(event.leaves_on)
    lines = commitments(system, leaves, agreement=event.agreement, organisation=event.organisation)
    over = {CommitmentState.CONFIRMED, CommitmentState.WITHDRAWN}
    still_open = [one for one in lines if one.giver == event.organisation and one.state not in over]
    if not still_open:
        return
    title = agreement_titles(system, [event.agreement]).get(event.agreement, "")
    assign_duty(
        by=system,
        organisation=event.organisation,
        what=f"退出《{title}》前，办结或者重新商定{len(still_open)}项未完成的承诺",
        due_on=leaves,
        source_app="agreements",
        source_key=f"notice:{event.notice}",
    )
