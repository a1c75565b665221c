"""Reading agreements: the card its people see, the board of signatures, the changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from lianjian.apps.agreements.models import Agreement, AgreementParty, AgreementText, Clause, Signature
from lianjian.apps.agreements.rules.changes import Changes, changes_between
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.frozen import FrozenClause, thaw, what_it_does
from lianjian.apps.agreements.rules.numerals import article, designation
from lianjian.apps.agreements.rules.signing import Kind, State
from lianjian.apps.parties.queries import holding
from lianjian.apps.parties.rules.roles import SIGNATORIES
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party and whether its signature counts. ``signed_by`` is a person's name, None where nobody has
    signed; ``signatory`` the person named to sign, ``ready`` whether that one may today. ``joined`` where it came
    later by an accession; ``left_on`` the day it left."""

    organisation: int
    key: str
    name: str
    short_name: str
    designation: str
    role: str
    signed_at: datetime | None
    signed_by: str | None
    joined: bool = False
    left_on: date | None = None
    signatory: str = ""
    signatory_key: int | None = None
    ready: bool = True


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause; ``name`` is 第一条 and so on, ``text`` is plain text to be escaped."""

    position: int
    name: str
    heading: str
    text: str
    deed: str = ""
    target: int = 0
    does: str = ""
    """In a supplement: the sentence that says what it does to the agreement."""


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
    kind: str = Kind.AGREEMENT


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """An agreement as its people see it. ``sha256`` and ``readable`` are "" while it is drafted;
    ``sign_for`` are the parties for which the reader may sign now; ``revision`` goes into forms that edit
    it. ``may_edit`` is True for those who hold its pen (``pen`` is their party), ``speaks_for`` are the parties for which
    the reader negotiates, ``parent`` is the key and title of the agreement that it supplements (title
    "" where the reader may not see it)."""

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
    kind: Kind
    ordinal: int
    parent: tuple[int, str] | None
    pen: int
    notice_days: int
    closed_how: str
    speaks_for: tuple[int, ...]
    template: int | None


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature ever given. ``counts`` is False where its text has been superseded. ``stamped_at`` is the time that
    a time-stamping authority vouched for, None where the installation's own clock is all there is."""

    organisation: int
    organisation_name: str
    person_name: str
    role: str
    method: str
    signed_at: datetime
    version: int
    sha256: str
    counts: bool
    stamped_at: datetime | None = None
    stamped_by: str = ""


def agreements_of(
    by: Actor, limit: int | None = None, offset: int = 0, *, states: Iterable[State] = ()
) -> list[AgreementLine]:
    """The agreements ``by`` may see, newest first; ``states`` narrows them. Three queries, however many there
    are."""
    return lines_of(list(_seen(by, states)[offset : None if limit is None else offset + limit]))


def count_agreements(by: Actor, *, states: Iterable[State] = ()) -> int:
    """How many those are. One query."""
    return _seen(by, states).count()


def _seen(by: Actor, states: Iterable[State]) -> QuerySet[Agreement]:
    rows, wanted = Agreement.objects.by(by), list(states)
    return rows.filter(state__in=wanted) if wanted else rows


def agreement_titles(by: Actor, keys: Iterable[int]) -> dict[int, str]:
    """The titles of those of these agreements that ``by`` may see. One query."""
    return dict(Agreement.objects.by(by).filter(pk__in=set(keys)).values_list("pk", "title"))


def agreement_card(by: Actor, agreement: int, today: date | None = None) -> AgreementCard:
    """One agreement for its people. ``today`` (the civil date now where it is not given) is the day on which the
    persons named to sign are looked up. Raises NotThere for everybody else."""
    row = Agreement.objects.by(by).filter(pk=agreement).first()
    if row is None:
        raise NotThere
    text = (
        AgreementText.objects.across_organisations("below the agreement in hand")
        .filter(agreement=row, superseded_at=None)
        .first()
    )
    parties = parties_of(row, text, with_names=True, today=today or civil_date(timezone.now()))
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
        clauses=clauses_of(row),
        sign_for=tuple(
            p.organisation
            for p in parties
            if open_state and p.signed_at is None and by.roles_in(p.organisation) & SIGNATORIES
        ),
        may_edit=edited and by.holds(*NEGOTIATORS, organisation=row.pen_with),
        kind=Kind(row.kind),
        ordinal=row.ordinal,
        parent=_parent(by, row),
        pen=row.pen_with,
        notice_days=row.notice_days,
        closed_how=row.closed_how,
        speaks_for=tuple(
            p.organisation for p in parties if p.left_on is None and by.roles_in(p.organisation) & NEGOTIATORS
        ),
        template=row.template_id,
    )


def _parent(by: Actor, row: Agreement) -> tuple[int, str] | None:
    if row.parent_id is None:
        return None
    return row.parent_id, agreement_titles(by, [row.parent_id]).get(row.parent_id, "")


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
            stamped_at=s.stamped_at,
            stamped_by=s.stamped_by,
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


def lines_of(rows: list[Agreement]) -> list[AgreementLine]:
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
            kind=row.kind,
        )
        for row in rows
    ]


def parties_of(
    row: Agreement, text: AgreementText | None, *, with_names: bool, today: date | None = None
) -> tuple[PartyLine, ...]:
    parties = list(
        AgreementParty.objects.across_organisations("below the agreement in hand")
        .filter(agreement=row)
        .select_related("organisation", "signatory")
    )
    joined = {p.joined_through_id for p in parties if p.joined_through_id is not None}
    signed: dict[int, Signature] = {}
    if text is not None:
        own = Q(text=text) | Q(text__agreement__in=joined, text__superseded_at=None)
        rows = Signature.objects.across_organisations("below the agreement in hand").filter(own)
        # whoever joined later signed the accession; its own words come after those for whoever signed both
        for one in rows.select_related("person", "text").order_by("-text__agreement"):
            signed[one.organisation_id] = one
    named = [(p.organisation_id, p.signatory_id) for p in parties if p.signatory_id is not None]
    ready = holding(SIGNATORIES, named, today) if named and today is not None else set()
    lines = []
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
                joined=party.joined_through_id is not None,
                left_on=party.left_on,
                signatory=party.signatory.name if party.signatory and with_names else "",
                signatory_key=party.signatory_id if with_names else None,
                ready=(party.organisation_id, party.signatory_id) in ready,
            )
        )
    return tuple(lines)


def clauses_of(row: Agreement) -> tuple[ClauseLine, ...]:
    return tuple(
        ClauseLine(
            position=c.position,
            name=article(c.position),
            heading=c.heading,
            text=c.text,
            deed=c.deed,
            target=c.target,
            does=what_it_does(FrozenClause(c.heading, c.text, c.deed, c.target)),
        )
        for c in Clause.objects.across_organisations("below the agreement in hand").filter(agreement=row)
    )
