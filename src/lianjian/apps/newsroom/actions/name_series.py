from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.events import SeriesNamed
from lianjian.apps.newsroom.models import Series
from lianjian.apps.newsroom.models.series import ABOUT_LIMIT, NAME_LIMIT
from lianjian.apps.newsroom.models.writing import newsroom_for
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def name_series(
    *,
    by: Actor,
    title: str,
    about: str = "",
    series: int | None = None,
    newsroom: int | None = None,
    demonstration: bool = False,
) -> Series:
    """Begin a series (``series`` None; ``newsroom`` as in ``start_story``), or give one another name or description. Two
    series of a newsroom never have one name."""
    name = clean_line(title, field="title", longest=NAME_LIMIT)
    words = clean_line(about, field="about", longest=ABOUT_LIMIT, needed=False)
    if series is None:
        house = newsroom_for(by, newsroom)
        require_writer(by, house)
        row = Series(
            newsroom_id=house, made_by_id=by.person, made_at=timezone.now(), demonstration=demonstration
        )
    else:
        found = Series.objects.by(by).select_for_update(of=("self",)).filter(pk=series).first()
        if found is None:
            raise NotThere
        row = found
    same = Series.objects.across_organisations("names of the newsroom in hand")
    if same.filter(newsroom=row.newsroom_id, name=name).exclude(pk=row.pk).exists():
        raise Refused(gettext_noop("There is a series of this name already."), field="title")
    row.name, row.about = name, words
    row.save()
    tell(SeriesNamed(series=row.pk, newsroom=row.newsroom_id), by=by)
    return row
