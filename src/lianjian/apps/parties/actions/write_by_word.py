from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.actions._handing import lock_handover
from lianjian.apps.parties.events import ByWordWritten
from lianjian.apps.parties.models import ByWord, Organisation
from lianjian.apps.parties.rules.open_things import check_spoken
from lianjian.foundation.dating import moment_of
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def write_by_word(
    *,
    by: Actor,
    organisation: int,
    kind: str,
    words: str,
    more: str = "",
    handover: int | None = None,
    client_key: str | None = None,
    now: datetime | None = None,
) -> ByWord:
    """Write down what only people know: a promise by word, a contact, a key (``rules.open_things.SPOKEN``).

    Anybody may who acts for the organisation, and holds it from then on. With a ``handover`` it is written into its list,
    by the one who leaves or by those who run the organisation, and held by the one who leaves. The same ``client_key``
    again is one.
    """
    moment = moment_of(by, now, wall=timezone.now())
    holder = by.person
    if handover is not None:
        hand = lock_handover(by, handover)
        hand.allow(outgoing=True, steward=True)
        organisation, holder = hand.row.organisation_id, hand.row.outgoing_id
    elif not by.acts_for(organisation):
        raise NotThere
    if not Organisation.objects.select_for_update(no_key=True).filter(pk=organisation).exists():
        raise NotThere
    key = client_key or None
    if key is not None:
        rows = ByWord.objects.across_organisations("the organisation was checked above")
        if (sent := rows.filter(organisation=organisation, client_key=key).first()) is not None:
            return sent
    row = ByWord.objects.create(
        organisation_id=organisation,
        kind=check_spoken(kind),
        words=clean_line(words, field="words", longest=300),
        more=clean_line(more, field="more", longest=500, needed=False),
        person_id=holder,
        written_by_id=by.person,
        written_at=moment,
        client_key=key[:64] if key else None,
    )
    tell(ByWordWritten(by_word=row.pk, organisation=organisation), by=by)
    return row
