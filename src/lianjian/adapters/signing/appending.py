"""Appending one PAdES signature (ETSI EN 319 142-1, baseline B-B) to a PDF, in the field of its party."""

from __future__ import annotations

import asyncio
import hashlib
import io
import tempfile
from typing import TYPE_CHECKING

from asn1crypto import algos, pem
from asn1crypto import x509 as asn1_x509
from pyhanko import stamp
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lianjian.adapters.signing.typesetting import typeset
from lianjian.adapters.signing.words import SHORT_LICENSED, SHORT_UNLICENSED, spoken
from lianjian.apps.agreements.ports import SignedFile
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.agreements.ports import Credential, Signer, SigningProvider

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
) -> SignedFile:
    """``pdf`` with the signature. Raises Unreachable and Refused."""
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
        hand = signers.PdfSigner(metadata, _ProviderSigner(provider, credential), stamp_style=style)
        signed = hand.sign_pdf(writer, existing_fields_only=True).getvalue()
    return SignedFile(
        pdf=signed,
        certificate=pem.armor("CERTIFICATE", credential.certificate).decode(),
        provider=provider.name,
    )
