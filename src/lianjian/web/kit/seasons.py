"""Seasons in words: months from one to another, over the turn of the year too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from typing import Any

MONTH_CHOICES: list[tuple[int, Any]] = list(MONTHS.items())
"""The twelve months with their names, for a select."""


def season_words(first: int | None, last: int | None) -> str:
    """A season as people say it; "" where it is not known."""
    if first is None or last is None:
        return ""
    if (last - first) % 12 == 11:  # noqa: PLR2004 - twelve months, both ends counted
        return _("all year round")
    if first == last:
        return str(MONTHS[first])
    return _("%(first)s to %(last)s") % {"first": MONTHS[first], "last": MONTHS[last]}
