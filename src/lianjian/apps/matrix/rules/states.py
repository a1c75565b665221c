"""Where a delivery stands. "Handed over" is never shown as "published", and what is not known is called
unknown."""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import gettext_noop


class State(StrEnum):
    """The states of one delivery of one story to one outlet."""

    PLANNED = "planned"
    """Lies in our feed and waits for the outlet to fetch it."""
    QUEUED = "queued"
    """Waits for the dispatcher."""
    SENDING = "sending"
    """A worker holds it; bytes may have left."""
    ACCEPTED = "accepted"
    """The outlet has it (it took the request, or fetched the feed); nothing is public yet as far as we
    know."""
    PUBLISHED = "published"
    """Public, with a link that opens."""
    REFUSED = "refused"
    """The outlet said no to this text."""
    NEEDS_HUMAN = "needs_human"
    """A person has to act: carry it over by hand, correct it there, or cure a cause."""
    PARKED = "parked"
    """Waits for a moment the outlet sets (a daily quota)."""
    UNKNOWN = "unknown"
    """The request may have arrived and no answer was kept. Never sent again before that is settled."""
    WITHDRAWN = "withdrawn"
    """Not public there any more, or never was."""
    WITHDRAWAL_NEEDED = "withdrawal_needed"
    """Still public there (or may be), and only a person can take it down."""


class Deed(StrEnum):
    """What a delivery wants of the outlet."""

    PUBLISH = "publish"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


STATE_LABELS = {
    State.PLANNED: gettext_noop("waiting to be fetched"),
    State.QUEUED: gettext_noop("queued"),
    State.SENDING: gettext_noop("being handed over"),
    State.ACCEPTED: gettext_noop("handed over"),
    State.PUBLISHED: gettext_noop("published"),
    State.REFUSED: gettext_noop("not taken"),
    State.NEEDS_HUMAN: gettext_noop("waits for a person"),
    State.PARKED: gettext_noop("parked"),
    State.UNKNOWN: gettext_noop("unknown"),
    State.WITHDRAWN: gettext_noop("taken down"),
    State.WITHDRAWAL_NEEDED: gettext_noop("to be taken down by hand"),
}

NEVER_LEFT = frozenset({State.PLANNED, State.QUEUED, State.PARKED, State.NEEDS_HUMAN, State.REFUSED})
"""States of a delivery of which nothing is at the outlet, as far as we know."""

OUT_THERE = frozenset(
    {State.SENDING, State.ACCEPTED, State.PUBLISHED, State.UNKNOWN, State.WITHDRAWAL_NEEDED}
)
"""States in which something is at the outlet, or may be."""

MOVES: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset(
        {State.ACCEPTED, State.PUBLISHED, State.NEEDS_HUMAN, State.WITHDRAWN, State.REFUSED}
    ),
    State.QUEUED: frozenset({State.SENDING, State.NEEDS_HUMAN, State.PARKED, State.WITHDRAWN}),
    State.SENDING: frozenset(State) - {State.PLANNED, State.SENDING},
    State.ACCEPTED: frozenset(
        {State.PUBLISHED, State.REFUSED, State.NEEDS_HUMAN, State.UNKNOWN, State.WITHDRAWN, State.QUEUED}
    ),
    State.PUBLISHED: frozenset({State.WITHDRAWN, State.WITHDRAWAL_NEEDED}),
    State.REFUSED: frozenset(
        {State.QUEUED, State.PLANNED, State.NEEDS_HUMAN, State.PUBLISHED, State.WITHDRAWN}
    ),
    State.NEEDS_HUMAN: frozenset(
        {State.QUEUED, State.PLANNED, State.ACCEPTED, State.PUBLISHED, State.REFUSED, State.WITHDRAWN}
    ),
    State.PARKED: frozenset({State.SENDING, State.QUEUED, State.NEEDS_HUMAN, State.WITHDRAWN}),
    State.UNKNOWN: frozenset(
        {State.ACCEPTED, State.PUBLISHED, State.QUEUED, State.REFUSED, State.NEEDS_HUMAN}
        | {State.WITHDRAWN, State.WITHDRAWAL_NEEDED}
    ),
    State.WITHDRAWN: frozenset(),
    State.WITHDRAWAL_NEEDED: frozenset({State.WITHDRAWN, State.QUEUED}),
}
"""What may follow what. A withdrawn delivery stays withdrawn: publishing again is a new delivery."""


def may_move(before: State, after: State) -> bool:
    """Whether ``after`` may follow ``before`` (staying where one is always may)."""
    return before == after or after in MOVES[before]
