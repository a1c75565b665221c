"""A handover as a state machine: it is completed by nothing but a list in which every line is decided.

A rule of our own (domain.md S1; decision 0018).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.apps.parties.rules.roles import STEWARDS, Role
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class HandoverState(StrEnum):
    BEGUN = "begun"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ItemState(StrEnum):
    """Where a line of the list stands. OPEN is a line that was not decided yet, or was explained anew."""

    OPEN = "open"
    ACCEPTED = "accepted"
    GIVEN = "given"
    RETURNED = "returned"


HANDOVER_LABELS = {
    HandoverState.BEGUN: gettext_noop("handover under way"),
    HandoverState.COMPLETED: gettext_noop("handover completed"),
    HandoverState.CANCELLED: gettext_noop("handover called off"),
}
ITEM_LABELS = {
    ItemState.OPEN: gettext_noop("not decided"),
    ItemState.ACCEPTED: gettext_noop("taken over"),
    ItemState.GIVEN: gettext_noop("given to somebody else"),
    ItemState.RETURNED: gettext_noop("not taken over"),
}

DECIDED = frozenset({ItemState.ACCEPTED, ItemState.GIVEN})
READERS = STEWARDS | {Role.FIRST_SECRETARY}
"""Who reads every handover of their organisation, also those of long ago."""


def check_begun(state: str) -> None:
    """Raises Refused where a handover is over."""
    if state == HandoverState.COMPLETED:
        raise Refused(
            gettext_noop("This handover is completed."),
            cure=gettext_noop("What came later goes into another one."),
        )
    if state == HandoverState.CANCELLED:
        raise Refused(gettext_noop("This handover was called off."))


def undecided(live: Iterable[str], states: Mapping[str, str]) -> list[str]:
    """The lines that keep a handover from being completed: of those that are open now (``live``), the ones without a
    decision. A line that was not taken over and has been closed or given away meanwhile keeps nobody."""
    return [ref for ref in live if states.get(ref) not in DECIDED]


def check_complete(live: Iterable[str], states: Mapping[str, str]) -> None:
    """Raises Refused while a line is undecided."""
    left = undecided(live, states)
    if left:
        raise Refused(
            gettext_noop("%(left)s of the list are not decided yet."),
            cure=gettext_noop("Take each over, or give it to somebody else of the organisation."),
            left=len(left),
        )
