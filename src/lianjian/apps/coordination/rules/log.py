"""The log of those posted to a village (驻村日志): a photograph and a sentence are the unit."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

MOST_PHOTOS = 9
LONGEST = 2000
EARLIEST = timedelta(days=60)
"""How late an entry may come in: a phone may be without a signal for weeks, not for seasons."""


class LogKind(StrEnum):
    """What an entry is about."""

    VISIT = "visit"
    PROGRESS = "progress"
    NEED = "need"
    OBSTACLE = "obstacle"
    NOTE = "note"


LOG_LABELS = {
    LogKind.VISIT: gettext_noop("visit"),
    LogKind.PROGRESS: gettext_noop("progress"),
    LogKind.NEED: gettext_noop("need"),
    LogKind.OBSTACLE: gettext_noop("obstacle"),
    LogKind.NOTE: gettext_noop("note"),
}


def check_kind(kind: str) -> LogKind:
    """The kind of that name. Raises Refused where there is none."""
    if kind not in set(LogKind):
        raise Refused(gettext_noop("“%(kind)s” is no kind of entry."), field="kind", kind=kind)
    return LogKind(kind)


def check_happened(happened_at: datetime, *, moment: datetime, network_wide: bool) -> datetime:
    """The time at which it happened, given by the writer. Raises Refused where it is to come or too long
    ago."""
    if happened_at.tzinfo is None:
        raise Refused(gettext_noop("The time is given without its time zone."), field="happened_at")
    if happened_at > moment + timedelta(minutes=10):
        raise Refused(
            gettext_noop("This date is still to come."),
            cure=gettext_noop("Check the date, and the clock of your phone."),
            field="happened_at",
        )
    if not network_wide and happened_at < moment - EARLIEST:
        raise Refused(
            gettext_noop("This is more than %(days)s days ago."),
            cure=gettext_noop("Write a note of today that names the date."),
            field="happened_at",
            days=EARLIEST.days,
        )
    return happened_at


def parse_target(target: str) -> tuple[str, str]:
    """What an entry belongs to, as ``app/key`` (``projects/commitment:12``): the pair, or two empty texts.

    Raises Refused where it has another shape; whether it exists is the business of that app.
    """
    if not target:
        return "", ""
    found = re.fullmatch(r"([a-z]{1,20})/([a-z]{1,20}:[0-9]{1,18})", target)
    if found is None:
        raise Refused(
            gettext_noop("What this entry belongs to cannot be read."),
            cure=gettext_noop("Choose it from the list, or leave it empty."),
            field="target",
        )
    return found[1], found[2]
