"""What becomes of a commitment: the giver reports, only the receiver confirms.

Rules of our own (domain.md S5): what was promised is owned, dated and confirmed by the one who was to get
it. Late is never stored: it follows from the day. A giver cannot make lateness go away: only the receiver
grants another day or releases, and what the giver gives up alone counts as not kept from its day on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date


class CommitmentState(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in-progress"
    REPORTED_DONE = "reported-done"
    SENT_BACK = "sent-back"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    CommitmentState.OPEN: gettext_noop("not begun"),
    CommitmentState.IN_PROGRESS: gettext_noop("under way"),
    CommitmentState.REPORTED_DONE: gettext_noop("reported done, to be confirmed"),
    CommitmentState.SENT_BACK: gettext_noop("sent back as not done"),
    CommitmentState.CONFIRMED: gettext_noop("confirmed"),
    CommitmentState.WITHDRAWN: gettext_noop("withdrawn"),
}


class Side(StrEnum):
    """On whose behalf somebody acts."""

    GIVER = "giver"
    RECEIVER = "receiver"


class Move(StrEnum):
    """What can be done, and, as the kind of a row, what was done."""

    REPORT = "report"
    EVIDENCE = "evidence"
    DONE = "done"
    CONFIRM = "confirmed"
    SEND_BACK = "sent-back"
    RENEGOTIATE = "renegotiated"
    WITHDRAW = "withdrawn"
    VALUE = "value"
    APPROVE = "value-approved"
    RETURN = "value-returned"


MOVE_LABELS = {
    Move.REPORT: gettext_noop("progress"),
    Move.EVIDENCE: gettext_noop("evidence"),
    Move.DONE: gettext_noop("reported done"),
    Move.CONFIRM: gettext_noop("confirmed"),
    Move.SEND_BACK: gettext_noop("sent back as not done"),
    Move.RENEGOTIATE: gettext_noop("another day agreed"),
    Move.WITHDRAW: gettext_noop("withdrawn"),
    Move.VALUE: gettext_noop("value reported"),
    Move.APPROVE: gettext_noop("value approved"),
    Move.RETURN: gettext_noop("value returned"),
}

RUNNING = frozenset({CommitmentState.OPEN, CommitmentState.IN_PROGRESS, CommitmentState.SENT_BACK})
"""States in which something is still to be done."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Who may make a move from which states, and where it leads (None: the state stays)."""

    sides: frozenset[Side]
    states: frozenset[CommitmentState]
    to: CommitmentState | None
    binding: bool = False
    """Whether it binds the party, as the promise did: then only those who may promise for it make this move."""
    begins: bool = False
    """Whether it sets going what was still to be done."""


_GIVER, _RECEIVER = frozenset({Side.GIVER}), frozenset({Side.RECEIVER})
_WAITING = frozenset({CommitmentState.REPORTED_DONE})
MOVES = {
    Move.REPORT: Allowed(_GIVER, RUNNING, CommitmentState.IN_PROGRESS),
    Move.EVIDENCE: Allowed(_GIVER | _RECEIVER, RUNNING | _WAITING, None),
    Move.DONE: Allowed(_GIVER, RUNNING, CommitmentState.REPORTED_DONE),
    Move.CONFIRM: Allowed(_RECEIVER, _WAITING, CommitmentState.CONFIRMED, binding=True),
    Move.SEND_BACK: Allowed(_RECEIVER, _WAITING, CommitmentState.SENT_BACK, binding=True),
    Move.RENEGOTIATE: Allowed(_RECEIVER, RUNNING, None, binding=True),
    Move.WITHDRAW: Allowed(_GIVER | _RECEIVER, RUNNING | _WAITING, CommitmentState.WITHDRAWN, binding=True),
    Move.VALUE: Allowed(_GIVER, RUNNING | _WAITING, None, begins=True),
    Move.APPROVE: Allowed(_RECEIVER, RUNNING | _WAITING, None, binding=True),
    Move.RETURN: Allowed(_RECEIVER, RUNNING | _WAITING, None, binding=True),
}

OF_PERIODS = frozenset({Move.VALUE, Move.APPROVE, Move.RETURN})
"""Moves about the value of a period: only where the commitment is cut into such."""


def side_of(organisations: AbstractSet[int], *, giver: int, receiver: int) -> Side | None:
    """On which side somebody with mandates in ``organisations`` stands.

    Whoever acts for both acts for the giver: nobody confirms what their own organisation owes.
    """
    if giver in organisations:
        return Side.GIVER
    return Side.RECEIVER if receiver in organisations else None


