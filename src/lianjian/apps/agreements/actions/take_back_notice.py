from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._editing import check_speaks, seen_and_locked
from lianjian.apps.agreements.events import NoticeTakenBack
from lianjian.apps.agreements.models import Notice
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.parties.rules.roles import SIGNATORIES
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def take_back_notice(*, by: Actor, notice: int, now: datetime | None = None) -> Notice:
    """The party stays after all: a signatory of it may say so until the day has come."""
    agreement = Notice.objects.by(by).filter(pk=notice).values_list("agreement", flat=True).first()
    if agreement is None:
        raise NotThere
    row = seen_and_locked(by, agreement)
    one = Notice.objects.by(by).select_for_update(of=("self",)).get(pk=notice)
    check_speaks(by, row, one.organisation_id, *SIGNATORIES)
    if one.carried_out_at is not None:
        raise Refused(gettext_noop("The day of this notice has come; an accession lets the party back in."))
    if one.taken_back_at is None:
        one.taken_back_at = moment_of(by, now, wall=timezone.now())
        one.save(update_fields=["taken_back_at"])
        told = NoticeTakenBack(agreement=row.pk, notice=one.pk, organisation=one.organisation_id)
        tell(told, by=by)
    return one
