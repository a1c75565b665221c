"""An agreed rhythm in words: "every 2 months, on the last working day of the month"."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from lianjian.apps.coordination.rules.rhythm import PLACE_LABELS, WEEKDAYS, Period, Place

WEEKDAY_WORDS = dict(
    zip(
        WEEKDAYS,
        (
            lazy("Monday"),
            lazy("Tuesday"),
            lazy("Wednesday"),
            lazy("Thursday"),
            lazy("Friday"),
            lazy("Saturday"),
            lazy("Sunday"),
        ),
        strict=True,
    )
)
_NTH = {
    "weekday-1": lazy("on the first %(weekday)s of the month"),
    "weekday-2": lazy("on the second %(weekday)s of the month"),
    "weekday-3": lazy("on the third %(weekday)s of the month"),
    "weekday-4": lazy("on the fourth %(weekday)s of the month"),
    "weekday-last": lazy("on the last %(weekday)s of the month"),
}


def rhythm_words(every: int, period: str, on: str) -> str:
    """The step and the day, in the language that is active."""
    if every == 1:
        step = {
            Period.WEEK: pgettext("a rhythm", "every week"),
            Period.MONTH: pgettext("a rhythm", "every month"),
            Period.YEAR: pgettext("a rhythm", "every year"),
        }[Period(period)]
    elif period == Period.WEEK:
        step = _("every %(every)d weeks")
    elif period == Period.MONTH:
        step = _("every %(every)d months")
    else:
        step = _("every %(every)d years")
    return ("，" if _chinese() else ", ").join(filter(None, (step % {"every": every}, _day(period, on))))


def _chinese() -> bool:
    return _("Monday") != "Monday"


def _day(period: str, on: str) -> str:
    if not on:
        return ""
    if period == Period.WEEK:
        names = ("、" if _chinese() else ", ").join(
            str(WEEKDAY_WORDS[one]) for one in on.split(",") if one in WEEKDAY_WORDS
        )
        return _("on %(weekdays)s") % {"weekdays": names}
    head, _dash, last = on.rpartition("-")
    if head == Place.DAY:
        return _("on day %(day)s of the month, or its last day") % {"day": last}
    if head in _NTH:
        return str(_NTH[head]) % {"weekday": WEEKDAY_WORDS[last]}
    return _(PLACE_LABELS[Place(on)])
