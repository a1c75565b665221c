"""What everybody may know of agreements: title, parties and state once a text is frozen, the words once it is in
force. Supplements stand with the agreement that they supplement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import Agreement, AgreementParty, AgreementText
from lianjian.apps.agreements.queries.agreements import clauses_of, lines_of, parties_of
from lianjian.apps.agreements.rules.signing import OPEN_TEXT_STATES, PUBLIC_STATES, Kind, State
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lianjian.apps.agreements.queries.agreements import AgreementLine, ClauseLine, PartyLine


@dataclass(frozen=True, slots=True)
class PublicAgreement:
    """What everybody may know. ``clauses`` is None until the agreement is in force; no person is named."""

    id: int
    key: str
    title: str
    number: str
    state: State
    parties: tuple[PartyLine, ...]
    sha256: str
    effective_at: datetime | None
    starts_on: date | None
    ends_on: date | None
    closed_at: datetime | None
    clauses: tuple[ClauseLine, ...] | None
    kind: Kind
    ordinal: int
    closed_how: str
    notice_days: int


def public_agreements(
    *, organisation: int | None = None, limit: int | None = None, offset: int = 0
) -> list[AgreementLine]:
    """Agreements that are open for signature, in force or ended, newest first: title, parties, states, dates.
    ``organisation`` is one of the parties. Three queries, however many there are."""
    rows = _public(organisation)
    return lines_of(list(rows[offset : None if limit is None else offset + limit]))


def public_agreements_count(organisation: int | None = None) -> int:
    """How many those are. One query."""
    return _public(organisation).count()


def _public(organisation: int | None) -> QuerySet[Agreement]:
    rows = Agreement.objects.across_organisations("title, parties and state of a frozen agreement are public")
    rows = rows.filter(state__in=PUBLIC_STATES, parent=None)
    if organisation is None:
        return rows
    part = AgreementParty.objects.across_organisations("narrows rows that are public")
    return rows.filter(pk__in=part.filter(organisation=organisation).order_by().values("agreement"))


def public_agreement(key: str) -> PublicAgreement:
    """One agreement as everybody may see it, by its key. Raises NotThere for drafts and withdrawn ones."""
    rows = Agreement.objects.across_organisations("title, parties and state of a frozen agreement are public")
    row = rows.filter(key=key, state__in=PUBLIC_STATES).first()
    if row is None:
        raise NotThere
    text = (
        AgreementText.objects.across_organisations("below the agreement in hand")
        .filter(agreement=row, superseded_at=None)
        .first()
    )
    return PublicAgreement(
        id=row.pk,
        key=row.key,
        title=row.title,
        number=row.number,
        state=State(row.state),
        parties=parties_of(row, text, with_names=False),
        sha256=text.sha256 if text else "",
        effective_at=row.effective_at,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        closed_at=row.closed_at,
        clauses=clauses_of(row) if row.state in OPEN_TEXT_STATES else None,
        kind=Kind(row.kind),
        ordinal=row.ordinal,
        closed_how=row.closed_how,
        notice_days=row.notice_days,
    )
