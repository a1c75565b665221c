from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.events import SeriesArranged
from lianjian.apps.newsroom.models import Series, SeriesPlace, Story
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.foundation.actor import Actor

MOST = 200


@transaction.atomic
def arrange_series(*, by: Actor, series: int, stories: Iterable[int]) -> Series:
    """Say which stories of the newsroom a series holds, in their order; a story named twice stands where it is named first.

    Raises Refused where a story is not of this newsroom, or stands in another series.
    """
    row = Series.objects.by(by).select_for_update(of=("self",)).filter(pk=series).first()
    if row is None:
        raise NotThere
    order = list(dict.fromkeys(stories))
    if len(order) > MOST:
        raise Refused(gettext_noop("A series holds %(most)d stories at most."), field="story", most=MOST)
    ours = Story.for_actor(by).filter(newsroom=row.newsroom_id, pk__in=order)
    if ours.count() != len(order):
        raise Refused(gettext_noop("There is no such story in this newsroom."), field="story")
    places = SeriesPlace.objects.across_organisations("the series is in hand")
    other = places.filter(story__in=order).exclude(series=row).select_related("series").first()
    if other is not None:
        raise Refused(
            gettext_noop("This story stands in the series “%(name)s”."),
            cure=gettext_noop("Take it out there first."),
            field="story",
            name=other.series.name,
        )
    places.filter(series=row).delete()
    SeriesPlace.objects.bulk_create(
        SeriesPlace(series=row, story_id=key, place=place) for place, key in enumerate(order, start=1)
    )
    tell(SeriesArranged(series=row.pk, stories=order), by=by)
    return row
