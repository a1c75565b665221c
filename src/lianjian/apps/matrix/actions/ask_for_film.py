from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.matrix.actions._films import film_row, set_to_wait, sweep
from lianjian.apps.matrix.events import FilmPlanned
from lianjian.apps.matrix.rules.films import FilmState
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from lianjian.apps.matrix.models import StoryFilm
    from lianjian.foundation.actor import Actor


@transaction.atomic
def ask_for_film(*, by: Actor, story: int, revision: int) -> StoryFilm:
    """Have a film made, or made anew; revision 0 asks for a preview of the latest text. While it is being made, asking
    again changes nothing. Raises NotThere."""
    row = film_row(by, story, revision)
    if row.state == FilmState.MAKING:
        return row
    set_to_wait(row, by, anew=row.state == FilmState.READY)
    transaction.on_commit(partial(sweep, story))
    tell(FilmPlanned(film=row.pk, story=story, revision=revision, narrated=bool(row.narration)), by=by)
    return row
