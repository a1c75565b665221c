"""Reading a PDF that somebody brings: what it says of itself, and which of its signatures hold. Nothing is fetched from
the network; what unpacks to more than it should (pyHanko's limits for untrusted input) is damaged."""

from __future__ import annotations

import io
import logging
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from lianjian.adapters.signing.making import MARK
from lianjian.apps.agreements.rules.reading import Kind, Reading, SignatureRead, Stamp
from lianjian.kernel.keys import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import TimestampSignatureStatus

logger = logging.getLogger(__name__)
MOST_SIGNATURES = 80
"""More than an agreement has parties here; a file with more is not read to its end."""
HEAD = 1024
"""How far from its beginning a PDF may say what it is (ISO 32000-1, annex H)."""
HARMLESS = {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING}
_WRITTEN = re.compile(MARK.encode() + rb"\s*\(([0-9a-f]{64})\)")
"""The mark as it stands in the bytes of a file that cannot be read any more."""
_SHA256 = re.compile("[0-9a-f]{64}")


def read(pdf: bytes, roots: Sequence[bytes], stamp_roots: Sequence[bytes] = ()) -> Reading:
    """What the file is; ``roots`` are trusted for signatures, ``stamp_roots`` for time stamps. Nothing in it makes this
    raise."""
    if b"%PDF-" not in pdf[:HEAD]:
        return Reading(Kind.NO_PDF)
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            return Reading(Kind.ENCRYPTED)
        return _read(reader, pdf, roots, stamp_roots)
    except Exception as broken:  # noqa: BLE001 - malformed files raise whatever they happen to meet
        logger.debug("a file could not be read: %s", type(broken).__name__)
        written = _WRITTEN.search(pdf)
        return Reading(
            Kind.DAMAGED, sha256=written[1].decode() if written else "", trouble=type(broken).__name__
        )


def _read(reader: PdfFileReader, pdf: bytes, roots: Sequence[bytes], stamp_roots: Sequence[bytes]) -> Reading:
    claimed = str(reader.root.get(MARK, ""))
    info = reader.trailer_view.get("/Info")
    title = str(info.get("/Title", "")) if isinstance(info, DictionaryObject) else ""
    embedded = list(reader.embedded_regular_signatures)[:MOST_SIGNATURES]
    trusted = [asn1_x509.Certificate.load(der) for der in roots]
    vouching = [asn1_x509.Certificate.load(der) for der in stamp_roots]
    found = tuple(_signature(one, trusted, vouching) for one in embedded)
    ends = [sum(list(one.byte_range)[-2:]) for one in embedded]
    return Reading(
        Kind.READ,
        sha256=claimed if _SHA256.fullmatch(claimed) else "",
        title=title[:200],
        signatures=found,
        tail=bool(ends) and max(ends) < len(pdf.rstrip(b"\r\n")),
    )


def _signature(
    one: EmbeddedPdfSignature, trusted: list[asn1_x509.Certificate], vouching: list[asn1_x509.Certificate]
) -> SignatureRead:
    certificate = one.signer_cert
    said_at = one.self_reported_timestamp
    stamped_at, vouches = _time_in(one), None
    context = (
        ValidationContext(trust_roots=trusted, allow_fetching=False, moment=said_at)
        if said_at
        else (ValidationContext(trust_roots=trusted, allow_fetching=False))
    )
    intact = changed = known = False
    try:
        stamps = ValidationContext(trust_roots=vouching, allow_fetching=False, moment=stamped_at)
        status = validate_pdf_signature(one, context, ts_validation_context=stamps)
        vouches = status.timestamp_validity
        intact = bool(status.intact and status.valid)
        known = bool(status.trusted)
        changed = status.modification_level not in HARMLESS
    except Exception as broken:  # noqa: BLE001 - see read
        logger.debug("a signature could not be judged: %s", type(broken).__name__)
    subject: dict[str, Any] = certificate.subject.native if certificate is not None else {}
    issuer: dict[str, Any] = certificate.issuer.native if certificate is not None else {}
    return SignatureRead(
        field=str(one.field_name or ""),
        person=_word(subject.get("common_name")),
        organisation=_word(subject.get("organization_name")),
        role=_word(subject.get("title")),
        issuer=_word(issuer.get("common_name") or issuer.get("organization_name")),
        said_at=said_at if said_at is not None and said_at.tzinfo is not None else None,
        intact=intact,
        changed_after=changed,
        known=known,
        certificate=fingerprint(certificate.dump()) if certificate is not None else "",
        stamp=_stamp(vouches) if stamped_at is not None else Stamp.OWN_CLOCK,
        stamped_at=vouches.timestamp if vouches is not None else stamped_at,
        stamped_by=_name(vouches.signing_cert) if vouches is not None else "",
    )


def _time_in(one: EmbeddedPdfSignature) -> datetime | None:
    """The time that a stamp in the signature names, None where there is none that can be read."""
    try:
        tokens = [
            attribute["values"][0]["content"]
            for attribute in one.signer_info["unsigned_attrs"]
            if attribute["type"].native == "signature_time_stamp_token"
        ]
        named = tokens[0]["encap_content_info"]["content"].parsed["gen_time"].native if tokens else None
    except Exception as broken:  # noqa: BLE001 - see read
        logger.debug("a time stamp could not be read: %s", type(broken).__name__)
        return None
    return named if isinstance(named, datetime) else None


def _stamp(vouches: TimestampSignatureStatus | None) -> Stamp:
    if vouches is None or not (vouches.intact and vouches.valid):
        return Stamp.BROKEN
    return Stamp.VOUCHED if vouches.trusted else Stamp.UNKNOWN


def _name(certificate: asn1_x509.Certificate) -> str:
    subject: dict[str, Any] = certificate.subject.native
    return _word(subject.get("common_name") or subject.get("organization_name"))


def _word(value: object) -> str:
    return str(value)[:200] if value else ""
