"""Dates as people say them: the calendar date first, then how far away it is; in China's civil time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from lianjian.kernel.clock import CHINA, civil_date

_NEAR = 45
"""Days for which the distance is said as well; further away it helps nobody."""
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Said:
    """A date in words.

    ``absolute`` "11月22日", ``whole`` "2026年11月22日"; ``distance`` "昨天", "" where it is far; ``clock``
    "17:42", "" for a mere date; ``near``: within a week;
    ``machine``: the form of HTML's ``datetime`` attribute.
    """

    absolute: str
    whole: str
    distance: str
    clock: str
    machine: str
    near: bool


def say(moment: date | datetime, *, now: datetime | None = None) -> Said:
    """How to say ``moment`` as seen at ``now`` (default: now). A naive datetime is read as China's time."""
    today = civil_date(now or timezone.now())
    clock, machine = "", ""
    if isinstance(moment, datetime):
        local = moment.replace(tzinfo=CHINA) if moment.tzinfo is None else moment.astimezone(CHINA)
        day, clock = local.date(), f"{local:%H:%M}"
        machine = local.isoformat(timespec="minutes")
    else:
        day = moment
        machine = day.isoformat()
    return Said(
        absolute=_absolute(day, today),
        whole=_whole(day),
        distance=_distance((day - today).days),
        clock=clock,
        machine=machine,
        near=abs((day - today).days) <= _WEEK,
    )


def without_year(day: date) -> str:
    """The day and the month, where the year stands beside them: "11月22日"."""
    # Translators: a date of this year, in Django's date format letters
    return date_format(day, gettext("j F"))


def _absolute(day: date, today: date) -> str:
    if day.year == today.year:
        return without_year(day)
    return _whole(day)


def _whole(day: date) -> str:
    # Translators: a date with its year, in Django's date format letters
    return date_format(day, gettext("j F Y"))


def _distance(days: int) -> str:
    near = {
        -2: gettext("two days ago"),
        -1: gettext("yesterday"),
        0: gettext("today"),
        1: gettext("tomorrow"),
        2: gettext("in two days"),
    }
    if days in near:
        return near[days]
    if -_NEAR <= days < 0:
        return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}
    if 0 < days <= _NEAR:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ""
