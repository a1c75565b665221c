from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._editing import check_speaks, seen_and_locked
from lianjian.apps.agreements.actions._talking import check_drafted, clause_of, first_time, key_of
from lianjian.apps.agreements.events import StandTaken
from lianjian.apps.agreements.models import Stand
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.negotiating import StandKind, check_words
from lianjian.apps.agreements.rules.texts import clean
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def take_stand(
    *,
    by: Actor,
    agreement: int,
    clause: int,
    organisation: int,
    stand: str,
    seen_words: str,
    reason: str = "",
    client_key: str | None = None,
    now: datetime | None = None,
) -> Stand | None:
    """Say for one's own organisation that it agrees to the words of a clause or objects to them, with the reason; ""
    takes back what was said. The same ``client_key`` again says nothing more, whatever was said since.

    ``seen_words`` is the key of the words that were before the speaker's eyes: on other words nothing is said.
    """
    row = seen_and_locked(by, agreement)
    check_speaks(by, row, organisation, *NEGOTIATORS)
    rows = Stand.objects.across_organisations("below the agreement in hand")
    moment = moment_of(by, now, wall=timezone.now())
    if client_key and not first_time(row, client_key, moment):
        return rows.filter(clause=clause, organisation=organisation).first()
    check_drafted(row)
    spoken = clause_of(row, clause)
    check_words(seen_words, key_of(spoken))
    if stand not in {"", *StandKind}:
        raise Refused(gettext_noop("Say whether you agree or object."), field="stand")
    objects = stand == StandKind.OBJECTS
    why = clean(reason, field="reason", longest=2000, needed=objects)
    said = None
    if stand:
        said, _ = rows.update_or_create(
            clause=spoken,
            organisation_id=organisation,
            defaults={
                "agreement": row,
                "person_id": by.person if organisation in by.organisations else None,
                "kind": stand,
                "words": seen_words,
                "reason": why if objects else "",
                "said_at": moment,
                "settled_at": None,
                "settled_by": None,
            },
        )
    else:
        rows.filter(clause=spoken, organisation=organisation).delete()
    told = StandTaken(
        agreement=row.pk, clause=spoken.pk, organisation=organisation, stand=stand, words=seen_words
    )
    tell(told, by=by)
    return said
