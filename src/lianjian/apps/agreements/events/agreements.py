"""What happens to agreements, from the first draft to the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianjian.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDrafted(Event):
    name: ClassVar[str] = "agreements.agreement_drafted"
    agreement: int
    organisations: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementEdited(Event):
    """A clause, a party or a fact of the text changed. ``reopened`` says that a frozen text was open for
    signature, and ``void`` how many signatures on it no longer count."""

    name: ClassVar[str] = "agreements.agreement_edited"
    agreement: int
    what: str
    reopened: bool
    void: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFrozen(Event):
    name: ClassVar[str] = "agreements.agreement_frozen"
    agreement: int
    version: int
    sha256: str
    organisations: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSigned(Event):
    """A party signed. ``effective`` is True with the last signature that was missing."""

    name: ClassVar[str] = "agreements.agreement_signed"
    agreement: int
    version: int
    sha256: str
    organisation: int
    effective: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementClosed(Event):
    """Ended (it was in force; ``how`` is one of ``rules.ending.Ending``) or withdrawn (it was not)."""

    name: ClassVar[str] = "agreements.agreement_closed"
    agreement: int
    state: str
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMade(Event):
    """The PDF of a text was made, with one empty field for each party. ``document`` is the file's SHA-256."""

    name: ClassVar[str] = "agreements.document_made"
    agreement: int
    version: int
    sha256: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanBrought(Event):
    """The scan of a paper that ``organisations`` signed is there and waits for attestation."""

    name: ClassVar[str] = "agreements.scan_brought"
    agreement: int
    version: int
    sha256: str
    scan: int
    organisations: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChanged(Event):
    """A template was begun, a clause of it got new words or was dropped, or it was retired (``what``)."""

    name: ClassVar[str] = "agreements.template_changed"
    template: int
    organisation: int
    what: str
    clause: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatoryNamed(Event):
    name: ClassVar[str] = "agreements.signatory_named"
    agreement: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandTaken(Event):
    """A party agrees to the words of a clause, objects to them, or takes its word back ("")."""

    name: ClassVar[str] = "agreements.stand_taken"
    agreement: int
    clause: int
    organisation: int
    stand: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkTakenOver(Event):
    """A handover gave what a party said about a draft (``proposal:5``, ``objection:5``) to somebody else to speak for."""

    name: ClassVar[str] = "agreements.talk_taken_over"
    thing: str
    outgoing: int
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProposed(Event):
    name: ClassVar[str] = "agreements.change_proposed"
    agreement: int
    proposal: int
    organisation: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSupported(Event):
    """A party supports a proposal; ``carried`` with the last one that was missing: then it is in the text."""

    name: ClassVar[str] = "agreements.proposal_supported"
    agreement: int
    proposal: int
    organisation: int
    carried: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSettled(Event):
    name: ClassVar[str] = "agreements.proposal_settled"
    agreement: int
    proposal: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentWritten(Event):
    name: ClassVar[str] = "agreements.comment_written"
    agreement: int
    comment: int
    organisation: int
    inner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentDeleted(Event):
    name: ClassVar[str] = "agreements.comment_deleted"
    agreement: int
    comment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementDrafted(Event):
    name: ClassVar[str] = "agreements.supplement_drafted"
    agreement: int
    supplement: int
    kind: str
    ordinal: int
    organisations: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanAttested(Event):
    """Somebody attested a scan for ``organisation``. ``accepted`` is True with the attestation that was missing."""

    name: ClassVar[str] = "agreements.scan_attested"
    agreement: int
    scan: int
    organisation: int
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRefused(Event):
    """Somebody of ``organisation`` said that a scan does not show the text; the reason stays in the row."""

    name: ClassVar[str] = "agreements.scan_refused"
    agreement: int
    scan: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSupplemented(Event):
    """A supplement came into force: the words, the term or the parties of ``agreement`` are others now.
    ``reopened`` are the supplements that were open for signature and have to be read and signed anew."""

    name: ClassVar[str] = "agreements.agreement_supplemented"
    agreement: int
    supplement: int
    kind: str
    ordinal: int
    joined: list[int]
    reopened: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven(Event):
    """A party says that it leaves on ``leaves_on`` (ISO 8601)."""

    name: ClassVar[str] = "agreements.notice_given"
    agreement: int
    notice: int
    organisation: int
    leaves_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTakenBack(Event):
    name: ClassVar[str] = "agreements.notice_taken_back"
    agreement: int
    notice: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLeft(Event):
    """The day of a notice has come. ``ended`` where fewer than two parties remained."""

    name: ClassVar[str] = "agreements.party_left"
    agreement: int
    organisation: int
    ended: bool
    reopened: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndProposed(Event):
    name: ClassVar[str] = "agreements.end_proposed"
    agreement: int
    proposal: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndConsented(Event):
    """A party consents to the end; ``ended`` with the last consent that was missing."""

    name: ClassVar[str] = "agreements.end_consented"
    agreement: int
    proposal: int
    organisation: int
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EndProposalTakenBack(Event):
    name: ClassVar[str] = "agreements.end_proposal_taken_back"
    agreement: int
    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingAnnounced(Event):
    """The agreement ends on ``ends_on`` (ISO 8601), in ``days`` days or fewer: 90, 30 and 7 are told once each."""

    name: ClassVar[str] = "agreements.ending_announced"
    agreement: int
    ends_on: str
    days: int
    organisations: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PenOffered(Event):
    """The party that holds the pen of a draft offers it to another one."""

    name: ClassVar[str] = "agreements.pen_offered"
    agreement: int
    passing: int
    giver: int
    taker: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PenOfferSettled(Event):
    """The offer was accepted, declined or taken back (``state``); ``holder`` holds the pen from then on."""

    name: ClassVar[str] = "agreements.pen_offer_settled"
    agreement: int
    passing: int
    state: str
    holder: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PenDecided(Event):
    """The pen was given to a party because nobody could write for its holder any more."""

    name: ClassVar[str] = "agreements.pen_decided"
    agreement: int
    passing: int
    giver: int
    taker: int
