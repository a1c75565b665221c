from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._drafting import words_to_begin_with
from lianjian.apps.agreements.events import AgreementDrafted
from lianjian.apps.agreements.models import Agreement, AgreementParty, Clause, Initiative
from lianjian.apps.agreements.rules.dating import check_term, moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS, ClauseDraft, PartyDraft
from lianjian.apps.agreements.rules.ending import check_notice_days
from lianjian.apps.agreements.rules.frozen import NOTICE_DAYS
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.parties.queries import organisations
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def draft_agreement(
    *,
    by: Actor,
    title: str,
    parties: Sequence[PartyDraft],
    clauses: Sequence[ClauseDraft] = (),
    number: str = "",
    initiative: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    notice_days: int = NOTICE_DAYS,
    template: int | None = None,
    like: int | None = None,
    key: str | None = None,
    now: datetime | None = None,
) -> Agreement:
    """Begin an agreement between ``parties`` (their order is kept). Its people see it from now on, nobody
    else does.

    Without ``clauses`` its words are the newest ones of ``template`` (the key of one), or those of ``like``, an
    earlier agreement that ``by`` may see, as it reads today; both are remembered.
    Leader, liaison officer, first secretary or administrator of one of the parties may. ``key`` is the
    word in its address and makes sending the same form twice one draft; without it a random one is made.
    """
    named = [party.organisation for party in parties]
    if not any(by.holds(*NEGOTIATORS, organisation=party) for party in named):
        raise NotAllowed(
            gettext_noop("Only the leader, liaison officer or first secretary of a party can do this.")
        )
    if len(set(named)) != len(named):
        raise Refused(gettext_noop("An organisation is named twice among the parties."), field="parties")
    if organisations().filter(pk__in=named).count() != len(named):
        raise Refused(gettext_noop("A party is not in the register."), field="parties")
    check_term(starts_on, ends_on)
    check_notice_days(notice_days)
    words = list(clauses) or words_to_begin_with(by, template=template, like=like)
    if initiative is not None and not Initiative.objects.by(by).filter(pk=initiative).exists():
        raise Refused(gettext_noop("This call is not there."), field="initiative")
    if key is not None:
        take_turn(f"agreements.key:{key}")
        there = Agreement.objects.across_organisations("keys are counted once").filter(key=key).first()
        if there is not None and Agreement.objects.by(by).filter(pk=there.pk).exists():
            return there
        if there is not None:
            raise Refused(gettext_noop("The key is taken."), field="key")
    agreement = Agreement.objects.create(
        key=key or uuid.uuid4().hex,
        title=clean_line(title, field="title"),
        number=clean_line(number, field="number", longest=60, needed=False),
        initiative_id=initiative,
        drafted_by_id=next((p for p in named if p in by.organisations), named[0]),
        state=State.DRAFT,
        starts_on=starts_on,
        ends_on=ends_on,
        notice_days=notice_days,
        template_id=template,
        follows_id=like,
        created_at=moment_of(by, now, wall=timezone.now()),
    )
    AgreementParty.objects.bulk_create(
        AgreementParty(
            agreement=agreement,
            organisation_id=party.organisation,
            role=clean_line(party.role, field="role", longest=60, needed=False),
            position=place,
        )
        for place, party in enumerate(parties, start=1)
    )
    Clause.objects.bulk_create(
        Clause(
            agreement=agreement,
            position=place,
            heading=clean_line(clause.heading, field="heading", needed=False),
            text=clean(clause.text, field="text"),
            source_id=clause.source,
        )
        for place, clause in enumerate(words, start=1)
    )
    tell(AgreementDrafted(agreement=agreement.pk, organisations=named), by=by)
    return agreement
