from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.matrix.actions._own_words import carry_over, outlet_for_words
from lianjian.apps.matrix.actions.accept_own_words import words_to_judge
from lianjian.apps.matrix.events import OwnWordsReturned
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.matrix.models import OutletWords
    from lianjian.foundation.actor import Actor

LONGEST = 400


@transaction.atomic
def return_own_words(*, by: Actor, story: int, outlet: str, mark: str, why: str) -> OutletWords:
    """Send another person's words for one outlet back, saying ``why``. An acceptance that was given before falls; what is
    out stays as it is. Raises Refused without a reason, and as ``accept_own_words``."""
    row = outlet_for_words(by, outlet)
    words = words_to_judge(by, story, row, mark)
    said = " ".join(why.split())
    if not said:
        raise Refused(gettext_noop("Say in a few words what should be different."), field="why")
    if len(said) > LONGEST:
        raise Refused(gettext_noop("At most %(most)s characters."), field="why", most=LONGEST)
    words.accepted_by = words.accepted_at = None
    words.returned_by, words.returned_why = by.person, said
    words.save()
    carry_over(by, row, story, words)
    tell(OwnWordsReturned(story=story, outlet=row.key, why=said), by=by)
    return words
