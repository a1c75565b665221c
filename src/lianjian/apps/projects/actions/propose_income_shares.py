from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.projects.actions._joint import lock_project, parties_of
from lianjian.apps.projects.actions._speaking import speaks_for
from lianjian.apps.projects.events import IncomeSharesProposed
from lianjian.apps.projects.models import Share, ShareAgreement
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.apps.projects.rules.shares import check_shares
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from lianjian.foundation.actor import Actor


@transaction.atomic
def propose_income_shares(
    *,
    by: Actor,
    project: int,
    shares: Mapping[int, str | int | Decimal],
    valid_from: date,
    client_key: str | None = None,
    now: datetime | None = None,
) -> ShareAgreement:
    """Propose how what a project brings is shared: per cent for every party, exactly 100 together, from a day on.

    Whoever proposes has agreed for their own party; the shares are valid once every other party has agreed. A proposal
    that still waits is replaced by a new one."""
    row = lock_project(by, project)
    houses = parties_of(row)
    own = [party for party in houses if speaks_for(by, party)]
    if not own:
        raise NotAllowed(
            gettext_noop("Only the leader, liaison officer or first secretary of a party can do this.")
        )
    rows = ShareAgreement.objects.across_organisations("below the project in hand").filter(project=row)
    key = check_client_key(client_key)
    if key and (sent := rows.filter(client_key=key).first()) is not None:
        return sent
    per_cent = check_shares(shares, houses)
    rows.filter(agreed_on=None).delete()
    moment = moment_of(by, now, wall=timezone.now())
    agreement = ShareAgreement.objects.create(
        project=row,
        valid_from=valid_from,
        proposed_on=civil_date(moment),
        proposed_by_id=own[0],
        client_key=key,
    )
    Share.objects.bulk_create(
        Share(
            agreement=agreement,
            organisation_id=party,
            position=position,
            per_cent=per_cent[party],
            agreed_by_id=by.person if party in own else None,
            agreed_at=moment if party in own else None,
        )
        for position, party in enumerate(houses, start=1)
    )
    tell(IncomeSharesProposed(project=row.pk, shares=agreement.pk), by=by)
    return agreement
