"""Reading spread. Figures of the public are there for everybody; small ones only for those who work with
them."""

from __future__ import annotations

from lianjian.apps.spread.queries.cascades import Cascade, cascade
from lianjian.apps.spread.queries.figures import PlatformFigure, Report, report
from lianjian.apps.spread.queries.groups import (
    DayFigures,
    GroupFigures,
    StoryFigures,
    by_column,
    by_day,
    by_outlet,
    by_party,
    by_story,
    most_carried,
)
from lianjian.apps.spread.queries.links import salt_of, share_link
from lianjian.apps.spread.queries.outlets import outlet_names, outlet_or_own
from lianjian.apps.spread.queries.reach import (
    Coverage,
    PlaceReach,
    Timeliness,
    coverage,
    coverage_rate,
    silent_among,
    timeliness,
    villages_by_place,
)
from lianjian.apps.spread.queries.selection import Selection

__all__ = [
    "Cascade",
    "Coverage",
    "DayFigures",
    "GroupFigures",
    "PlaceReach",
    "PlatformFigure",
    "Report",
    "Selection",
    "StoryFigures",
    "Timeliness",
    "by_column",
    "by_day",
    "by_outlet",
    "by_party",
    "by_story",
    "cascade",
    "coverage",
    "coverage_rate",
    "most_carried",
    "outlet_names",
    "outlet_or_own",
    "report",
    "salt_of",
    "share_link",
    "silent_among",
    "timeliness",
    "villages_by_place",
]
