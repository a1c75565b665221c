"""What a gathering resolves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date

LATEST_YEAR = 2100
_AREA = re.compile(r"[a-z-]{1,12}")


def check_resolution(
    *, giver: int, receiver: int | None, work_area: str, due_on: date, held_on: date
) -> None:
    """Raises Refused where giver and receiver are the same, the area is missing for a commitment, or the day is none
    after the gathering. Which areas there are is the business of the app above."""
    if giver == receiver:
        raise Refused(gettext_noop("Giver and receiver are the same organisation."), field="receiver")
    if receiver is not None and not _AREA.fullmatch(work_area):
        raise Refused(gettext_noop("Choose the work area of this resolution."), field="work_area")
    if due_on < held_on or due_on.year > LATEST_YEAR:
        raise Refused(
            gettext_noop("The day lies before the gathering, or nobody lives to see it."), field="due_on"
        )
