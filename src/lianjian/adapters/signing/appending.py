"""Appending one PAdES signature (ETSI EN 319 142-1) to a PDF, in the field of its party: B-B, with a time stamp B-T, and with
the provider's revocation lists B-LT (decision 0028)."""

from __future__ import annotations

import asyncio
import hashlib
import io
import logging
import tempfile
from typing import TYPE_CHECKING, Any

from asn1crypto import algos, pem
from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from pyhanko import stamp
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lianjian.adapters.signing.reading import read
from lianjian.adapters.signing.typesetting import typeset
from lianjian.adapters.signing.words import SHORT_LICENSED, SHORT_UNLICENSED, spoken
from lianjian.apps.agreements.ports import SignedFile
from lianjian.apps.agreements.rules.reading import Stamp
from lianjian.kernel.refusals import Refused, Unreachable, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.adapters.signing.stamping import Stamper, Stamping
    from lianjian.apps.agreements.ports import Credential, Signer, SigningProvider

logging.getLogger("pyhanko.sign.signers.pdf_signer").setLevel(logging.ERROR)
"""It warns at each signature that nothing is fetched for what is embedded: that is meant (decision 0028)."""
LONGEST_RAW = 512
"""Bytes that a signature takes at most: RSA with 4096 bits."""
REASON = "签署共联共建协议"


class _ProviderSigner(signers.Signer):
    """pyHanko's signer with the provider's hand: what is signed leaves as a digest."""

    def __init__(self, provider: SigningProvider, credential: Credential) -> None:
        certificate = asn1_x509.Certificate.load(credential.certificate)
        store = SimpleCertificateStore.from_certs(  # type: ignore[no-untyped-call] # pyHanko has no types for it
            [asn1_x509.Certificate.load(der) for der in credential.chain]
        )
        elliptic = certificate.public_key.algorithm == "ec"
        mechanism = "sha256_ecdsa" if elliptic else "sha256_rsa"
        super().__init__(
            signing_cert=certificate,
            cert_registry=store,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": mechanism}),
            embed_roots=True,
        )
        self._provider, self._credential = provider, credential

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - pyHanko's own signature
        """The signature over ``data``; a dry run only asks how long it can be."""
        if dry_run:
            return bytes(LONGEST_RAW)
        digest = hashlib.new(digest_algorithm, data).digest()
        return await asyncio.to_thread(self._provider.sign, self._credential, digest)


def appended(
    pdf: bytes,
    provider: SigningProvider,
    *,
    field: str,
    signer: Signer,
    sha256: str,
    moment: datetime,
    stamping: Stamping | None = None,
) -> SignedFile:
    """``pdf`` with the signature. Raises Unreachable and Refused of the provider; a stamp that cannot be had is left
    away."""
    stamper = stamping.stamper() if stamping is not None else None
    if stamping is not None and stamper is not None:
        try:
            return _appended(pdf, provider, field, signer, sha256, moment, stamping, stamper)
        except (Refused, Unreachable):
            raise
        except Exception as failed:  # noqa: BLE001 - whatever an authority does wrong, the party signs
            stamping.failed(failed)
    return _appended(pdf, provider, field, signer, sha256, moment, None, None)


def _appended(
    pdf: bytes,
    provider: SigningProvider,
    field: str,
    signer: Signer,
    sha256: str,
    moment: datetime,
    stamping: Stamping | None,
    stamper: Stamper | None,
) -> SignedFile:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    there = {name: (value, ref) for name, value, ref in fields.enumerate_sig_fields(writer)}
    if field not in there:
        raise Refused(gettext_noop("The document has no place for this party's signature."))
    signed_before, place = there[field]
    if signed_before is not None:
        raise Refused(gettext_noop("This party has signed this text already."))
    left, bottom, right, top = (float(corner) for corner in place.get_object()["/Rect"])
    credential = provider.certify(signer, moment)
    note = SHORT_LICENSED if provider.licensed else SHORT_UNLICENSED
    drawn = typeset(
        "stamp.typ",
        {
            "width": right - left,
            "height": top - bottom,
            "organisation": signer.organisation,
            "person": signer.person,
            "role": signer.role,
            "when": spoken(moment),
            "short": sha256[:16],
            "note": note,
        },
        moment=moment,
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        name=signer.person,
        reason=f"{REASON}（{sha256[:16]}）",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        **(_long_term(provider, stamping, moment) if stamping is not None else {}),
    )
    with tempfile.NamedTemporaryFile(suffix=".pdf") as picture:  # pyHanko reads pictures of stamps from files
        picture.write(drawn)
        picture.flush()
        style = stamp.StaticStampStyle.from_pdf_file(
            picture.name,
            border_width=0,
            background_layout=layout.SimpleBoxLayoutRule(
                layout.AxisAlignment.ALIGN_MID, layout.AxisAlignment.ALIGN_MID, margins=layout.Margins()
            ),
        )
        hand = signers.PdfSigner(
            metadata, _ProviderSigner(provider, credential), stamp_style=style, timestamper=stamper
        )
        signed = hand.sign_pdf(writer, existing_fields_only=True).getvalue()
    stamped_at, stamped_by = (
        _stamp_in(signed, field, provider, stamping) if stamping is not None else (None, "")
    )
    return SignedFile(
        pdf=signed,
        certificate=pem.armor("CERTIFICATE", credential.certificate).decode(),
        provider=provider.name,
        stamped_at=stamped_at,
        stamped_by=stamped_by,
    )


def _long_term(provider: SigningProvider, stamping: Stamping, moment: datetime) -> dict[str, Any]:
    """What makes it B-LT, where the provider has lists to embed. Nothing is fetched."""
    lists = provider.revocations(moment)
    if not lists:
        return {}
    trusted = [asn1_x509.Certificate.load(der) for der in (*provider.roots(), *stamping.roots())]
    context = ValidationContext(
        trust_roots=trusted,
        crls=[asn1_crl.CertificateList.load(der) for der in lists],
        allow_fetching=False,
    )
    return {"validation_context": context, "embed_validation_info": True}


def _stamp_in(
    signed: bytes, field: str, provider: SigningProvider, stamping: Stamping
) -> tuple[datetime | None, str]:
    """The stamp as it was written. Raises ValueError where it does not hold: then the signature is made without one."""
    found = next(
        one for one in read(signed, provider.roots(), stamping.roots()).signatures if one.field == field
    )
    if found.stamp is not Stamp.VOUCHED:
        raise ValueError(f"the time stamp is {found.stamp}")
    return found.stamped_at, found.stamped_by
