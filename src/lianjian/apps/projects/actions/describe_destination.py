from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.projects.actions._joint import lock_project
from lianjian.apps.projects.events import DestinationDescribed
from lianjian.apps.projects.models import Destination
from lianjian.apps.projects.rules.joint import check_opening
from lianjian.apps.projects.rules.seasons import check_season
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def describe_destination(
    *,
    by: Actor,
    project: int,
    season: str = "",
    route: str = "",
    contact: str = "",
    capacity: str = "",
    public: bool = False,
    first_month: int | None = None,
    last_month: int | None = None,
    opening: str = "",
    by_bus: str = "",
    near: str = "",
) -> Destination:
    """Say what a visitor needs to know: when to come (in words and as months), whether it is open, how to get there by
    car and by bus, whom to ask, how many fit, what is near.

    ``public`` shows it to everybody; the contact is then public too, so it is an office's, not a person's.
    """
    row = lock_project(by, project)
    if (first_month is None) != (last_month is None):
        raise Refused(gettext_noop("A season has a first and a last month."), field="last_month")
    if first_month is not None and last_month is not None:
        check_season(first_month, last_month)
    places = Destination.objects.across_organisations("below the project in hand")
    destination, _ = places.update_or_create(
        project=row,
        defaults={
            "season": clean_line(season, field="season", longest=200, needed=False),
            "route": clean(route, field="route", longest=2000, needed=False),
            "contact": clean_line(contact, field="contact", longest=200, needed=False),
            "capacity": clean_line(capacity, field="capacity", longest=200, needed=False),
            "public": public,
            "first_month": first_month,
            "last_month": last_month,
            "opening": check_opening(opening),
            "by_bus": clean(by_bus, field="by_bus", longest=2000, needed=False),
            "near": clean(near, field="near", longest=2000, needed=False),
        },
    )
    tell(DestinationDescribed(project=row.pk, public=public), by=by)
    return destination
