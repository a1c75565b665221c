"""Reading agreed shares and what was distributed by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.projects.models import Distribution, Project, ShareAgreement
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.shares import ReceiptState
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A party's share in per cent; ``agreed_at`` None while it has not agreed."""

    organisation: int
    organisation_name: str
    per_cent: Decimal
    agreed_by_name: str
    agreed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SharesLine:
    """Shares from a day on; ``agreed_on`` None while a party has not agreed. ``valid`` are the ones of today."""

    id: int
    valid_from: date
    proposed_on: date
    agreed_on: date | None
    valid: bool
    shares: tuple[ShareLine, ...]


@dataclass(frozen=True, slots=True)
class PartPaid:
    """A party's part in yuan, and what it says of it."""

    organisation: int
    organisation_name: str
    per_cent: Decimal
    amount: Decimal
    state: ReceiptState
    said_by_name: str
    said_on: date | None
    remark: str
    to_villagers: Decimal | None


@dataclass(frozen=True, slots=True)
class DistributionLine:
    """What was distributed for a period, in yuan."""

    id: int
    starts_on: date
    ends_on: date
    total: Decimal
    note: str
    recorded_on: date
    parts: tuple[PartPaid, ...]


@dataclass(frozen=True, slots=True)
class Sharing:
    """All shares of a project, the latest first, and all distributions."""

    agreements: tuple[SharesLine, ...]
    distributions: tuple[DistributionLine, ...]


def sharing_of(by: Actor, project: int, today: date) -> Sharing:
    """Shares and distributions of a project. Raises NotThere. Five queries."""
    if not Project.objects.by(by).filter(pk=project).exists():
        raise NotThere
    below = "below the project in hand"
    agreed = ShareAgreement.objects.across_organisations(below).filter(project=project)
    found = list(agreed.prefetch_related("shares__organisation", "shares__agreed_by"))
    valid = next((row.pk for row in found if row.agreed_on and row.valid_from <= today), None)
    paid = Distribution.objects.across_organisations(below).filter(project=project)
    return Sharing(
        agreements=tuple(
            SharesLine(
                id=row.pk,
                valid_from=row.valid_from,
                proposed_on=row.proposed_on,
                agreed_on=row.agreed_on,
                valid=row.pk == valid,
                shares=tuple(
                    ShareLine(
                        organisation=one.organisation_id,
                        organisation_name=one.organisation.short_name,
                        per_cent=tidy(one.per_cent),
                        agreed_by_name=one.agreed_by.name if one.agreed_by else "",
                        agreed_at=one.agreed_at,
                    )
                    for one in row.shares.all()
                ),
            )
            for row in found
        ),
        distributions=tuple(
            DistributionLine(
                id=row.pk,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                total=row.total,
                note=row.note,
                recorded_on=row.recorded_on,
                parts=tuple(
                    PartPaid(
                        organisation=one.organisation_id,
                        organisation_name=one.organisation.short_name,
                        per_cent=tidy(one.per_cent),
                        amount=one.amount,
                        state=ReceiptState(one.state),
                        said_by_name=one.said_by.name if one.said_by else "",
                        said_on=one.said_on,
                        remark=one.remark,
                        to_villagers=one.to_villagers,
                    )
                    for one in row.parts.all()
                ),
            )
            for row in paid.prefetch_related("parts__organisation", "parts__said_by")
        ),
    )
