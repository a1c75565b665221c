"""What an organisation needs (需求), as a state machine: open, met or given up, and open again with the reason.

A rule of our own (domain.md S8; decision 0029).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date

LONGEST = 500
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100


class NeedState(StrEnum):
    """Where a need stands."""

    OPEN = "open"
    MET = "met"
    GIVEN_UP = "given-up"


class NeedMove(StrEnum):
    """What is done about a need."""

    CHANGE = "change"
    HAND_OVER = "hand-over"
    MEET = "meet"
    GIVE_UP = "give-up"
    REOPEN = "reopen"
    SHOW = "show"
    HIDE = "hide"


NEED_LABELS = {
    NeedState.OPEN: gettext_noop("still needed"),
    NeedState.MET: gettext_noop("need met"),
    NeedState.GIVEN_UP: gettext_noop("need given up"),
}
MOVE_LABELS = {
    NeedMove.CHANGE: gettext_noop("put in other words or numbers"),
    NeedMove.HAND_OVER: gettext_noop("looked after by somebody else"),
    NeedMove.MEET: gettext_noop("met"),
    NeedMove.GIVE_UP: gettext_noop("given up"),
    NeedMove.REOPEN: gettext_noop("open again"),
    NeedMove.SHOW: gettext_noop("shown to everybody"),
    NeedMove.HIDE: gettext_noop("only for the network"),
}

_AFTER = {
    (NeedState.OPEN, NeedMove.CHANGE): NeedState.OPEN,
    (NeedState.OPEN, NeedMove.HAND_OVER): NeedState.OPEN,
    (NeedState.OPEN, NeedMove.MEET): NeedState.MET,
    (NeedState.OPEN, NeedMove.GIVE_UP): NeedState.GIVEN_UP,
    (NeedState.OPEN, NeedMove.SHOW): NeedState.OPEN,
    (NeedState.OPEN, NeedMove.HIDE): NeedState.OPEN,
    (NeedState.MET, NeedMove.REOPEN): NeedState.OPEN,
    (NeedState.MET, NeedMove.SHOW): NeedState.MET,
    (NeedState.MET, NeedMove.HIDE): NeedState.MET,
    (NeedState.GIVEN_UP, NeedMove.REOPEN): NeedState.OPEN,
}
_ONLY_DECIDERS = frozenset({NeedMove.SHOW, NeedMove.HIDE})
_CHANGES_WHAT_IS_SEEN = frozenset({NeedMove.CHANGE, NeedMove.GIVE_UP})


def allowed(state: str, move: NeedMove) -> bool:
    """Whether a need in ``state`` can be moved so."""
    return (NeedState(state), move) in _AFTER


def moves_of(state: str, *, acts_for: bool, decides: bool, public: bool) -> frozenset[NeedMove]:
    """What somebody can do about a need now."""
    found = frozenset(move for move in NeedMove if allowed(state, move))
    found -= {NeedMove.SHOW} if public else {NeedMove.HIDE}
    return frozenset(m for m in found if acts_for and (decides or not _for_deciders(m, public=public)))


def after(state: str, move: NeedMove) -> NeedState:
    """The state a move leads to. Raises Refused where it is not possible now."""
    if not allowed(state, move):
        if state == NeedState.OPEN:
            raise Refused(gettext_noop("This need is open already."))
        raise Refused(
            gettext_noop("This need is met or given up."),
            cure=gettext_noop("Open it again first, with the reason."),
        )
    return _AFTER[NeedState(state), move]


def judge_mover(move: NeedMove | None, *, acts_for: bool, decides: bool, public: bool) -> None:
    """Raises NotAllowed unless somebody of the organisation does it (``move`` None: records it), and, where it is shown to
    everybody or what everybody sees is changed, somebody who speaks for it (``decides``)."""
    if not acts_for:
        raise NotAllowed(gettext_noop("Only the people of the organisation can do this."))
    if decides or not _for_deciders(move, public=public):
        return
    if move is None or move in _ONLY_DECIDERS:
        raise NotAllowed(
            gettext_noop("Only the leader, liaison officer or first secretary shows it to everybody."),
            cure=gettext_noop("Enter it for the network, and ask them to show it."),
            field="public",
        )
    raise NotAllowed(
        gettext_noop(
            "Everybody sees this need; only the leader, liaison officer or first secretary changes it."
        ),
        cure=gettext_noop("Ask one of them."),
    )


def _for_deciders(move: NeedMove | None, *, public: bool) -> bool:
    if move is None:
        return public
    return move in _ONLY_DECIDERS or (public and move in _CHANGES_WHAT_IS_SEEN)


def check_wanted_by(day: date | None) -> date | None:
    """The day, None for no day. Raises Refused for a year that cannot be meant. A day that has passed is one: what was
    written without a signal arrives late."""
    if day is not None and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Refused(gettext_noop("This year cannot be meant."), field="wanted_by")
    return day


def check_by_whom(organisation: int | None, words: str) -> None:
    """Raises Refused unless exactly one of the two says who met it."""
    if (organisation is None) == (not words):
        raise Refused(
            gettext_noop("Say who met it: an organisation of the network, or in words."),
            cure=gettext_noop("Fill in one of the two."),
            field="met_by_words",
        )


def days_late(state: str, wanted_by: date | None, today: date) -> int | None:
    """By how many days an open need is late; None where it is not."""
    if state != NeedState.OPEN or wanted_by is None or wanted_by >= today:
        return None
    return (today - wanted_by).days
