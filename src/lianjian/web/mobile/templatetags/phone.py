"""Tags of the phone pages: ``{% load phone %}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import pgettext

from lianjian.web.mobile.frame import this_day

if TYPE_CHECKING:
    from datetime import date

    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def day_box(day: date | None) -> SafeString:
    """The day of a line of what is due: the day of the month over the month, "today" over the weekday."""
    if day is None:
        return format_html("<b>{}</b>", pgettext("no day is known", "?"))
    if day == this_day():
        return format_html(
            "<b>{}</b>{}", pgettext("in a box of two characters", "now"), WEEKDAYS_ABBR[day.weekday()]
        )
    if day.year != this_day().year:
        # Translators: year and month under the day of the month, in Django's date format letters
        below = date_format(day, pgettext("below the day", "M Y"))
    else:
        # Translators: the month under the day of the month, in Django's date format letters
        below = date_format(day, pgettext("below the day", "M"))
    return format_html('<time datetime="{}"><b>{}</b>{}</time>', day.isoformat(), day.day, below)


@register.simple_tag
def bar(part: int, whole: int, width: int = 1000) -> SafeString:
    """A bar of ``part`` of ``whole``, ``width`` thousandths long. Decoration: the numbers stand beside it."""
    length = max(width, 12)
    filled = length * part // max(whole, 1)
    return format_html(
        '<svg class="bar-of" viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="whole" d="M0 0h{}v20H0z"/><path class="part" d="M0 0h{}v20H0z"/></svg>',
        length,
        filled,
    )
