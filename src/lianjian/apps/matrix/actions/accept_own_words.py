from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.actions._own_words import carry_over, outlet_for_words, text_for_words, words_for
from lianjian.apps.matrix.events import OwnWordsAccepted
from lianjian.apps.matrix.rules.own_words import ACCEPTERS, Standing, basis_of, must_be_answered
from lianjian.apps.newsroom.queries.checks import kept_on_purpose
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.matrix.models import Outlet, OutletWords
    from lianjian.foundation.actor import Actor


@transaction.atomic
def accept_own_words(
    *, by: Actor, story: int, outlet: str, mark: str, knowingly: bool = False
) -> OutletWords:
    """Let another person's words for one outlet out. ``mark`` names the words that were read (``OutletWords.mark``). What
    waited for them goes on; what is public there is corrected. Raises Refused where they were changed meanwhile, to their
    own writer, and where the checks find in them what must be answered (personal data) unless ``knowingly``."""
    row = outlet_for_words(by, outlet)
    words = words_to_judge(by, story, row, mark)
    if words.standing(basis_of(text_for_words(by, story))) == Standing.OUTDATED:
        raise Refused(
            gettext_noop("The story was changed after these words were written."),
            cure=gettext_noop("Their writer looks at them again first."),
        )
    found = bool(must_be_answered(words.changes, kept_on_purpose(by, story)))
    if found and not knowingly:
        raise Refused(
            gettext_noop("The checks found something in these words that should not go out."),
            field="knowingly",
            cure=gettext_noop("Send them back, or say that it stays on purpose."),
        )
    if words.accepted_by is None:
        words.accepted_by, words.accepted_at = by.person, timezone.now()
        words.returned_by, words.returned_why = None, ""
        words.save()
        carry_over(by, row, story, words)
        tell(OwnWordsAccepted(story=story, outlet=row.key, mark=mark, knowingly=found), by=by)
    return words


def words_to_judge(by: Actor, story: int, outlet: Outlet, mark: str) -> OutletWords:
    """The words that ``mark`` names, where ``by`` may judge them. Raises NotThere, NotAllowed and Refused."""
    text_for_words(by, story)
    words = words_for(by, story, outlet)
    if words is None or not words.changes:
        raise NotThere
    if by.person is None or outlet.owner_id is None or not by.holds(*ACCEPTERS, organisation=outlet.owner_id):
        raise NotAllowed(gettext_noop("Only a reviewer or the leader of the newsroom lets own words out."))
    if words.written_by == by.person:
        raise NotAllowed(gettext_noop("You wrote these words: a colleague decides about them."))
    if words.mark != mark:
        raise Refused(
            gettext_noop("The words were changed while you read them."),
            cure=gettext_noop("Read them once more as they are now."),
        )
    return words
