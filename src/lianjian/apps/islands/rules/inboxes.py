"""Inboxes: whom villages can write to, about what, and how long an answer may take."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop
from lianjian_feed.book import MAX_DAYS
from lianjian_feed.cards import MAX_NAME
from lianjian_feed.fields import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

USUAL_DAYS = 7


class InboxRole(StrEnum):
    """Who reads what comes."""

    PARTY = "party"
    EXPERT = "expert"
    SECRETARY = "secretary"


ROLE_LABELS = {
    InboxRole.PARTY: gettext_noop("organisation"),
    InboxRole.EXPERT: gettext_noop("expert"),
    InboxRole.SECRETARY: gettext_noop("first secretary"),
}
GENERAL = frozenset({InboxRole.PARTY, InboxRole.EXPERT})
"""In the book of the whole network; a village's own first secretary is told to that village alone (decision 0038)."""


def check_days(days: int) -> int:
    """Raises Refused for a time that no villager should wait, or none at all."""
    if not 1 <= days <= MAX_DAYS:
        raise Refused(
            gettext_noop("An answer takes between 1 and %(most)s days."), field="days", most=MAX_DAYS
        )
    return days


def check_categories(categories: Iterable[str]) -> list[str]:
    """The categories in their order, each once; [] are all of them. Raises Refused for one that there is not."""
    named = set(categories)
    if named - set(CATEGORIES):
        raise Refused(gettext_noop("There is no such kind of request."), field="categories")
    return sorted(named)


def takes(categories: Iterable[str], category: str) -> bool:
    """Whether an inbox is for that kind of request."""
    listed = set(categories)
    return not listed or category in listed


def name_of(*words: str) -> str:
    """What an inbox is called in villages: words in one line, as far as they fit."""
    return " ".join("".join(c for c in " ".join(words) if c.isprintable()).split())[:MAX_NAME]


def judge_opener(*, general: bool, keeps_network: bool, decides: bool) -> None:
    """Raises NotAllowed: a general inbox is shown in every village, so those who keep the network open it; the first
    secretary's is opened by those who speak for the village (``decides``)."""
    if keeps_network or (not general and decides):
        return
    raise NotAllowed(
        gettext_noop("Only those who keep the network open an inbox that every village sees."),
        cure=gettext_noop("Ask the association's liaison officer."),
    )


def judge_closer(*, keeps_network: bool, own: bool) -> None:
    """Raises NotAllowed unless it is one's own, or one keeps the network."""
    if not (keeps_network or own):
        raise NotAllowed(
            gettext_noop("Only those to whom an inbox belongs, or who keep the network, close it.")
        )


def is_open(*, closed: bool, until: date | None, today: date) -> bool:
    """Whether letters are sealed to it today."""
    return not closed and (until is None or today <= until)
