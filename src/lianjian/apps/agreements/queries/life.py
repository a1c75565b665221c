"""The life of an agreement in force: supplements, how it reads today, notices, the way to its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import Agreement, AgreementParty, EndConsent, EndProposal, Notice
from lianjian.apps.agreements.queries.paper import BELOW, bound_parties, reading_of
from lianjian.apps.agreements.rules.signing import OPEN_TEXT_STATES, PUBLIC_STATES, Kind, State
from lianjian.apps.agreements.rules.supplements import ordinal_name
from lianjian.apps.parties.rules.roles import SIGNATORIES
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.apps.agreements.rules.supplements import ReadClause
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class SupplementLine:
    """A supplement of an agreement: 第一号补充协议 and so on."""

    id: int
    key: str
    name: str
    title: str
    kind: Kind
    state: State
    created_at: datetime
    effective_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A party leaves, or has left, on a day. ``may_take_back`` for its signatories until then."""

    id: int
    organisation: int
    organisation_name: str
    reason: str
    given_at: datetime
    leaves_on: date
    carried_out: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class EndLine:
    """The end by consent that is proposed: who has consented, who is missing, for whom the reader may consent."""

    id: int
    organisation_name: str
    reason: str
    made_at: datetime
    consents: tuple[tuple[str, str, datetime], ...]
    missing: tuple[str, ...]
    consent_for: tuple[tuple[int, str], ...]
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """An agreement in force whose last day is near."""

    id: int
    title: str
    ends_on: date
    parties: tuple[tuple[int, str], ...]
    renewal: int | None
    """The renewal that is being drafted or signed, None where nobody has begun one."""


def supplements(by: Actor, agreement: int) -> list[SupplementLine]:
    """The supplements of an agreement that ``by`` may see, in their order. One query."""
    rows = Agreement.objects.by(by).filter(parent=agreement).order_by("ordinal")
    return [_supplement(row) for row in rows]


def public_supplements(key: str) -> list[SupplementLine]:
    """Those of a public agreement that are public themselves. One query."""
    rows = Agreement.objects.across_organisations("title, parties and state of a frozen agreement are public")
    found = rows.filter(parent__key=key, parent__state__in=PUBLIC_STATES, state__in=PUBLIC_STATES)
    return [_supplement(row) for row in found.order_by("ordinal")]


def _supplement(row: Agreement) -> SupplementLine:
    return SupplementLine(
        id=row.pk,
        key=row.key,
        name=ordinal_name(row.ordinal),
        title=row.title,
        kind=Kind(row.kind),
        state=State(row.state),
        created_at=row.created_at,
        effective_at=row.effective_at,
    )


def reading(by: Actor, agreement: int) -> tuple[ReadClause, ...]:
    """An agreement as it reads today, with every supplement in force and where its words are from. Raises NotThere."""
    row = Agreement.objects.by(by).filter(pk=agreement).first()
    if row is None:
        raise NotThere
    return reading_of(row)


def public_reading(key: str) -> tuple[ReadClause, ...]:
    """The same for everybody, of an agreement whose words are public. Raises NotThere."""
    rows = Agreement.objects.across_organisations("the words of an agreement in force are public")
    row = rows.filter(key=key, state__in=OPEN_TEXT_STATES).first()
    if row is None:
        raise NotThere
    return reading_of(row)


def notices(by: Actor, agreement: int) -> list[NoticeLine]:
    """The notices of an agreement that were not taken back, by day. One query."""
    rows = Notice.objects.by(by).filter(agreement=agreement, taken_back_at=None)
    return [
        NoticeLine(
            id=one.pk,
            organisation=one.organisation_id,
            organisation_name=one.organisation.short_name,
            reason=one.reason,
            given_at=one.given_at,
            leaves_on=one.leaves_on,
            carried_out=one.carried_out_at is not None,
            may_take_back=one.carried_out_at is None and bool(by.roles_in(one.organisation_id) & SIGNATORIES),
        )
        for one in rows.select_related("organisation").order_by("leaves_on", "pk")
    ]


def end_proposed(by: Actor, agreement: int) -> EndLine | None:
    """The end by consent that is proposed now, None where none is. Three queries."""
    rows = EndProposal.objects.by(by).filter(agreement=agreement, taken_back_at=None, carried_at=None)
    one = rows.select_related("organisation", "agreement").first()
    if one is None:
        return None
    given = list(
        EndConsent.objects.across_organisations(BELOW)
        .filter(proposal=one)
        .select_related("organisation", "person")
    )
    have = {consent.organisation_id for consent in given}
    parties = [
        (party.organisation_id, party.organisation.short_name)
        for party in bound_parties(one.agreement).select_related("organisation")
    ]
    return EndLine(
        id=one.pk,
        organisation_name=one.organisation.short_name,
        reason=one.reason,
        made_at=one.made_at,
        consents=tuple((c.organisation.short_name, c.person.name, c.given_at) for c in given),
        missing=tuple(name for key, name in parties if key not in have),
        consent_for=tuple(
            (key, name) for key, name in parties if key not in have and by.roles_in(key) & SIGNATORIES
        ),
        may_take_back=bool(by.roles_in(one.organisation_id) & SIGNATORIES),
    )


def agreements_ending(by: Actor, until: date, *, limit: int = 100) -> list[Ending]:
    """The agreements in force ``by`` may see whose last day is ``until`` or before, the nearest first; with the keys and
    short names of those bound by each, and the renewal that somebody has begun. Three queries."""
    rows = list(
        Agreement.objects.by(by)
        .filter(state=State.EFFECTIVE, parent=None, ends_on__lte=until)
        .order_by("ends_on", "pk")[:limit]
    )
    keys = [row.pk for row in rows]
    parties: dict[int, list[tuple[int, str]]] = {}
    bound = AgreementParty.objects.across_organisations(BELOW).filter(agreement__in=keys, left_on=None)
    for agreement, key, name in bound.order_by("agreement", "position").values_list(
        "agreement", "organisation", "organisation__short_name"
    ):
        parties.setdefault(agreement, []).append((key, name))
    begun = Agreement.objects.across_organisations(BELOW).filter(
        parent__in=keys,
        kind=Kind.RENEWAL,
        state__in=[State.DRAFT, State.SIGNING, State.PARTIAL],
    )
    renewals = dict(begun.order_by("ordinal").values_list("parent", "pk"))
    return [
        Ending(
            id=row.pk,
            title=row.title,
            ends_on=row.ends_on,
            parties=tuple(parties.get(row.pk, ())),
            renewal=renewals.get(row.pk),
        )
        for row in rows
        if row.ends_on is not None
    ]
