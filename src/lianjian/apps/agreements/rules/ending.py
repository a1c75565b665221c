"""How agreements end, and when their parties hear that the end is near (decision 0020)."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

ANNOUNCED = (90, 30, 7)
"""Days before the last day on which the parties are told."""
LONGEST_NOTICE = 365


class Ending(StrEnum):
    """Why an agreement is over; "" where it is not, or where it was withdrawn before it was in force."""

    CONSENT = "consent"
    EXPIRY = "expiry"
    TOO_FEW = "too-few"
    PARENT = "parent"


ENDING_LABELS = {
    Ending.CONSENT: gettext_noop("ended by consent of all parties"),
    Ending.EXPIRY: gettext_noop("ended by expiry"),
    Ending.TOO_FEW: gettext_noop("ended because fewer than two parties remained"),
    Ending.PARENT: gettext_noop("ended with the agreement that it supplements"),
}


def check_notice(today: date, leaves_on: date, *, notice_days: int) -> None:
    """Raises Refused where the day of leaving comes before the notice that was agreed, or lies more than two years
    ahead."""
    earliest = today + timedelta(days=notice_days)
    if leaves_on < earliest:
        raise Refused(
            gettext_noop("The agreement asks for %(days)s days of notice: %(day)s at the earliest."),
            field="leaves_on",
            days=notice_days,
            day=earliest.isoformat(),
        )
    if leaves_on > earliest + timedelta(days=730):
        raise Refused(gettext_noop("That day is too far ahead."), field="leaves_on")


def check_notice_days(days: int) -> int:
    """The days of notice as they are agreed. Raises Refused outside one day to a year."""
    if not 1 <= days <= LONGEST_NOTICE:
        raise Refused(gettext_noop("A notice is one day to one year long."), field="notice_days")
    return days


def announcement_due(today: date, ends_on: date, told: Collection[int]) -> int | None:
    """Which of the announcements (90, 30 or 7 days) is to be made now, None for none. After a long pause only the
    nearest one is made: nobody gets three at once."""
    left = (ends_on - today).days
    if left < 0:
        return None
    reached = [days for days in ANNOUNCED if left <= days]
    if not reached or min(reached) in told or any(days < min(reached) for days in told):
        return None
    return min(reached)
