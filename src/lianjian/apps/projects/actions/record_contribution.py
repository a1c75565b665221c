from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._joint import check_party, lock_project, parties_of
from lianjian.apps.projects.actions._proving import check_entry
from lianjian.apps.projects.actions._storing import keep_evidence
from lianjian.apps.projects.events import ContributionRecorded
from lianjian.apps.projects.models import Contribution
from lianjian.apps.projects.rules.amounts import check_amount, check_unit
from lianjian.apps.projects.rules.evidence import check_evidence
from lianjian.apps.projects.rules.joint import check_contribution
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from lianjian.apps.projects.rules.evidence import File
    from lianjian.foundation.actor import Actor


def record_contribution(
    *,
    by: Actor,
    project: int,
    organisation: int,
    kind: str,
    text: str,
    amount: str | int | Decimal | None = None,
    unit: str = "",
    planned: bool = False,
    files: Sequence[File] = (),
    log_entry: int | None = None,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Contribution:
    """Write down what a party has put in, or (``planned``) has agreed to. Without a number and unit the amount is unknown,
    which is not nothing. Files and an entry of the village log prove it."""
    kept = check_evidence(list(files))  # slow: outside the transaction, which others wait for
    with transaction.atomic():
        row = lock_project(by, project)
        given = Contribution.objects.across_organisations("below the project in hand").filter(project=row)
        sending = check_client_key(client_key)
        if sending and (sent := given.filter(client_key=sending).first()) is not None:
            return sent
        houses = parties_of(row)
        check_party(organisation, houses)
        if log_entry is not None:
            check_entry(by, log_entry, *houses)
        unknown = amount is None or amount == ""
        if unknown != (not unit):
            raise Refused(gettext_noop("An amount needs a number and a unit, or neither."), field="amount")
        moment = moment_of(by, now, wall=timezone.now())
        contribution = Contribution.objects.create(
            project=row,
            organisation_id=organisation,
            kind=check_contribution(kind),
            text=clean_line(text, field="text", longest=300),
            amount=check_amount(amount, field="amount") if amount is not None and amount != "" else None,
            unit=check_unit(unit) if unit else "",
            contributed_on=civil_date(moment),
            planned=planned,
            log_entry_id=log_entry,
            recorded_by_id=by.person,
            client_key=sending,
        )
        keep_evidence(kept, moment=moment, contribution=contribution)
        told = ContributionRecorded(project=row.pk, contribution=contribution.pk, organisation=organisation)
        tell(told, by=by)
        return contribution
