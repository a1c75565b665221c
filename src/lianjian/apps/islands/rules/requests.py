"""What a villager asks, as a state machine: who moves it, where to, and how long its letter is kept.

Personal Information Protection Law of the PRC, articles 19 and 47: no longer than the purpose needs, and destroyed when it is
reached, when the term ends or when consent is withdrawn.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop
from lianjian_feed.replies import MAX_ANSWER

if TYPE_CHECKING:
    from datetime import date

LONGEST = MAX_ANSWER
KEPT_AFTER = timedelta(days=30)
"""How long a letter stays after its request is closed or refused: the villager may come back to it."""
LETTERS_A_DAY = 200
"""More letters than this from one station in a day are no village's: they stay outside until somebody looked."""


class RequestState(StrEnum):
    """Where a request stands; the words are those of ``lianjian_feed.replies.STATES``."""

    RECEIVED = "received"
    IN_HAND = "in-hand"
    PASSED_ON = "passed-on"
    ANSWERED = "answered"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LOST = "lost"


class RequestMove(StrEnum):
    """What its people do about a request."""

    TAKE = "take"
    ANSWER = "answer"
    PASS_ON = "pass-on"  # noqa: S105 - no password
    CLOSE = "close"
    REFUSE = "refuse"


STATE_LABELS = {
    RequestState.RECEIVED: gettext_noop("request received"),
    RequestState.IN_HAND: gettext_noop("request in hand"),
    RequestState.PASSED_ON: gettext_noop("request passed on"),
    RequestState.ANSWERED: gettext_noop("request answered"),
    RequestState.CLOSED: gettext_noop("request closed"),
    RequestState.REFUSED: gettext_noop("request refused"),
    RequestState.WITHDRAWN: gettext_noop("request withdrawn"),
    RequestState.LOST: gettext_noop("request that cannot be opened"),
}
WAITING = frozenset({RequestState.RECEIVED, RequestState.IN_HAND, RequestState.PASSED_ON})
"""Nobody has answered yet: due."""
OPEN = WAITING | {RequestState.ANSWERED}
OVER = frozenset(RequestState) - OPEN

_AFTER = {
    RequestMove.TAKE: RequestState.IN_HAND,
    RequestMove.ANSWER: RequestState.ANSWERED,
    RequestMove.PASS_ON: RequestState.PASSED_ON,
    RequestMove.CLOSE: RequestState.CLOSED,
    RequestMove.REFUSE: RequestState.REFUSED,
}
_FROM = {
    RequestMove.TAKE: frozenset({RequestState.RECEIVED, RequestState.PASSED_ON}),
    RequestMove.ANSWER: OPEN,
    RequestMove.PASS_ON: WAITING,
    RequestMove.CLOSE: OPEN,
    RequestMove.REFUSE: WAITING,
}


def allowed(state: str, move: RequestMove, purposes: object = ()) -> bool:
    """Whether a request in ``state``, for which the villager agreed to ``purposes``, can be moved so."""
    if move is RequestMove.PASS_ON and "pass-on" not in (
        purposes if isinstance(purposes, list | tuple) else ()
    ):
        return False
    return RequestState(state) in _FROM[move]


def after(state: str, move: RequestMove, purposes: object = ()) -> RequestState:
    """The state a move leads to. Raises Refused where it is not possible."""
    if RequestState(state) in OVER:
        raise Refused(gettext_noop("This request is over."))
    if move is RequestMove.PASS_ON and not allowed(state, move, purposes) and RequestState(state) in WAITING:
        raise NotAllowed(
            gettext_noop("The villager has not agreed that this is passed on."),
            cure=gettext_noop("Answer it yourself, and name whom they can ask."),
        )
    if not allowed(state, move, purposes):
        raise Refused(gettext_noop("This request stands there already."))
    return _AFTER[move]


def due_on(received: date, days: int) -> date:
    """The day by which an answer is promised."""
    return received + timedelta(days=days)


def days_late(state: str, due: date, today: date) -> int | None:
    """By how many days an answer is late; None where it is not, or was given."""
    return (today - due).days if RequestState(state) in WAITING and due < today else None


def judge_reader(*, reads: bool) -> None:
    """Raises NotAllowed unless the inbox is the reader's: the network's administrator sees that a letter is there, not what
    it says."""
    if not reads:
        raise NotAllowed(gettext_noop("Only those to whom it is addressed open a letter."))
