"""An entry of a village log as a lead for a newsroom: who moves it, and when its words may be read there.

Only the writer of an entry releases it (``notes/island.md``: what people wrote in a village stays there unless they say so).
"""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import Refused, gettext_noop

WORD_LIMIT = 300
TITLE_LENGTH = 40


class LeadState(StrEnum):
    """Where a lead stands."""

    ASKED = "asked"
    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


LEAD_LABELS = {
    LeadState.ASKED: gettext_noop("asked for"),
    LeadState.OFFERED: gettext_noop("offered to the newsroom"),
    LeadState.TAKEN: gettext_noop("taken up"),
    LeadState.DECLINED: gettext_noop("not taken up"),
    LeadState.WITHDRAWN: gettext_noop("not released"),
}

RELEASED = frozenset({LeadState.OFFERED, LeadState.TAKEN})
"""States in which the newsroom reads the entry."""

_MOVES = {
    LeadState.ASKED: {LeadState.OFFERED, LeadState.WITHDRAWN},
    LeadState.OFFERED: {LeadState.TAKEN, LeadState.DECLINED, LeadState.WITHDRAWN},
    LeadState.TAKEN: set[LeadState](),
    LeadState.DECLINED: {LeadState.OFFERED},
    LeadState.WITHDRAWN: {LeadState.OFFERED},
}


def may_move(now: str, to: LeadState) -> bool:
    """Whether a lead goes from one state to another. What was declined or taken back may be offered again; what was taken
    up stays so."""
    return to in _MOVES[LeadState(now)]


def require_move(now: str, to: LeadState) -> None:
    """Raise Refused where a lead does not go from ``now`` to ``to``."""
    if not may_move(now, to):
        raise Refused(
            gettext_noop("This lead is %(state)s already."),
            cure=gettext_noop("Load the page again to see how it stands."),
            state=LEAD_LABELS[LeadState(now)],
        )


def title_from(words: str) -> str:
    """A working title out of an entry: its first sentence, cut at 40 characters; "" where it has no words."""
    line = next((one.strip() for one in words.splitlines() if one.strip()), "")
    for end in "。！？；!?;":
        line = line.partition(end)[0]
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1] + "…"
