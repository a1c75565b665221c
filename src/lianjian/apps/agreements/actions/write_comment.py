from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._talking import clause_of
from lianjian.apps.agreements.events import CommentWritten
from lianjian.apps.agreements.models import Agreement, AgreementParty, Comment
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def write_comment(
    *,
    by: Actor,
    agreement: int,
    clause: int,
    organisation: int,
    text: str,
    inner: bool,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Comment:
    """Write a remark under a clause, for one's own organisation only (``inner``) or to all parties. Whoever holds a
    mandate in a party may. The same ``client_key`` again is the same comment."""
    row = Agreement.objects.by(by).select_for_update().filter(pk=agreement).first()
    if row is None:
        raise NotThere
    rows = Comment.objects.by(by).filter(agreement=row)
    if client_key and (sent := rows.filter(client_key=client_key).first()) is not None:
        return sent
    party = AgreementParty.objects.across_organisations("below the agreement in hand").filter(
        agreement=row, organisation=organisation
    )
    if by.person is None or organisation not in by.organisations or not party.exists():
        raise NotAllowed(gettext_noop("You hold no mandate to speak for this organisation."))
    comment = Comment.objects.create(
        agreement=row,
        clause=clause_of(row, clause),
        organisation_id=organisation,
        person_id=by.person,
        inner=inner,
        text=clean(text, field="text", longest=2000),
        written_at=moment_of(by, now, wall=timezone.now()),
        client_key=client_key or None,
    )
    told = CommentWritten(agreement=row.pk, comment=comment.pk, organisation=organisation, inner=inner)
    tell(told, by=by)
    return comment
