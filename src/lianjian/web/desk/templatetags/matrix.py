"""Shapes and small readings for the pages of the matrix: ``{% load matrix %}``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from lianjian.apps.matrix.queries import counting_words
from lianjian.kernel.clock import civil_date
from lianjian.web.desk.matrix_frame import OUTLET_SHAPES, SHAPES, WORDS_SHAPES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.utils.safestring import SafeString

register = template.Library()

LIMIT_WORDS = {
    "title": _("Title"),
    "title_min": _("Title, at least"),
    "author": _("Byline"),
    "digest": _("Digest"),
    "text": _("Body text"),
    "content": _("Text with its marks"),
    "content_bytes": _("Text with its marks, bytes"),
    "source_url": _("Address of the story, bytes"),
    "tags": _("Topics"),
    "tag": _("One topic"),
    "pictures": _("Pictures"),
    "picture_bytes": _("A picture, bytes"),
    "cover_bytes": _("Cover, bytes"),
    "film_bytes": _("Film, bytes"),
}


@register.filter
def shape(state: str) -> str:
    """The kit's state for a state of a delivery."""
    return SHAPES[state]


@register.filter
def outlet_shape(state: str) -> str:
    """The kit's state for a state of an outlet."""
    return OUTLET_SHAPES[state]


@register.filter
def words_shape(standing: str) -> str:
    """The kit's state for own words."""
    return WORDS_SHAPES[standing]


@register.filter
def of(table: Mapping[str, Any], key: str) -> Any:
    """What stands in a table under a key, None where nothing does."""
    return table.get(key)


@register.filter
def limit_word(name: str) -> str:
    """The name of a bound."""
    return gettext(LIMIT_WORDS[name])


@register.filter
def counting(counted: str) -> str:
    """How a platform counts; "" where it simply counts characters."""
    return counting_words(counted)


@register.filter
def waited(since: datetime, now: datetime) -> str:
    """How long something has waited, in days of the calendar."""
    days = (civil_date(now) - civil_date(since)).days
    if days <= 0:
        return gettext("since today")
    return ngettext("for %(days)s day", "for %(days)s days", days) % {"days": days}


@register.filter
def lasting(hours: float) -> str:
    """A time in the unit in which one says it: minutes below two hours, hours below two days, then days."""
    if hours < 2:  # noqa: PLR2004 - says the line above
        minutes = round(hours * 60)
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    if hours < 48:  # noqa: PLR2004 - says the line above
        return gettext("%(number)s h") % {"number": f"{hours:.1f}"}
    return gettext("%(number)s d") % {"number": f"{hours / 24:,.1f}"}


@register.simple_tag
def stamp(char: str, kind: str) -> SafeString:
    """Movable type as decoration, where the name and the state stand beside it in words."""
    return format_html('<span class="tile {}" aria-hidden="true"><b>{}</b></span>', kind, char[:1])


@register.simple_tag
def room(length: int, most: int | None) -> SafeString | str:
    """A bar of the room a text takes; decoration, the numbers stand beside it."""
    if not most:
        return ""
    share = min(1000, round(1000 * length / most))
    return format_html(
        '<svg class="room{}" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="all" d="M0 0h1000v10H0z"/><path class="used" d="M0 0h{}v10H0z"/></svg>',
        " over" if length > most else "",
        share,
    )
