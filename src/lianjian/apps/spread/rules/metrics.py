"""What platforms tell about their own pages, each figure with its own definition.

A figure of one platform is not a figure of another: WeChat counts sharers (people), Douyin counts shares
(acts). They are listed side by side and never added, to each other or to what our own pages saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date, datetime


class Metric(StrEnum):
    """Names under which figures are kept; the definition that goes with the row says what they count
    there."""

    READS = "reads"
    READERS = "readers"
    PLAYS = "plays"
    FORWARDS = "forwards"
    FORWARDERS = "forwarders"
    LIKES = "likes"
    COMMENTS = "comments"
    FAVOURITES = "favourites"


METRIC_LABELS = {
    Metric.READS: gettext_noop("reads (acts)"),
    Metric.READERS: gettext_noop("readers (people)"),
    Metric.PLAYS: gettext_noop("plays (acts)"),
    Metric.FORWARDS: gettext_noop("forwards (acts)"),
    Metric.FORWARDERS: gettext_noop("forwarders (people)"),
    Metric.LIKES: gettext_noop("likes"),
    Metric.COMMENTS: gettext_noop("comments"),
    Metric.FAVOURITES: gettext_noop("favourites"),
}


class Period(StrEnum):
    """What one value covers."""

    DAY = "day"
    """The stat_date alone: days may be added up."""
    TO_DATE = "to-date"
    """Everything up to the stat_date: only the latest counts, adding would count twice."""


class Source(StrEnum):
    """Where a value came from."""

    API = "api"
    FILE = "file"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class PlatformFigureGiven:
    """One value as a platform gave it or a person typed it."""

    outlet: str
    story: int
    stat_date: date
    metric: str
    value: int
    definition: str
    period: Period
    source: Source
    fetched_at: datetime


def check_figure(given: PlatformFigureGiven, *, today: date) -> None:
    """Raises Refused where a value cannot be kept: unknown name, negative, in the future, or without
    definition."""
    if given.metric not in set(Metric):
        raise Refused(
            gettext_noop("“%(metric)s” is no figure that is kept here."), field="metric", metric=given.metric
        )
    if given.value < 0:
        raise Refused(gettext_noop("A count cannot be negative."), field="value")
    if given.stat_date > today:
        raise Refused(gettext_noop("This day has not come yet."), field="stat_date")
    if not given.definition.strip():
        raise Refused(
            gettext_noop("What does this figure count?"),
            cure=gettext_noop(
                "Write it in the platform's own words: a number without a definition says nothing."
            ),
            field="definition",
        )
