"""Branch links (支部联建): proposed by one organisation, accepted or declined by the other, ended by either."""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import Refused, gettext_noop


class LinkState(StrEnum):
    """How a link stands."""

    PROPOSED = "proposed"
    LINKED = "linked"
    DECLINED = "declined"
    ENDED = "ended"


LIVING = frozenset({LinkState.PROPOSED, LinkState.LINKED})
"""States in which no second link between the same two is begun."""

LINK_LABELS = {
    LinkState.PROPOSED: gettext_noop("awaits the other side"),
    LinkState.LINKED: gettext_noop("linked"),
    LinkState.DECLINED: gettext_noop("declined"),
    LinkState.ENDED: gettext_noop("ended"),
}


def pair_of(one: int, other: int) -> str:
    """The two as one word, whichever is named first. Raises Refused where they are the same."""
    if one == other:
        raise Refused(gettext_noop("A branch is linked with another organisation's."), field="partner")
    return f"{min(one, other)}-{max(one, other)}"


def check_answerable(state: str) -> None:
    """Raises Refused unless an answer is still awaited."""
    if state != LinkState.PROPOSED:
        raise Refused(gettext_noop("This proposal has been answered already."))


def check_linked(state: str) -> None:
    """Raises Refused unless the two are linked: nothing is recorded under a proposal or after the end."""
    if state != LinkState.LINKED:
        raise Refused(gettext_noop("The two branches are not linked."))
