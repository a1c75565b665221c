from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.matrix.actions._films import film_row, set_to_wait, sweep
from lianjian.apps.matrix.events import FilmPlanned
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from lianjian.apps.matrix.models import StoryFilm
    from lianjian.foundation.actor import Actor


@transaction.atomic
def remove_narration(*, by: Actor, story: int, revision: int) -> StoryFilm:
    """Let a film be silent again; it is made anew. Twice is once. Raises NotThere."""
    row = film_row(by, story, revision)
    if row.state and not row.narration:  # a row that is not saved yet stands nowhere
        return row
    row.narration, row.narration_sha256, row.narration_milliseconds = "", "", 0
    set_to_wait(row, by)
    transaction.on_commit(partial(sweep, story))
    tell(FilmPlanned(film=row.pk, story=story, revision=revision, narrated=False), by=by)
    return row
