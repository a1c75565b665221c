"""What everybody may learn about a text or a file: by its fingerprint, or by the PDF they bring. A text that is not public
is confirmed by its fingerprint only; people are named only as they stand in the file that was brought."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings

from lianjian.apps.agreements.models import AgreementParty, AgreementText, Signature, TextDocument
from lianjian.apps.agreements.ports import paper_office
from lianjian.apps.agreements.rules.numerals import designation
from lianjian.apps.agreements.rules.reading import Kind, SignatureRead
from lianjian.apps.agreements.rules.signing import PUBLIC_STATES, State
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import fingerprint

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.apps.agreements.rules.reading import Reading

WHY = "whether a fingerprint belongs to this installation is public"
SHORTEST = 16
"""Hexadecimal digits by which a text can be asked for: 64 bits, which nobody guesses."""
PRINTED = 32
"""Digits in the printed address: the code stays coarse enough for a village's copier."""


class Verdict(StrEnum):
    """What a file that was brought is."""

    GENUINE = "genuine"
    UNSIGNED = "unsigned"
    ADDED = "added"
    CHANGED = "changed"
    LOOKALIKE = "lookalike"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NO_PDF = "no-pdf"


class Standing(StrEnum):
    """How a signature in a file stands."""

    VALID = "valid"
    CHANGED = "changed"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class PublicParty:
    """A party of a public text: ``signed_on`` is None where it has not signed; ``method`` "" then. ``stamped_at`` is None
    where nobody but the installation's own clock vouches for the time."""

    designation: str
    name: str
    signed_on: date | None
    method: str
    stamped_at: datetime | None = None
    stamped_by: str = ""


@dataclass(frozen=True, slots=True)
class PublicText:
    """A text by its fingerprint. Where it is not ``public``, nothing but the fingerprint is said."""

    sha256: str
    public: bool
    key: str = ""
    title: str = ""
    number: str = ""
    version: int = 0
    newest: bool = False
    state: State | None = None
    frozen_at: datetime | None = None
    parties: tuple[PublicParty, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """A signature of the file and how it stands."""

    read: SignatureRead
    standing: Standing


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What the file is, which text it is of (None where of none known here), and its signatures in their order.
    ``later`` is how many signatures the document has got since the state that was brought."""

    verdict: Verdict
    text: PublicText | None = None
    signatures: tuple[SignatureFound, ...] = ()
    later: int = 0
    sha256: str = ""


def address_of(sha256: str) -> str:
    """The printed address under which a text is verified."""
    return f"{settings.BASE_URL}/verify/{sha256[:PRINTED]}/"


def find_text(typed: str) -> PublicText | None:
    """The text with that fingerprint, or the only one whose fingerprint begins so. None where there is none, or the
    beginning is too short."""
    wanted = "".join(typed.split()).lower()
    if not SHORTEST <= len(wanted) <= 64 or set(wanted) - set("0123456789abcdef"):  # noqa: PLR2004 - SHA-256
        return None
    rows = AgreementText.objects.across_organisations(WHY).select_related("agreement")
    found = list(rows.filter(sha256__gte=wanted, sha256__lte=wanted.ljust(64, "f")).order_by("sha256")[:2])
    return _public(found[0]) if len(found) == 1 else None


def judge_file(pdf: bytes) -> FileVerdict:
    """What a file that somebody brings is. Nothing of it is kept. Raises Unreachable where too many are read just now."""
    reading = paper_office().read(pdf)
    own = fingerprint(pdf)
    text = _text_of(reading)
    if reading.kind is not Kind.READ:
        added = text is not None and _begins_with(pdf, _states(text))
        shown = _public(text) if text is not None else None
        return FileVerdict(Verdict.ADDED if added else Verdict(reading.kind.value), shown, sha256=own)
    if text is None:
        strange = tuple(SignatureFound(one, Standing.STRANGER) for one in reading.signatures)
        return FileVerdict(Verdict.FOREIGN if strange else Verdict.UNKNOWN, signatures=strange, sha256=own)
    states = _states(text)
    kept = {
        one.certificate_sha256
        for one in Signature.objects.across_organisations(WHY).filter(text=text)
        if one.certificate_sha256
    }
    found = tuple(SignatureFound(one, _standing(one, kept)) for one in reading.signatures)
    later = 0
    if (len(pdf), own) in states:
        verdict = Verdict.GENUINE if found else Verdict.UNSIGNED
        later = sum(size > len(pdf) for size, _sha256 in states)
    elif _begins_with(pdf, states):
        verdict = Verdict.ADDED
    elif any(one.certificate in kept for one in reading.signatures):
        verdict = Verdict.CHANGED
    else:
        verdict = Verdict.FOREIGN if found else Verdict.LOOKALIKE
    return FileVerdict(verdict, _public(text), found, later, own)


def _begins_with(pdf: bytes, states: set[tuple[int, str]]) -> bool:
    return any(size < len(pdf) and fingerprint(pdf[:size]) == sha256 for size, sha256 in states)


def _standing(one: SignatureRead, kept: set[str]) -> Standing:
    if one.certificate not in kept:
        return Standing.STRANGER
    return Standing.VALID if one.holds else Standing.CHANGED


def _text_of(reading: Reading) -> AgreementText | None:
    """The text the file claims, or that a signature in it was made for."""
    rows = AgreementText.objects.across_organisations(WHY).select_related("agreement")
    if reading.sha256:
        claimed = rows.filter(sha256=reading.sha256).first()
        if claimed is not None:
            return claimed
    prints = [one.certificate for one in reading.signatures if one.certificate]
    signed = Signature.objects.across_organisations(WHY).filter(certificate_sha256__in=prints).first()
    return rows.get(pk=signed.text_id) if signed is not None else None


def _states(text: AgreementText) -> set[tuple[int, str]]:
    """Length and fingerprint of every state the text's document has had."""
    states = {
        (one.document_size, one.document_sha256)
        for one in Signature.objects.across_organisations(WHY).filter(text=text)
        if one.document_size is not None
    }
    document = TextDocument.objects.across_organisations(WHY).filter(text=text).first()
    if document is not None:
        states.add((document.base_size, document.base_sha256))
    return states


def _public(text: AgreementText) -> PublicText:
    agreement = text.agreement
    if agreement.state not in PUBLIC_STATES:
        return PublicText(text.sha256, public=False)
    newest = text.superseded_at is None
    return PublicText(
        sha256=text.sha256,
        public=True,
        key=agreement.key,
        title=agreement.title,
        number=agreement.number,
        version=text.version,
        newest=newest,
        state=State(agreement.state),
        frozen_at=text.frozen_at,
        parties=_parties(text) if newest else (),
    )


def _parties(text: AgreementText) -> tuple[PublicParty, ...]:
    signed = {
        one.organisation_id: one for one in Signature.objects.across_organisations(WHY).filter(text=text)
    }
    rows = AgreementParty.objects.across_organisations(WHY).filter(agreement=text.agreement_id)
    lines = []
    for place, party in enumerate(rows.select_related("organisation")):
        one = signed.get(party.organisation_id)
        lines.append(
            PublicParty(
                designation=designation(place),
                name=party.organisation.name,
                signed_on=civil_date(one.signed_at) if one else None,
                method=one.method if one else "",
                stamped_at=one.stamped_at if one else None,
                stamped_by=one.stamped_by if one else "",
            )
        )
    return tuple(lines)
