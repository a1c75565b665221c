"""projects.commitment_moved: what was reported done is not asked for, what was confirmed or sent back
needs no confirmation, and whoever reports is not silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.projects.rules.commitments import RUNNING, CommitmentState, Move
from lianjian.apps.reminders.actions.answer_case import answer_case
from lianjian.apps.reminders.actions.settle_case import settle_case
from lianjian.apps.reminders.rules.stages import Kind
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from lianjian.apps.projects.events import CommitmentMoved


def stop_reminding(event: CommitmentMoved, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once. One that is sent back is open again: the next walk finds it."""
    system = Actor.system("reminders")
    if CommitmentState(event.after) is not CommitmentState.REPORTED_DONE:
        settle_case(by=system, kind=Kind.CONFIRMATION, thing=event.commitment)
    if CommitmentState(event.after) not in RUNNING:
        settle_case(by=system, kind=Kind.COMMITMENT, thing=event.commitment)
    elif event.move in {Move.REPORT, Move.EVIDENCE, Move.RENEGOTIATE}:
        answer_case(by=system, kind=Kind.COMMITMENT, thing=event.commitment)
