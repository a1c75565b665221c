from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.events import FirstSecretaryPosted
from lianjian.apps.parties.models import Organisation, Posting
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor

LAST_BATCH = 99
"""A batch stays for years: three digits are a slip of the hand."""


@transaction.atomic
def post_first_secretary(
    *, by: Actor, person: int, village: int, batch: int, starts_on: date, ends_on: date, sent_by: str = ""
) -> Posting:
    """Post a person to a village as first secretary for a fixed term; the mandate is granted with it.

    A village has one first secretary at a time: overlapping terms are refused.
    """
    place = Organisation.objects.select_for_update().filter(pk=village, kind=Kind.VILLAGE).first()
    if place is None:
        raise Refused(gettext_noop("First secretaries are posted to villages only."), field="village")
    if not 1 <= batch <= LAST_BATCH:
        raise Refused(gettext_noop("Batches are counted from 1 to %(last)s."), field="batch", last=LAST_BATCH)
    terms = Posting.objects.across_organisations("one village has one first secretary, whoever asks")
    if terms.filter(village=place, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise Refused(
            gettext_noop("%(village)s already has a first secretary in that term."),
            cure=gettext_noop("End the earlier posting first, or choose a later start."),
            field="starts_on",
            village=place.short_name,
        )
    mandate = grant_mandate(
        by=by,
        person=person,
        organisation=village,
        role=Role.FIRST_SECRETARY,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    posting = Posting.objects.create(
        person_id=person,
        village=place,
        sent_by=sent_by,
        batch=batch,
        starts_on=starts_on,
        ends_on=ends_on,
        mandate=mandate,
    )
    tell(FirstSecretaryPosted(posting=posting.pk, person=person, village=place.pk, batch=batch), by=by)
    return posting
