"""The words of the ledger of the network: what is known of one story at one outlet, as far as it is known and no further.

They are the states of a delivery (``rules.states``) with two distinctions more: a story that was never planned for the
outlet, and, of what lies with it, whether the outlet only has it or has said that it took it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.apps.matrix.rules.next_steps import UNPLANNED
from lianjian.apps.matrix.rules.states import State

if TYPE_CHECKING:
    from datetime import datetime

FETCHED = "feed-fetch"
"""The evidence of a delivery that the outlet fetched from its feed: it has it, and has said nothing."""


class Mark(StrEnum):
    """From "not planned" to "taken down". The values are those of the states where a mark is one."""

    UNPLANNED = UNPLANNED
    PLANNED = State.PLANNED
    QUEUED = State.QUEUED
    PARKED = State.PARKED
    SENDING = State.SENDING
    HANDED_OVER = "handed-over"
    """The outlet has it (it fetched the feed) and has not said a word."""
    ACCEPTED = State.ACCEPTED
    """The outlet answered that it took it; nobody has seen it there."""
    PUBLISHED = State.PUBLISHED
    """Seen at its address. Nothing else is called published."""
    NEEDS_HUMAN = State.NEEDS_HUMAN
    REFUSED = State.REFUSED
    UNKNOWN = State.UNKNOWN
    WITHDRAWAL_NEEDED = State.WITHDRAWAL_NEEDED
    WITHDRAWN = State.WITHDRAWN


def mark_of(state: str, *, evidence: str) -> Mark:
    """The mark of a delivery by its state ("unplanned" where there is none) and its evidence."""
    if state == State.ACCEPTED and evidence == FETCHED:
        return Mark.HANDED_OVER
    return Mark(state)


def state_behind(mark: Mark) -> tuple[str, bool | None]:
    """The state of the deliveries with a mark, and whether their evidence is that the outlet fetched them (None: either
    way)."""
    if mark == Mark.HANDED_OVER:
        return (State.ACCEPTED, True)
    return (str(mark), False if mark == Mark.ACCEPTED else None)


def reached_at(
    *, fetches: bool, accepted_at: datetime | None, seen_at: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """When a story certainly was at the outlet (handed over), and when the outlet certainly had taken it (accepted); None
    where nobody knows. ``fetches``: the outlet fetches from a feed, so that the moment kept says only that it has the
    story; that it took it is known when somebody sees it there."""
    handed = accepted_at or seen_at
    if accepted_at is not None and seen_at is not None:
        handed = min(accepted_at, seen_at)
    return handed, (seen_at if fetches else handed)
