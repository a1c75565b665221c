from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.actions._films import WHY, film_row, forget_older, set_to_wait, sweep
from lianjian.apps.matrix.events import FilmPlanned
from lianjian.apps.matrix.models import StoryFilm
from lianjian.apps.matrix.queries.storyboards import text_for
from lianjian.apps.matrix.rules.films import FRESH, PREVIEW
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def plan_film(*, by: Actor, story: int, revision: int) -> StoryFilm | None:
    """Plan the film of a revision that goes public; None for a story that first went public long ago and never had a film
    (an archive plans none), and where the installation makes no films by itself. Films of earlier revisions go."""
    text = text_for(by, story, revision)
    had = StoryFilm.objects.across_organisations(WHY).filter(story=story).exclude(revision=PREVIEW)
    fresh = timezone.now() - text.published_at <= FRESH
    if not (had.exists() or (settings.LIANJIAN_FILMS and fresh)):
        return None
    row = film_row(by, story, revision)
    set_to_wait(row, by)
    forget_older(row)
    transaction.on_commit(partial(sweep, story))
    tell(FilmPlanned(film=row.pk, story=story, revision=revision, narrated=bool(row.narration)), by=by)
    return row
