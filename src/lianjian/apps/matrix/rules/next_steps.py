"""What can be done with a delivery now, and who has to move. The actions judge again; this is what pages offer."""

from __future__ import annotations

from enum import StrEnum

from lianjian.apps.matrix.rules.causes import HELD_WORDS, Cause
from lianjian.apps.matrix.rules.kinds import Kind, Mode, OutletState
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.kernel.refusals import gettext_noop

UNPLANNED = "unplanned"
"""In place of a state where the story was never planned for the outlet."""


class Step(StrEnum):
    """Verbs that a person may use on a delivery."""

    CONFIRM = "confirm"
    """It is public: here is its address."""
    REFUSE = "refuse"
    """The outlet did not take it."""
    RETRY = "retry"
    """Send it again, with other words where they were changed."""
    ABSENT = "absent"
    """I have looked: it certainly is not there."""
    GONE = "gone"
    """I have looked: it is not public there any more."""


class Holder(StrEnum):
    """Who has to move so that a delivery goes on."""

    PERSON = "person"
    SYSTEM = "system"
    OUTLET = "outlet"
    NOBODY = "nobody"


HOLDER_LABELS = {
    Holder.PERSON: gettext_noop("waits for one of us"),
    Holder.SYSTEM: gettext_noop("the system is at work"),
    Holder.OUTLET: gettext_noop("lies with the outlet"),
    Holder.NOBODY: gettext_noop("nothing to do"),
}

CONFIRMABLE = frozenset(
    {State.NEEDS_HUMAN, State.PLANNED, State.ACCEPTED, State.UNKNOWN, State.REFUSED, State.PARKED}
)
REFUSABLE = frozenset({State.NEEDS_HUMAN, State.PLANNED, State.ACCEPTED, State.UNKNOWN})
BY_HAND_ONLY = HELD_WORDS | {
    Cause.CORRECT_BY_HAND,
    Cause.HANDLE_ON_SITE,
    Cause.STILL_WORKING,
    Cause.REPEATED,
    Cause.LOOK_THERE,
}
"""Causes after which sending again would make a second item or change nothing."""


def steps_open(  # noqa: PLR0911 - one line a state reads as the table it is
    *, state: str, deed: str, cause: str, kind: str, mode: str, outlet_state: str, held: bool
) -> tuple[Step, ...]:
    """The verbs that make sense now, the likeliest first. ``held``: a worker has the delivery. Our own site is
    confirmed by nobody: it shows what is published."""
    if held or state in {UNPLANNED, State.SENDING, State.WITHDRAWN}:
        return ()
    if state == State.WITHDRAWAL_NEEDED:
        return (Step.GONE,)
    if deed == Deed.WITHDRAW:
        return ()
    by_hand = kind != Kind.WEB
    if state == State.PUBLISHED:
        return (Step.GONE,) if by_hand else ()
    moves = mode == Mode.API and outlet_state == OutletState.READY
    confirm = (Step.CONFIRM,) if by_hand and state in CONFIRMABLE else ()
    refuse = (Step.REFUSE,) if by_hand and state in REFUSABLE else ()
    if state == State.UNKNOWN:
        return (*confirm, Step.ABSENT, *refuse) if by_hand else (Step.ABSENT,)
    if state == State.REFUSED:
        return (Step.RETRY, *confirm) if moves or mode != Mode.API else confirm
    if state in {State.QUEUED, State.PARKED}:
        return (Step.RETRY, *confirm) if moves else confirm
    if state == State.NEEDS_HUMAN and moves and cause not in BY_HAND_ONLY:
        return (Step.RETRY, *confirm, *refuse)
    return (*confirm, *refuse)


def holder_of(*, state: str, next_at_known: bool) -> Holder:
    """Who has to move. An unknown delivery lies with the system as long as it will ask again by itself."""
    if state in {State.NEEDS_HUMAN, State.REFUSED, State.WITHDRAWAL_NEEDED}:
        return Holder.PERSON
    if state == State.UNKNOWN:
        return Holder.SYSTEM if next_at_known else Holder.PERSON
    if state in {State.QUEUED, State.SENDING, State.PARKED}:
        return Holder.SYSTEM
    if state in {State.PLANNED, State.ACCEPTED}:
        return Holder.OUTLET
    return Holder.NOBODY
