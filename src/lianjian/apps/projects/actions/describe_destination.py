from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.projects.actions._joint import lock_project
from lianjian.apps.projects.events import DestinationDescribed
from lianjian.apps.projects.models import Destination
from lianjian.foundation.events import tell

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
) -> Destination:
    """Say what a visitor needs to know: when to come, how to get there, whom to ask, how many fit.

    ``public`` shows it to everybody; the contact is then public too, so it is an office's, not a person's.
    """
    row = lock_project(by, project)
    places = Destination.objects.across_organisations("below the project in hand")
    destination, _ = places.update_or_create(
        project=row,
        defaults={
            "season": clean_line(season, field="season", longest=200, needed=False),
            "route": clean(route, field="route", longest=2000, needed=False),
            "contact": clean_line(contact, field="contact", longest=200, needed=False),
            "capacity": clean_line(capacity, field="capacity", longest=200, needed=False),
            "public": public,
        },
    )
    tell(DestinationDescribed(project=row.pk, public=public), by=by)
    return destination
