from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from lianjian.apps.matrix.events import FilmsReturned
from lianjian.apps.matrix.models import StoryFilm
from lianjian.apps.matrix.rules.films import BROKE_OFF, MOST_ATTEMPTS, FilmState
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def return_broken_films(*, by: Actor, now: datetime, ended: str = "") -> int:
    """Put films back whose maker is gone: its lease ran out, or it is the one called ``ended``. After three attempts a
    film is given up. Returns how many wait again."""
    if not by.network_wide:
        raise NotThere
    gone = Q(lease_until__lt=now) | (Q(worker=ended) if ended else Q(pk__in=[]))
    rows = StoryFilm.objects.across_organisations("the worker makes films for all").filter(
        gone, state=FilmState.MAKING
    )
    waiting, given_up = [], []
    for row in rows.select_for_update():
        row.worker, row.lease_until = "", None
        if row.attempts >= MOST_ATTEMPTS:
            row.state, row.cause = FilmState.FAILED, BROKE_OFF
            given_up.append(row.pk)
        else:
            row.state = FilmState.WAITING
            waiting.append(row.pk)
        row.save(update_fields=["worker", "lease_until", "state", "cause"])
    if waiting or given_up:
        tell(FilmsReturned(waiting=waiting, given_up=given_up), by=by)
    return len(waiting)
