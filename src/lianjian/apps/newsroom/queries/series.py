"""Series: for their newsroom all of it, for readers the public stories before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from lianjian.apps.newsroom.models import Series, SeriesPlace, Story
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A public story of the same series: its key and title."""

    id: int
    title: str

    @property
    def path(self) -> str:
        """Its address on the site, from the root."""
        return f"/stories/{self.id}/"


@dataclass(frozen=True, slots=True)
class InSeries:
    """Where a public story stands among the public ones of its series, counted from 1."""

    name: str
    about: str
    place: int
    total: int
    before: Neighbour | None
    after: Neighbour | None


def in_series(story: int) -> InSeries | None:
    """The series of a public story, None where it stands in none or is the only public one. Two queries."""
    places = SeriesPlace.objects.across_organisations("readers see public stories only")
    mine = places.filter(story=story).select_related("series").first()
    if mine is None:
        return None
    shown = places.filter(series=mine.series_id, story__live=True, story__withdrawn_at=None)
    line = [Neighbour(*one) for one in shown.order_by("place").values_list("story", "story__title")]
    at = next((number for number, one in enumerate(line) if one.id == story), None)
    if at is None or len(line) == 1:
        return None
    return InSeries(
        name=mine.series.name,
        about=mine.series.about,
        place=at + 1,
        total=len(line),
        before=line[at - 1] if at else None,
        after=line[at + 1] if at + 1 < len(line) else None,
    )


def series_list(by: Actor) -> QuerySet[Series]:
    """The series of the newsrooms of ``by``, the newest first, with the number of their stories as ``stories``."""
    return Series.objects.by(by).annotate(stories=Count("places")).order_by("-pk")


def series_one(by: Actor, series: int) -> Series:
    """One of them. Raises NotThere."""
    found = series_list(by).filter(pk=series).first()
    if found is None:
        raise NotThere
    return found


def stories_in(by: Actor, series: int) -> list[Story]:
    """The stories of a series in their order, drafts included."""
    rows = Story.for_actor(by).filter(series_place__series=series)
    return list(rows.select_related("latest_revision").order_by("series_place__place"))


def stories_for(by: Actor, newsroom: int, limit: int = 200) -> list[Story]:
    """The latest stories of a newsroom that stand in no series and were not withdrawn."""
    rows = Story.for_actor(by).filter(newsroom=newsroom, series_place=None, withdrawn_at=None)
    return list(rows.select_related("latest_revision").order_by("-pk")[:limit])
