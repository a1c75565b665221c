"""Honours: what is written down about a distinction."""

from __future__ import annotations

from datetime import date

from lianjian.kernel.refusals import Refused, gettext_noop

EARLIEST = date(1949, 10, 1)
"""No body that grants such honours is older; an earlier day is a slip of the hand."""


def check_granted(day: date, *, today: date) -> None:
    """Raises Refused for a day to come or one before any body could grant it."""
    if day > today:
        raise Refused(gettext_noop("This date is still to come."), field="granted_on")
    if day < EARLIEST:
        raise Refused(gettext_noop("That lies before %(day)s."), field="granted_on", day=EARLIEST.isoformat())
