from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.actions._editing import editing
from lianjian.apps.agreements.models import AgreementParty
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.parties.queries import organisations
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.agreements.rules.drafts import PartyDraft
    from lianjian.foundation.actor import Actor


@transaction.atomic
def set_parties(
    *,
    by: Actor,
    agreement: int,
    parties: Sequence[PartyDraft],
    seen_revision: int | None = None,
    now: datetime | None = None,
) -> None:
    """Say who the parties are, in their order. Whatever was frozen is reopened."""
    named = [party.organisation for party in parties]
    with editing(by, agreement, "parties", seen_revision=seen_revision, now=now) as row:
        if row.parent_id is not None:
            raise Refused(
                gettext_noop("The parties of a supplement are those of its agreement."),
                cure=gettext_noop("An accession lets others join."),
                field="parties",
            )
        if not named:
            raise Refused(gettext_noop("An agreement needs at least two parties."), field="parties")
        if len(set(named)) != len(named):
            raise Refused(gettext_noop("An organisation is named twice among the parties."), field="parties")
        if organisations().filter(pk__in=named).count() != len(named):
            raise Refused(gettext_noop("A party is not in the register."), field="parties")
        if row.pen_with not in named:
            raise Refused(
                gettext_noop("The party that holds the pen stays a party."),
                cure=gettext_noop("Let it hand on the pen first."),
                field="parties",
            )
        AgreementParty.objects.across_organisations("below the agreement in hand").filter(
            agreement=row
        ).exclude(organisation__in=named).delete()
        for place, party in enumerate(parties, start=1):
            AgreementParty.objects.across_organisations("below the agreement in hand").update_or_create(
                agreement=row,
                organisation_id=party.organisation,
                defaults={
                    "role": clean_line(party.role, field="role", longest=60, needed=False),
                    "position": place,
                },
            )
