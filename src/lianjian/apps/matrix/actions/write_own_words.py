from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.actions._own_words import carry_over, outlet_for_words, text_for_words, words_for
from lianjian.apps.matrix.events import OwnWordsWritten
from lianjian.apps.matrix.models import OutletWords
from lianjian.apps.matrix.queries.versions import shaped_for
from lianjian.apps.matrix.rules.limits import read_limits
from lianjian.apps.matrix.rules.own_words import basis_of, own_words_in
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.foundation.actor import Actor


@transaction.atomic
def write_own_words(*, by: Actor, story: int, outlet: str, typed: Mapping[str, str]) -> OutletWords | None:
    """Keep other words for one outlet (title, digest, author, text); the ones not ``typed`` stay as they are, an emptied
    one goes back to the story's. They wait for another person; what waits for this outlet waits with them. None where
    nothing is left that differs: then the story's own words, which were reviewed, go out.

    Raises Refused beside the text that the outlet would not take; NotThere to outsiders.
    """
    row = outlet_for_words(by, outlet)
    if by.person is None:
        raise NotAllowed(gettext_noop("Own words for an outlet are written by a person, not by the system."))
    text = text_for_words(by, story)
    words = words_for(by, story, row)
    before = dict(words.changes) if words is not None else {}
    changes = own_words_in(typed, shaped_for(text, row), read_limits(row.limits), before)
    basis = basis_of(text)
    if words is None:
        if not changes:
            return None
        words = OutletWords(story=story, outlet=row)
    same = changes == words.changes and all(words.basis.get(name) == basis[name] for name in changes)
    if same and words.returned_by is None:
        return words if changes else None
    words.changes, words.basis = changes, {name: basis[name] for name in changes}
    words.number += 1
    words.written_by, words.written_at = by.person, timezone.now()
    words.accepted_by = words.accepted_at = words.returned_by = None
    words.returned_why = ""
    words.save()
    carry_over(by, row, story, words)
    tell(OwnWordsWritten(story=story, outlet=row.key, texts=sorted(changes)), by=by)
    return words if changes else None
