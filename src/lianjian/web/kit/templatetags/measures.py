"""Names of periods and small drawings of figures: ``{% load measures %}``. Every drawing is decoration: the numbers stand
beside it."""

from __future__ import annotations

from calendar import monthrange
from fractions import Fraction
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, gettext_noop

from lianjian.web.kit import dates

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.utils.safestring import SafeString

register = template.Library()
HEIGHT = 40
STEP = 12
BAR = 9
YEAR, HALF, QUARTER, MONTH = 12, 6, 3, 1
QUARTERS = (
    gettext_noop("first quarter of %(year)s"),
    gettext_noop("second quarter of %(year)s"),
    gettext_noop("third quarter of %(year)s"),
    gettext_noop("fourth quarter of %(year)s"),
)


@register.simple_tag
def span_name(first: date, last: date) -> str:
    """A period in words: a whole month, quarter, half-year or year by its name, any other by its days."""
    months = _whole_months(first, last)
    named = {"year": first.year, "month": first.month}
    if months == YEAR and first.month == 1:
        return gettext("the year %(year)s") % named
    if months == HALF and first.month == 1:
        return gettext("first half of %(year)s") % named
    if months == HALF and first.month == HALF + 1:
        return gettext("second half of %(year)s") % named
    if months == QUARTER and first.month % QUARTER == 1:
        return gettext(QUARTERS[(first.month - 1) // QUARTER]) % named
    if months == MONTH:
        return gettext("month %(month)s of %(year)s") % named
    return _days(first, last)


def _days(first: date, last: date) -> str:
    """From a day to another, with the year once where it is one: such a name is a heading on a phone."""
    if first == last:
        return dates.say(first).whole
    if first.year == last.year:
        named = {
            "first": dates.without_year(first),
            "last": dates.without_year(last),
            "year": str(first.year),
        }
        return gettext("%(first)s to %(last)s %(year)s") % named
    return gettext("%(first)s to %(last)s") % {"first": dates.say(first).whole, "last": dates.say(last).whole}


def _whole_months(first: date, last: date) -> int:
    """How many months of one year these days are exactly, 0 where they are not."""
    ends = last.day == monthrange(last.year, last.month)[1]
    whole = first.day == 1 and ends and first.year == last.year
    return last.month - first.month + 1 if whole else 0


@register.simple_tag
def quarters(columns: Iterable[tuple[int, int]], top: int) -> SafeString:
    """Small columns side by side: of each (all, good) the good below, the rest above it, ``top`` as high as the drawing."""
    drawn = list(columns)
    parts = [
        (n * STEP, HEIGHT - _high(whole, top), _high(whole, top), HEIGHT - _high(good, top), _high(good, top))
        for n, (whole, good) in enumerate(drawn)
    ]
    width = max(len(drawn), 1) * STEP
    return format_html(
        '<svg class="cols" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">{}'
        '<path class="base" d="M0 {}h{}"/></svg>',
        width,
        HEIGHT + 1,
        width * 2,
        HEIGHT * 2,
        format_html_join(
            "",
            '<path class="no" d="M{0} {1}h9v{2}h-9z"/><path class="yes" d="M{0} {3}h9v{4}h-9z"/>',
            parts,
        ),
        HEIGHT,
        width,
    )


def _high(count: int, top: int) -> int:
    return 0 if not count else max(2, HEIGHT * count // max(top, 1))


@register.simple_tag
def beside(alone: Fraction, together: Fraction) -> SafeString:
    """Two bars on one scale: what the parties reached each alone, and what they reached together."""
    top = max(alone, together, Fraction(0)) or Fraction(1)
    lengths = [max(0, int(1000 * value / top)) for value in (alone, together)]
    return format_html(
        '<svg class="beside" viewBox="0 0 1000 52" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="alone" d="M0 2h{0}v20H0z"/><path class="together" d="M0 30h{1}v20H0z"/></svg>',
        *(max(length, 6) for length in lengths),
    )
