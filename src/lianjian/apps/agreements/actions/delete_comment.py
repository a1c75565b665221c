from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.events import CommentDeleted
from lianjian.apps.agreements.models import Comment
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def delete_comment(*, by: Actor, comment: int, now: datetime | None = None) -> Comment:
    """Take back one's own comment: its words are gone for good, the place where it stood says so."""
    row = Comment.objects.by(by).select_for_update(of=("self",)).filter(pk=comment).first()
    if row is None:
        raise NotThere
    if by.person is None or row.person_id != by.person:
        raise NotAllowed(gettext_noop("Only who wrote a comment takes it back."))
    if row.deleted_at is None:
        row.text = ""
        row.deleted_at = moment_of(by, now, wall=timezone.now())
        row.save(update_fields=["text", "deleted_at"])
        tell(CommentDeleted(agreement=row.agreement_id, comment=row.pk), by=by)
    return row
