"""Reading agreements: the card its people see, the board of signatures, the timeline, the changes, the
public view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import Agreement, AgreementParty, AgreementText, Clause, Signature
from lianjian.apps.agreements.rules.changes import Changes, changes_between
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.frozen import thaw
from lianjian.apps.agreements.rules.numerals import article, designation
from lianjian.apps.agreements.rules.signing import OPEN_TEXT_STATES, PUBLIC_STATES, State
from lianjian.apps.parties.rules.roles import SIGNATORIES
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party and whether its signature counts. ``signed_by`` is a person's name, None where nobody has
    signed."""

    organisation: int
    key: str
    name: str
    short_name: str
    designation: str
    role: str
    signed_at: datetime | None
    signed_by: str | None


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause; ``name`` is 第一条 and so on, ``text`` is plain text to be escaped."""

    position: int
    name: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """An agreement in a list. ``signed`` of ``parties`` have signed the text that is open."""

    id: int
    key: str
    title: str
    number: str
    state: State
    parties: tuple[str, ...]
    signed: int
    created_at: datetime
    effective_at: datetime | None
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """An agreement as its people see it. ``sha256`` and ``readable`` are "" while it is drafted;
    ``sign_for`` are the parties for which the reader may sign now; ``revision`` goes into forms that edit
    it."""

    id: int
    key: str
    title: str
    number: str
    state: State
    revision: int
    version: int
    sha256: str
    readable: str
    frozen_at: datetime | None
    starts_on: date | None
    ends_on: date | None
    created_at: datetime
    effective_at: datetime | None
    closed_at: datetime | None
    closing_reason: str
    parties: tuple[PartyLine, ...]
    clauses: tuple[ClauseLine, ...]
    sign_for: tuple[int, ...]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature ever given. ``counts`` is False where its text has been superseded."""

    organisation: int
    organisation_name: str
    person_name: str
    role: str
    method: str
    signed_at: datetime
    version: int
    sha256: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of an agreement's timeline. ``what``: drafted, frozen, signed, reopened, effective, ended,
    withdrawn."""

    at: datetime
    what: str
    version: int | None = None
    organisation_name: str = ""


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


def agreements_of(
    by: Actor, limit: int | None = None, offset: int = 0, *, states: Iterable[State] = ()
) -> list[AgreementLine]:
    """The agreements ``by`` may see, newest first; ``states`` narrows them. Three queries, however many there
    are."""
    return _lines(list(_seen(by, states)[offset : None if limit is None else offset + limit]))


def count_agreements(by: Actor, *, states: Iterable[State] = ()) -> int:
    """How many those are. One query."""
    return _seen(by, states).count()


def _seen(by: Actor, states: Iterable[State]) -> QuerySet[Agreement]:
    rows, wanted = Agreement.objects.by(by), list(states)
    return rows.filter(state__in=wanted) if wanted else rows


def agreement_titles(by: Actor, keys: Iterable[int]) -> dict[int, str]:
    """The titles of those of these agreements that ``by`` may see. One query."""
    return dict(Agreement.objects.by(by).filter(pk__in=set(keys)).values_list("pk", "title"))


def agreement_card(by: Actor, agreement: int) -> AgreementCard:
    """One agreement for its people. Raises NotThere for everybody else."""
    row = Agreement.objects.by(by).filter(pk=agreement).first()
    if row is None:
        raise NotThere
    text = (
        AgreementText.objects.across_organisations("below the agreement in hand")
        .filter(agreement=row, superseded_at=None)
        .first()
    )
    parties = _parties(row, text, with_names=True)
    open_state = row.state in {State.SIGNING, State.PARTIAL}
    edited = row.state in {State.DRAFT, State.SIGNING, State.PARTIAL}
    return AgreementCard(
        id=row.pk,
        key=row.key,
        title=row.title,
        number=row.number,
        state=State(row.state),
        revision=row.revision,
        version=text.version if text else 0,
        sha256=text.sha256 if text else "",
        readable=text.readable if text else "",
        frozen_at=text.frozen_at if text else None,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        created_at=row.created_at,
        effective_at=row.effective_at,
        closed_at=row.closed_at,
        closing_reason=row.closing_reason,
        parties=parties,
        clauses=_clauses(row),
        sign_for=tuple(
            p.organisation
            for p in parties
            if open_state and p.signed_at is None and by.roles_in(p.organisation) & SIGNATORIES
        ),
        may_edit=edited and any(by.holds(*NEGOTIATORS, organisation=p.organisation) for p in parties),
    )


def signatures(by: Actor, agreement: int) -> list[SignatureLine]:
    """Who has signed what when: every signature ever given, newest text first, old ones marked as not
    counting."""
    row = Agreement.objects.by(by).filter(pk=agreement).first()
    if row is None:
        raise NotThere
    rows = Signature.objects.by(by).filter(text__agreement=row)
    return [
        SignatureLine(
            organisation=s.organisation_id,
            organisation_name=s.organisation.name,
            person_name=s.person.name,
            role=s.role,
            method=s.method,
            signed_at=s.signed_at,
            version=s.text.version,
            sha256=s.sha256,
            counts=s.text.superseded_at is None,
        )
        for s in rows.select_related("text", "organisation", "person").order_by("-text__version", "signed_at")
    ]


def texts(by: Actor, agreement: int) -> list[tuple[int, str, datetime]]:
    """Version, hash and date of every text that was frozen, oldest first."""
    rows = AgreementText.objects.by(by).filter(agreement=agreement)
    return list(rows.values_list("version", "sha256", "frozen_at"))


def frozen_text(by: Actor, agreement: int, version: int) -> str:
    """The readable words of one frozen text. Raises NotThere."""
    row = AgreementText.objects.by(by).filter(agreement=agreement, version=version).first()
    if row is None:
        raise NotThere
    return row.readable


def changes(by: Actor, agreement: int, *, before: int, after: int) -> Changes:
    """What changed between two frozen versions, clause by clause. Raises NotThere."""
    rows = AgreementText.objects.by(by).filter(agreement=agreement, version__in=[before, after])
    found = dict(rows.values_list("version", "canonical"))
    if {before, after} - set(found):
        raise NotThere
    return changes_between(thaw(found[before]), thaw(found[after]))


def timeline(by: Actor, agreement: int) -> list[Moment]:
    """From the first draft to the end, in order of time."""
    row = Agreement.objects.by(by).filter(pk=agreement).first()
    if row is None:
        raise NotThere
    moments = [Moment(row.created_at, "drafted")]
    for text in AgreementText.objects.across_organisations("below the agreement in hand").filter(
        agreement=row
    ):
        moments.append(Moment(text.frozen_at, "frozen", text.version))
        if text.superseded_at is not None:
            moments.append(Moment(text.superseded_at, "reopened", text.version))
    moments.extend(
        Moment(s.signed_at, "signed", s.text.version, s.organisation.name)
        for s in Signature.objects.across_organisations("below the agreement in hand")
        .filter(text__agreement=row)
        .select_related("text", "organisation")
    )
    if row.effective_at is not None:
        moments.append(Moment(row.effective_at, "effective"))
    if row.closed_at is not None:
        moments.append(Moment(row.closed_at, row.state))
    return sorted(moments, key=lambda moment: moment.at)


def public_agreements(
    *, organisation: int | None = None, limit: int | None = None, offset: int = 0
) -> list[AgreementLine]:
    """Agreements that are open for signature, in force or ended, newest first: title, parties, states, dates.
    ``organisation`` is one of the parties. Three queries, however many there are."""
    rows = _public(organisation)
    return _lines(list(rows[offset : None if limit is None else offset + limit]))


def public_agreements_count(organisation: int | None = None) -> int:
    """How many those are. One query."""
    return _public(organisation).count()


def _public(organisation: int | None) -> QuerySet[Agreement]:
    rows = Agreement.objects.across_organisations("title, parties and state of a frozen agreement are public")
    rows = rows.filter(state__in=PUBLIC_STATES)
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
        parties=_parties(row, text, with_names=False),
        sha256=text.sha256 if text else "",
        effective_at=row.effective_at,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        closed_at=row.closed_at,
        clauses=_clauses(row) if row.state in OPEN_TEXT_STATES else None,
    )


def _lines(rows: list[Agreement]) -> list[AgreementLine]:
    keys = [row.pk for row in rows]
    names: dict[int, list[str]] = {}
    parties = (
        AgreementParty.objects.across_organisations("below the agreement in hand")
        .filter(agreement__in=keys)
        .values_list("agreement", "organisation__short_name")
    )
    for agreement, name in parties.order_by("agreement", "position"):
        names.setdefault(agreement, []).append(name)
    counts: dict[int, int] = {}
    counted = Signature.objects.across_organisations("below the agreement in hand").filter(
        text__agreement__in=keys, text__superseded_at=None
    )
    for agreement in counted.values_list("text__agreement", flat=True):
        counts[agreement] = counts.get(agreement, 0) + 1
    return [
        AgreementLine(
            id=row.pk,
            key=row.key,
            title=row.title,
            number=row.number,
            state=State(row.state),
            parties=tuple(names.get(row.pk, ())),
            signed=counts.get(row.pk, 0),
            created_at=row.created_at,
            effective_at=row.effective_at,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in rows
    ]


def _parties(row: Agreement, text: AgreementText | None, *, with_names: bool) -> tuple[PartyLine, ...]:
    signed = {
        s.organisation_id: s
        for s in Signature.objects.across_organisations("below the agreement in hand")
        .filter(text=text)
        .select_related("person")
    }
    lines = []
    parties = (
        AgreementParty.objects.across_organisations("below the agreement in hand")
        .filter(agreement=row)
        .select_related("organisation")
    )
    for place, party in enumerate(parties):
        signature = signed.get(party.organisation_id) if text is not None else None
        lines.append(
            PartyLine(
                organisation=party.organisation_id,
                key=party.organisation.key,
                name=party.organisation.name,
                short_name=party.organisation.short_name,
                designation=designation(place),
                role=party.role,
                signed_at=signature.signed_at if signature else None,
                signed_by=signature.person.name if signature and with_names else None,
            )
        )
    return tuple(lines)


def _clauses(row: Agreement) -> tuple[ClauseLine, ...]:
    return tuple(
        ClauseLine(position=c.position, name=article(c.position), heading=c.heading, text=c.text)
        for c in Clause.objects.across_organisations("below the agreement in hand").filter(agreement=row)
    )
