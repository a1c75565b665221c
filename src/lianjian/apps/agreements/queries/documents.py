"""The documents of an agreement's texts, its scans, and all that proves its signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db.models import Q

from lianjian.apps.agreements.models import (
    Agreement,
    AgreementParty,
    AgreementText,
    Attestation,
    Scan,
    ScanFile,
    ScanParty,
    Signature,
    TextDocument,
)
from lianjian.apps.agreements.rules.attesting import ATTESTERS, ScanState
from lianjian.apps.agreements.rules.frozen import thaw
from lianjian.apps.agreements.rules.methods import Method
from lianjian.apps.agreements.rules.signing import State
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.core.files.base import File

    from lianjian.apps.agreements.rules.frozen import FrozenText
    from lianjian.foundation.actor import Actor

NUMBER = re.compile(r"[0-9]{1,9}")
BELOW = "below the scan in hand"
OPEN = {State.SIGNING, State.PARTIAL}


@dataclass(frozen=True, slots=True)
class ScanHand:
    """A party on a scan and who signed for it."""

    organisation: int
    organisation_name: str
    person_name: str
    role: str


@dataclass(frozen=True, slots=True)
class ScanWord:
    """Somebody who attested it."""

    person: int
    person_name: str
    organisation: int
    organisation_name: str
    attested_at: datetime


@dataclass(frozen=True, slots=True)
class ScanPage:
    """A file of a scan, by its key for ``open_scan_file``."""

    id: int
    name: str
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ScanCard:
    """A scan as the people of the parties see it. ``open`` says that its text can still be signed; ``speak_for`` are
    the parties (key and name) for which the reader may attest or refuse it now."""

    id: int
    agreement: int
    title: str
    version: int
    sha256: str
    readable: str
    signed_on: date
    state: ScanState
    open: bool
    brought_by: str
    brought_for: str
    brought_at: datetime
    decided_at: datetime | None
    reason: str
    hands: tuple[ScanHand, ...]
    words: tuple[ScanWord, ...]
    pages: tuple[ScanPage, ...]
    speak_for: tuple[tuple[int, str], ...]


def scans_of(by: Actor, agreement: int) -> list[ScanCard]:
    """The scans brought for an agreement, newest first. Five queries, however many there are."""
    rows = Scan.objects.by(by).filter(text__agreement=agreement)
    return _cards(by, list(rows.select_related("text__agreement", "brought_by", "brought_for")))


def scans_to_attest(by: Actor, limit: int) -> list[ScanCard]:
    """The scans about which ``by`` can say something now, the longest waiting first. Five queries, however many there
    are."""
    own = [key for key in by.organisations if by.roles_in(key) & ATTESTERS]
    parties = AgreementParty.objects.across_organisations(BELOW).filter(organisation__in=own)
    said = Attestation.objects.across_organisations(BELOW)
    rows = (
        Scan.objects.by(by)
        .filter(
            state=ScanState.WAITING,
            text__superseded_at=None,
            text__agreement__state__in=OPEN,
            text__agreement__in=parties.order_by().values("agreement"),
        )
        .exclude(pk__in=said.filter(Q(person=by.person) | Q(organisation__in=own)).order_by().values("scan"))
        .select_related("text__agreement", "brought_by", "brought_for")
    )
    return _cards(by, list(rows.order_by("brought_at", "pk")[:limit]))


def scan_card(by: Actor, scan: int) -> ScanCard:
    """One scan. Raises NotThere."""
    rows = Scan.objects.by(by).filter(pk=scan).select_related("text__agreement", "brought_by", "brought_for")
    cards = _cards(by, list(rows))
    if not cards:
        raise NotThere
    return cards[0]


def open_scan_file(by: Actor, file: int) -> tuple[ScanPage, File[bytes]]:
    """A file of a scan, open for reading. Raises NotThere."""
    row = ScanFile.objects.by(by).filter(pk=file).first()
    if row is None:
        raise NotThere
    try:
        return _page(row), storages["private"].open(row.path)
    except FileNotFoundError as gone:
        raise NotThere from gone


def text_of(by: Actor, agreement: int, version: int | None = None) -> tuple[int, FrozenText]:
    """The key and the words of a frozen text: the one that is open, or the one of that version. Raises NotThere."""
    rows = AgreementText.objects.by(by).filter(agreement=agreement)
    row = (rows.filter(superseded_at=None) if version is None else rows.filter(version=version)).first()
    if row is None:
        raise NotThere
    return row.pk, thaw(row.canonical)


def agreement_called(by: Actor, key: str) -> int:
    """The primary key of the agreement with that key, or with that number, which stands in the addresses of its pages.
    Raises NotThere."""
    mine = Agreement.objects.by(by)
    found = mine.filter(key=key).values_list("pk", flat=True).first()
    if found is None and NUMBER.fullmatch(key):
        found = mine.filter(pk=int(key)).values_list("pk", flat=True).first()
    if found is None:
        raise NotThere
    return found


def document_bytes(by: Actor, text: int) -> bytes:
    """The PDF of a text as it is now; ``prepare_document`` has made it. Raises NotThere."""
    for _ in range(2):  # a signature may replace the file between the row and the reading
        row = TextDocument.objects.by(by).filter(text=text).first()
        if row is None:
            raise NotThere
        try:
            with storages["private"].open(row.path) as file:
                pdf: bytes = file.read()
        except FileNotFoundError:
            continue
        return pdf
    raise NotThere


def texts_without_document(since: datetime, limit: int = 20) -> list[int]:
    """Keys of the open texts frozen since then that have no document yet, newest first: for the job that makes them."""
    rows = AgreementText.objects.across_organisations("documents are made for all parties alike").filter(
        superseded_at=None, document=None, frozen_at__gte=since, agreement__state__in=OPEN
    )
    return list(rows.order_by("-frozen_at").values_list("pk", flat=True)[:limit])


def was_signed_electronically() -> bool:
    """Whether any signature here was made with a certificate of the own authority."""
    rows = Signature.objects.across_organisations("whether there is one at all")
    return rows.filter(method=Method.ELECTRONIC, provider="own").exists()


def evidence_of(by: Actor, agreement: int) -> list[dict[str, object]]:
    """Every signature on the newest text with all that proves it, as JSON values. Raises NotThere."""
    if not Agreement.objects.by(by).filter(pk=agreement).exists():
        raise NotThere
    rows = Signature.objects.by(by).filter(text__agreement=agreement, text__superseded_at=None)
    words = _words(rows.values_list("scan", flat=True))
    return [
        {
            "organisation": one.organisation.name,
            "organisation_key": one.organisation.key,
            "person": one.person.name,
            "role": one.role,
            "method": one.method,
            "signed_at": one.signed_at.isoformat(),
            "sha256": one.sha256,
            "version": one.text.version,
            "field": one.field,
            "provider": one.provider,
            "certificate": one.certificate,
            "document_bytes": one.document_size,
            "document_sha256": one.document_sha256,
            "stamped_at": one.stamped_at.isoformat() if one.stamped_at else None,
            "stamped_by": one.stamped_by,
            "scan": one.scan_id,
            "attested_by": [
                {
                    "person": word.person.name,
                    "organisation": word.organisation.name,
                    "at": word.attested_at.isoformat(),
                }
                for word in words.get(one.scan_id or 0, [])
            ],
        }
        for one in rows.select_related("organisation", "person", "text")
    ]


def _cards(by: Actor, rows: list[Scan]) -> list[ScanCard]:
    keys = [row.pk for row in rows]
    hands: dict[int, list[ScanHand]] = {}
    for hand in (
        ScanParty.objects.across_organisations(BELOW)
        .filter(scan__in=keys)
        .select_related("organisation", "person")
    ):
        one = ScanHand(hand.organisation_id, hand.organisation.name, hand.person.name, hand.role)
        hands.setdefault(hand.scan_id, []).append(one)
    pages: dict[int, list[ScanPage]] = {}
    for file in ScanFile.objects.across_organisations(BELOW).filter(scan__in=keys):
        pages.setdefault(file.scan_id, []).append(_page(file))
    words = _words(keys)
    parties = _own_parties(by, {row.text.agreement_id for row in rows})
    return [
        ScanCard(
            id=row.pk,
            agreement=row.text.agreement_id,
            title=row.text.agreement.title,
            version=row.text.version,
            sha256=row.sha256,
            readable=row.text.readable,
            signed_on=row.signed_on,
            state=ScanState(row.state),
            open=row.text.superseded_at is None and row.text.agreement.state in OPEN,
            brought_by=row.brought_by.name,
            brought_for=row.brought_for.name,
            brought_at=row.brought_at,
            decided_at=row.decided_at,
            reason=row.reason,
            hands=tuple(hands.get(row.pk, ())),
            words=tuple(
                ScanWord(w.person_id, w.person.name, w.organisation_id, w.organisation.name, w.attested_at)
                for w in words.get(row.pk, ())
            ),
            pages=tuple(pages.get(row.pk, ())),
            speak_for=_speak_for(by, row, words.get(row.pk, []), parties.get(row.text.agreement_id, [])),
        )
        for row in rows
    ]


def _speak_for(
    by: Actor, row: Scan, words: list[Attestation], parties: list[tuple[int, str]]
) -> tuple[tuple[int, str], ...]:
    if (
        row.state != ScanState.WAITING
        or row.text.superseded_at is not None
        or row.text.agreement.state not in OPEN
    ):
        return ()
    if any(word.person_id == by.person for word in words):
        return ()
    spoken = {word.organisation_id for word in words}
    return tuple(one for one in parties if one[0] not in spoken)


def _own_parties(by: Actor, agreements: set[int]) -> dict[int, list[tuple[int, str]]]:
    own = [key for key in by.organisations if by.roles_in(key) & ATTESTERS]
    found: dict[int, list[tuple[int, str]]] = {}
    rows = AgreementParty.objects.across_organisations(BELOW).filter(
        agreement__in=agreements, organisation__in=own
    )
    for party in rows.select_related("organisation"):
        found.setdefault(party.agreement_id, []).append((party.organisation_id, party.organisation.name))
    return found


def _words(scans: Iterable[int | None]) -> dict[int, list[Attestation]]:
    """By scan those who attested it."""
    found: dict[int, list[Attestation]] = {}
    rows = Attestation.objects.across_organisations(BELOW).filter(
        scan__in={key for key in scans if key is not None}
    )
    for word in rows.select_related("person", "organisation"):
        found.setdefault(word.scan_id, []).append(word)
    return found


def _page(row: ScanFile) -> ScanPage:
    return ScanPage(row.pk, row.name, row.media_type, row.sha256)
