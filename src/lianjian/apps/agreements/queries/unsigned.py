"""What waits for signatures: for those of the asker, and for those of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import TruncDate

from lianjian.apps.agreements.models import Agreement, AgreementParty, AgreementText, Signature
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.parties.rules.roles import SIGNATORIES
from lianjian.kernel.clock import CHINA

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

BELOW = "below the agreements in hand"


@dataclass(frozen=True, slots=True)
class Unsigned:
    """An agreement that is open for signature: ``missing`` are the short names of all parties that have not signed,
    ``ours`` those among them for which the asker may."""

    id: int
    title: str
    frozen_at: datetime | None
    parties: int
    ours: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def signed(self) -> int:
        return self.parties - len(self.missing)


def unsigned_agreements(by: Actor, *, ours: bool, limit: int) -> list[Unsigned]:
    """The agreements that wait for a signature ``by`` may give (``ours``), or for those of others only, the longest
    waiting first. Two queries, however many there are."""
    text = AgreementText.objects.across_organisations(BELOW).filter(
        agreement=OuterRef("pk"), superseded_at=None
    )
    rows = _open(by, ours=ours).annotate(frozen=Subquery(text.values("frozen_at")[:1]))
    by_day = TruncDate("frozen", tzinfo=CHINA).asc(nulls_last=True)  # as pages count the days of a wait
    found = list(rows.order_by(by_day, "pk")[:limit])
    signing = _signing(by)
    parties: dict[int, list[tuple[int, str, bool]]] = {row.pk: [] for row in found}
    taking_part = _parties().filter(agreement__in=parties).annotate(has_signed=Exists(_signature()))
    for party in taking_part.select_related("organisation"):
        name = party.organisation.short_name
        parties[party.agreement_id].append((party.organisation_id, name, party.has_signed))
    return [
        Unsigned(
            id=row.pk,
            title=row.title,
            frozen_at=row.frozen,
            parties=len(parties[row.pk]),
            ours=tuple(name for key, name, done in parties[row.pk] if not done and key in signing),
            missing=tuple(name for _key, name, done in parties[row.pk] if not done),
        )
        for row in found
    ]


def count_unsigned_agreements(by: Actor, *, ours: bool) -> int:
    """How many those are. One query."""
    return _open(by, ours=ours).count()


def _open(by: Actor, *, ours: bool) -> QuerySet[Agreement]:
    rows = Agreement.objects.by(by).filter(state__in=[State.SIGNING, State.PARTIAL])
    waiting = _parties().filter(~Exists(_signature()), organisation__in=_signing(by))
    keys = waiting.order_by().values("agreement")
    return rows.filter(pk__in=keys) if ours else rows.exclude(pk__in=keys)


def _signing(by: Actor) -> set[int]:
    """The organisations for which ``by`` may sign."""
    return {key for key in by.organisations if by.roles_in(key) & SIGNATORIES}


def _parties() -> QuerySet[AgreementParty]:
    return AgreementParty.objects.across_organisations(BELOW)


def _signature() -> QuerySet[Signature]:
    """The signature of a party that counts: on the text that is open."""
    return Signature.objects.across_organisations(BELOW).filter(
        organisation=OuterRef("organisation"), text__agreement=OuterRef("agreement"), text__superseded_at=None
    )
