"""The next day on which each agreed rhythm of a group falls."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lianjian.apps.coordination.rules.rhythm import Period, due_dates

if TYPE_CHECKING:
    from datetime import date

    from lianjian.apps.coordination.queries import GroupCard

AHEAD = timedelta(days=400)
"""How far to look: beyond a year nobody calls it the next meeting."""


def next_dates(group: GroupCard, today: date) -> list[tuple[int, date]]:
    """Key of the rhythm and its next day, today included, the nearest first; rhythms that have ended are
    left out."""
    found = []
    for rhythm in group.rhythms:
        until = min(today + AHEAD, rhythm.ends_on or today + AHEAD)
        days = due_dates(
            rhythm.starts_on,
            every=rhythm.every,
            period=Period(rhythm.period),
            after=today - timedelta(days=1),
            until=until,
            on=rhythm.on,
            exceptions=rhythm.exceptions,
            most=1,
        )
        if days:
            found.append((rhythm.id, days[0]))
    return sorted(found, key=lambda pair: (pair[1], pair[0]))
