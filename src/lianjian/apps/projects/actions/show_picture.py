from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.rules.photographs import redraw
from lianjian.apps.projects.actions._alliance import kept_alliance
from lianjian.apps.projects.actions._joint import lock_project
from lianjian.apps.projects.actions._picturing import keep_picture
from lianjian.apps.projects.events import PictureShown
from lianjian.apps.projects.models import Destination, Picture
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

MOST = 12
"""Pictures of one destination."""


def show_picture(
    *,
    by: Actor,
    data: bytes,
    caption: str = "",
    project: int | None = None,
    alliance: int | None = None,
) -> Picture:
    """Keep a picture of a project's destination, or the mark of an alliance (which replaces the one before). It is drawn
    anew, so that nothing a camera wrote beside it stays. The same picture twice is one."""
    drawn = redraw(data, field="picture")  # slow: outside the transaction, which others wait for
    with transaction.atomic():
        words = clean_line(caption, field="caption", longest=120, needed=False)
        pictures = Picture.objects.across_organisations("below what is in hand")
        if alliance is not None:
            row = kept_alliance(by, alliance)
            pictures.filter(alliance=row).delete()
            made = keep_picture(drawn, moment=timezone.now(), caption=words, alliance=row)
            tell(PictureShown(picture=made.pk, of="alliance", key=row.pk), by=by)
            return made
        if project is None:
            raise NotThere
        house = lock_project(by, project)
        places = Destination.objects.across_organisations("below the project in hand")
        place = places.filter(project=house).first()
        if place is None:
            raise Refused(gettext_noop("Say first what visitors need to know."), field="picture")
        there = pictures.filter(destination=place)
        if (same := there.filter(sha256=drawn.sha256).first()) is not None:
            return same
        if there.count() >= MOST:
            raise Refused(
                gettext_noop("A destination has %(most)s pictures at most."), field="picture", most=MOST
            )
        made = keep_picture(drawn, moment=timezone.now(), caption=words, destination=place)
        tell(PictureShown(picture=made.pk, of="destination", key=house.pk), by=by)
        return made
