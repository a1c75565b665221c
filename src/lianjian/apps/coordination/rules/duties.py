"""States of a duty."""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import Refused, gettext_noop


class DutyState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


DUTY_LABELS = {
    DutyState.OPEN: gettext_noop("to do"),
    DutyState.DONE: gettext_noop("done"),
    DutyState.CANCELLED: gettext_noop("cancelled"),
}


def check_open(state: str) -> None:
    """Raises Refused where a duty is no longer open."""
    if state != DutyState.OPEN:
        raise Refused(gettext_noop("This duty is closed already."))
