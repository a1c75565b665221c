"""Who answers a call shows that the telephone or the house is theirs: by a code that was sent there."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.cells import narrow
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime


class Way(StrEnum):
    """Where the code goes."""

    PHONE = "phone"
    LETTER = "letter"


WAY_LABELS = {
    Way.PHONE: gettext_noop("By text message to a mobile telephone"),
    Way.LETTER: gettext_noop("By letter to the organisation's address"),
}
MESSAGE_DIGITS = 6
LETTER_LETTERS = 8
CLEAR = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that nobody confuses on paper."""
VALID_FOR = {Way.PHONE: timedelta(minutes=10), Way.LETTER: timedelta(days=60)}
KEPT_FOR = {Way.PHONE: timedelta(days=3), Way.LETTER: timedelta(days=61)}
"""How long an answer waits for its code; then it is deleted."""
MOST_TRIES = 5
"""Wrong codes before a new one is needed: with six digits one guess in 200,000 fits."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_TO_A_NUMBER = 3
MOST_TO_A_NUMBER_A_DAY = 6
MOST_FROM_A_NETWORK = 10
MOST_FOR_A_CALL = 300
"""Answers in an hour unless it says a day. A whole county may sit behind one network address, so that limit is wider."""

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")


def mobile(contact: str) -> str:
    """The eleven digits of a mobile number of mainland China. Raises Refused for any other."""
    found = _MOBILE.fullmatch(re.sub(r"[\s()（）-]", "", narrow(contact)))
    if found is None:
        raise Refused(
            gettext_noop("A code can only be sent to a mobile number of eleven digits."),
            cure=gettext_noop("Give one, or choose the letter."),
            field="contact",
        )
    return found[1]


def judge_pace(*, to_number: int, to_number_a_day: int, from_network: int, for_call: int) -> None:
    """Raises Refused where too many codes were asked for; the numbers are those of the last hour, or day."""
    if to_number >= MOST_TO_A_NUMBER or to_number_a_day >= MOST_TO_A_NUMBER_A_DAY:
        raise Refused(
            gettext_noop("Several codes were sent to this number already."),
            cure=gettext_noop("Use the last one, or come back in an hour."),
            field="contact",
        )
    if from_network >= MOST_FROM_A_NETWORK or for_call >= MOST_FOR_A_CALL:
        raise Refused(
            gettext_noop("Too many answers have come in a short time."),
            cure=gettext_noop("Come back in an hour. What you typed is not kept."),
        )


def judge_try(*, sent_at: datetime | None, way: Way, tries: int, now: datetime) -> str:
    """The msgid of what stands against trying a code now, empty where nothing does."""
    if sent_at is None:
        return gettext_noop("The letter has not been printed yet.")
    if tries >= MOST_TRIES:
        return gettext_noop("Too many wrong codes.")
    if now - sent_at > VALID_FOR[way]:
        return gettext_noop("The code is no longer valid.")
    return ""


def plain_code(typed: str) -> str:
    """A code as it is compared: narrow, small letters, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", narrow(typed)).casefold()
