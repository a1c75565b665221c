from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.actions._editing import editing
from lianjian.apps.agreements.actions._talking import key_of
from lianjian.apps.agreements.queries.newer import made_from_template
from lianjian.apps.agreements.rules.negotiating import check_words
from lianjian.apps.agreements.rules.newer import bring
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.agreements.rules.newer import Looked
    from lianjian.foundation.actor import Actor


@transaction.atomic
def take_newer_words(
    *, by: Actor, agreement: int, looked: Sequence[Looked], now: datetime | None = None
) -> int:
    """Bring clauses of a draft to the newest words of the template they were made from; gives how many. The party that
    holds the pen may, for what it has looked at: on other words than those before its eyes it is refused.

    As with any change, stands on those clauses no longer count, proposals are shown against the new words, and whatever
    was frozen is reopened.
    """
    with editing(by, agreement, "template", seen_revision=None, now=now) as row:
        found = made_from_template(row)
        places = {clause.pk: place for place, (clause, _newest, _made) in enumerate(found)}
        for one in looked:
            if one.clause not in places:
                raise Refused(gettext_noop("The template has no newer words for this clause."))
            clause, newest, _made = found[places[one.clause]]
            check_words(one.words, key_of(clause))
            if newest.pk != one.newest:
                raise Refused(
                    gettext_noop("The template has changed since you opened the page."),
                    cure=gettext_noop("Look at its newest words, then take them."),
                )
        chosen = {places[one.clause] for one in looked}
        after = bring([made for _clause, _newest, made in found], chosen)
        for place in chosen:
            clause, newest, _made = found[place]
            clause.heading, clause.text = after[place].words
            clause.source = newest
            clause.save(update_fields=["heading", "text", "source"])
    return len(chosen)
