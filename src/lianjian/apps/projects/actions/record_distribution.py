from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import check_term, moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._joint import lock_project, parties_of
from lianjian.apps.projects.actions._speaking import speaks_for
from lianjian.apps.projects.events import DistributionRecorded
from lianjian.apps.projects.models import Distribution, DistributionPart, Share, ShareAgreement
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.apps.projects.rules.shares import ReceiptState, check_cents, split, valid_on
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from lianjian.foundation.actor import Actor


@transaction.atomic
def record_distribution(
    *,
    by: Actor,
    project: int,
    starts_on: date,
    ends_on: date,
    total: str | int | Decimal,
    note: str = "",
    client_key: str | None = None,
    now: datetime | None = None,
) -> Distribution:
    """Write down what is distributed for a period (yuan): it is split by the shares valid on its last day, to the cent.
    Each party then says whether it has received its part."""
    row = lock_project(by, project)
    if not any(speaks_for(by, party) for party in parties_of(row)):
        raise NotAllowed(
            gettext_noop("Only the leader, liaison officer or first secretary of a party can do this.")
        )
    rows = Distribution.objects.across_organisations("below the project in hand").filter(project=row)
    key = check_client_key(client_key)
    if key and (sent := rows.filter(client_key=key).first()) is not None:
        return sent
    check_term(starts_on, ends_on)
    today = civil_date(moment_of(by, now, wall=timezone.now()))
    if ends_on > today:
        raise Refused(gettext_noop("The period has not ended yet."), field="ends_on")
    if rows.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise Refused(
            gettext_noop("For some of these days something has been distributed already."),
            field="starts_on",
        )
    whole = check_cents(total, field="total")
    if not whole:
        raise Refused(gettext_noop("Nothing cannot be distributed."), field="total")
    agreed = ShareAgreement.objects.across_organisations("below the project in hand")
    pairs = agreed.filter(project=row, agreed_on__isnull=False).values_list("valid_from", "pk")
    valid = valid_on(list(pairs), ends_on)
    if valid is None:
        raise Refused(
            gettext_noop("No shares are agreed for the last day of this period."),
            cure=gettext_noop("Propose shares first; every party agrees to them."),
            field="ends_on",
        )
    made = Distribution.objects.create(
        project=row,
        shares_id=valid,
        starts_on=starts_on,
        ends_on=ends_on,
        total=whole,
        note=clean_line(note, field="note", longest=300, needed=False),
        recorded_on=today,
        recorded_by_id=by.person,
        client_key=key,
    )
    shares = list(Share.objects.across_organisations("below the project in hand").filter(agreement=valid))
    amounts = split(whole, [share.per_cent for share in shares])
    DistributionPart.objects.bulk_create(
        DistributionPart(
            distribution=made,
            organisation_id=share.organisation_id,
            position=share.position,
            per_cent=share.per_cent,
            amount=amount,
            state=ReceiptState.AWAITED,
        )
        for share, amount in zip(shares, amounts, strict=True)
    )
    tell(DistributionRecorded(project=row.pk, distribution=made.pk), by=by)
    return made