def judge(move: Move, *, side: Side | None, negotiates: bool, state: CommitmentState) -> CommitmentState:
    """The state after the move. ``negotiates`` says whether the mover may promise for the party on that side.

    Raises NotAllowed for the wrong side or role and Refused from the wrong state.
    """
    allowed = MOVES[move]
    if side not in allowed.sides:
        if allowed.sides == _RECEIVER:
            raise NotAllowed(
                gettext_noop("Only the people of the party that receives can do this."),
                cure=gettext_noop("Report how it stands; they confirm it or agree on another day."),
            )
        raise NotAllowed(gettext_noop("Only the people of the party that promised it can do this."))
    if allowed.binding and not negotiates:
        raise NotAllowed(
            gettext_noop(
                "This binds your organisation: its leader, liaison officer or first secretary does it."
            ),
            cure=gettext_noop("Add what you know as evidence, and tell them."),
        )
    if state not in allowed.states:
        raise Refused(
            gettext_noop("This is not possible: the commitment is “%(state)s”."), state=STATE_LABELS[state]
        )
    if allowed.begins and state in RUNNING:
        return CommitmentState.IN_PROGRESS
    return allowed.to or state


def judge_confirmer(person: int | None, *, reporter: int | None) -> None:
    """Raises NotAllowed unless a person confirms, and another one than ``reporter`` who reported it done:
    people change their party, and nobody confirms their own report from the other side."""
    if person is None:
        raise NotAllowed(gettext_noop("A commitment is confirmed by a person with a mandate."))
    if person == reporter:
        raise NotAllowed(
            gettext_noop("Nobody confirms what they reported done themselves."),
            cure=gettext_noop("Ask a colleague of the receiving party."),
        )


def judge_reach(move: Move, *, acts: bool) -> None:
    """Raises NotAllowed for whoever only enters figures for their organisation (``acts`` False) and wants more."""
    if not acts and move is not Move.VALUE:
        raise NotAllowed(
            gettext_noop("Your mandate lets you enter figures, nothing else."),
            cure=gettext_noop("Ask the leader or the liaison officer of your organisation."),
        )


def check_new_day(due_on: date, *, before: date, today: date) -> None:
    """Raises Refused unless the new day is to come and later than the day agreed so far: bringing it forward
    would make the giver late without their word."""
    if due_on < today:
        raise Refused(gettext_noop("The new day has passed already."), field="due_on")
    if due_on <= before:
        raise Refused(
            gettext_noop("The new day must be later than the day agreed so far."),
            cure=gettext_noop("For an earlier day, agree on a new commitment."),
            field="due_on",
        )


class Standing(StrEnum):
    """How a commitment stands on a day."""

    RUNNING = "running"
    LATE = "late"
    AWAITING = "awaiting"
    KEPT = "kept"
    KEPT_LATE = "kept-late"
    BROKEN = "broken"
    RELEASED = "released"


STANDING_LABELS = {
    Standing.RUNNING: gettext_noop("in time"),
    Standing.LATE: gettext_noop("late"),
    Standing.AWAITING: gettext_noop("to be confirmed"),
    Standing.KEPT: gettext_noop("done in time"),
    Standing.KEPT_LATE: gettext_noop("done late"),
    Standing.BROKEN: gettext_noop("given up by the giver"),
    Standing.RELEASED: gettext_noop("withdrawn"),
}


def standing(
    state: CommitmentState,
    *,
    due_on: date,
    done_on: date | None,
    withdrawn_by: Side | None,
    today: date,
) -> Standing:
    """How it stands on ``today``. ``done_on`` is the day on which the giver reported what was then
    confirmed."""
    if state is CommitmentState.WITHDRAWN:
        return Standing.BROKEN if withdrawn_by is Side.GIVER else Standing.RELEASED
    if state is CommitmentState.CONFIRMED:
        return Standing.KEPT if done_on is not None and done_on <= due_on else Standing.KEPT_LATE
    if state is CommitmentState.REPORTED_DONE:
        return Standing.AWAITING
    return Standing.LATE if due_on < today else Standing.RUNNING


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """Commitments whose day has passed (released ones left out), and how many of them were confirmed as
    done in time: domain.md, "commitments done on time / commitments due".

    The others of ``due`` were done late, wait for confirmation, are late or were given up. ``early`` were
    done in time and their day is still to come: they are in neither number.
    """

    due: int = 0
    on_time: int = 0
    done_late: int = 0
    awaiting: int = 0
    late: int = 0
    broken: int = 0
    running: int = 0
    early: int = 0

    @property
    def share(self) -> Fraction | None:
        """On time of due, exactly; None, which is unknown and not 0, where nothing was due."""
        return Fraction(self.on_time, self.due) if self.due else None

    @property
    def not_kept(self) -> int:
        """Late now, or given up by the giver."""
        return self.late + self.broken
