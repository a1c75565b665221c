"""This installation's own authority: a fresh key and certificate for each signature, the key forgotten at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.conf import settings

from lianjian.adapters.signing.keeping import Root, root, root_made, usage
from lianjian.apps.agreements.ports import Credential
from lianjian.apps.agreements.queries import was_signed_electronically
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from lianjian.apps.agreements.ports import Signer

OPEN_END = timedelta(days=3 * 365)
"""How long a certificate says that a mandate without an agreed end holds, from the signature on."""
LONGEST_NAME = 64
"""Characters of one name in a certificate (RFC 5280, ub-common-name)."""
MOST_WAITING = 100
SKEW = timedelta(minutes=10)
"""By how much the clock of a reader may be behind ours."""
LIST_HOLDS = timedelta(days=31)


class OwnAuthority:
    """A ``SigningProvider`` without a licence, and it says so."""

    licensed = False

    def __init__(self, path: Path | None = None) -> None:
        self.name = "own"
        self.path = path or settings.HOME / "keys" / "signing.pem"
        self._waiting: dict[str, ec.EllipticCurvePrivateKey] = {}
        self._lock = threading.Lock()

    def certify(self, signer: Signer, moment: datetime) -> Credential:
        """A key for one signature; its certificate names the signer and the mandate's days."""
        held = root_made(
            self.path, name=settings.SITE_NAME, moment=moment, already_signed=was_signed_electronically
        )
        key = ec.generate_private_key(ec.SECP256R1())
        issued = _issue(held, key, signer, moment)
        handle = f"{issued.serial_number:x}"
        with self._lock:
            while len(self._waiting) >= MOST_WAITING:  # left over where a signing was given up
                self._waiting.pop(next(iter(self._waiting)))
            self._waiting[handle] = key
        root_der = held.certificate.public_bytes(Encoding.DER)
        return Credential(handle, issued.public_bytes(Encoding.DER), (root_der,))

    def sign(self, credential: Credential, digest: bytes) -> bytes:
        """Sign once; the key is gone afterwards."""
        with self._lock:
            key = self._waiting.pop(credential.handle, None)
        if key is None:
            raise Refused(gettext_noop("This key has signed already, or was never made here."))
        return key.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))

    def roots(self) -> Sequence[bytes]:
        """The own root, where it was made."""
        held = root(self.path)
        return [] if held is None else [held.certificate.public_bytes(Encoding.DER)]

    def revocations(self, moment: datetime) -> Sequence[bytes]:
        """One list, empty: these certificates are never revoked (decision 0021), and a reader wants it said."""
        held = root(self.path)
        if held is None:
            return []
        told = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(held.certificate.subject)
            .last_update(moment - SKEW)
            .next_update(moment + LIST_HOLDS)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(held.key.public_key()), critical=False
            )
            .add_extension(x509.CRLNumber(int(moment.timestamp())), critical=False)
            .sign(held.key, hashes.SHA256())
        )
        return [told.public_bytes(Encoding.DER)]


def _issue(held: Root, key: ec.EllipticCurvePrivateKey, signer: Signer, moment: datetime) -> x509.Certificate:
    since = max(signer.since, held.certificate.not_valid_before_utc)
    until = min(signer.until or moment + OPEN_END, held.certificate.not_valid_after_utc)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, signer.organisation[:LONGEST_NAME]),
            x509.NameAttribute(NameOID.TITLE, signer.role[:LONGEST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, signer.person[:LONGEST_NAME]),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(held.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(held.key.public_key()), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(held.key, hashes.SHA256())
    )
