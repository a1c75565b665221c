from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.queries import agreement_card, keys_of_agreements, party_keys
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.coordination.actions._running import KEEPERS
from lianjian.apps.coordination.events import GroupFormed
from lianjian.apps.coordination.models import CoordinationGroup
from lianjian.apps.parties.queries import organisations
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def form_group(
    *,
    by: Actor,
    name: str,
    agreement: int | None = None,
    organisation: int | None = None,
    about: str = "",
    now: datetime | None = None,
) -> CoordinationGroup:
    """Form the joint group of an agreement, or one organisation's own: exactly one of the two is named.

    The joint group looks after all parties and sees what they owe: all of them must have signed. A draft can name
    anybody. The same name for the same agreement or organisation again is the same group.
    """
    if (agreement is None) == (organisation is None):
        raise Refused(
            gettext_noop("A group belongs to an agreement or to one organisation."), field="agreement"
        )
    if agreement is not None and agreement not in keys_of_agreements(by):
        raise NotThere
    houses = list(party_keys([agreement])) if agreement is not None else [organisation or 0]
    if not any(by.holds(*KEEPERS, organisation=house) for house in houses):
        raise NotAllowed(
            gettext_noop("Only the leader, liaison officer or first secretary of a party can do this.")
        )
    if agreement is not None and agreement_card(by, agreement).state is not State.EFFECTIVE:
        raise Refused(
            gettext_noop("The joint group is formed when all parties have signed."),
            cure=gettext_noop("Let the agreement come into force first."),
            field="agreement",
        )
    take_turn(f"coordination.group:{agreement}:{organisation}")
    if not organisations().filter(pk__in=houses).exists():
        raise Refused(gettext_noop("This organisation is not in the register."), field="organisation")
    called = clean_line(name, field="name")
    groups = CoordinationGroup.objects.across_organisations("the parties were checked above")
    there = groups.filter(
        name=called, agreement=agreement, organisation=organisation, dissolved_on=None
    ).first()
    if there is not None:
        return there
    group = CoordinationGroup.objects.create(
        name=called,
        agreement_id=agreement,
        organisation_id=organisation,
        about=clean(about, field="about", longest=2000, needed=False),
        formed_on=civil_date(moment_of(by, now, wall=timezone.now())),
    )
    tell(GroupFormed(group=group.pk, agreement=agreement, organisation=organisation), by=by)
    return group
