"""The authority's own key: one PEM file under LIANJIAN_HOME/keys with its root certificate, readable by the service alone."""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

YEARS = 30
EARLIER = timedelta(days=15 * 366)
"""How far back the root holds: mandates that began before the installation stand in certificates with their own days."""


@dataclass(frozen=True, slots=True)
class Root:
    """The key of the authority and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def root(path: Path) -> Root | None:
    """The root that lies at ``path``, None where there is none yet. Raises Refused where the file is damaged."""
    return _read(path) if path.exists() else None


def root_made(path: Path, *, name: str, moment: datetime, already_signed: Callable[[], bool]) -> Root:
    """The root at ``path``, made where there is none. Where signatures exist that a lost one made, it is not:
    a second root would call them all unknown. Raises Refused."""
    if not path.exists():
        if already_signed():
            raise _lost(path)
        _make(path, name, moment)
    return _read(path)


@cache
def _read(path: Path) -> Root:
    try:
        pem = path.read_bytes()
        key = load_pem_private_key(pem, password=None)
        certificate = x509.load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERTIFICATE") :])
    except (OSError, ValueError, TypeError) as broken:
        raise _lost(path) from broken
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise _lost(path)
    return Root(key, certificate)


def _make(path: Path, name: str, moment: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{name[:40]} 自设签名机构（非持证）"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - EARLIER)
        .not_valid_after(moment + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem += certificate.public_bytes(Encoding.PEM)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was quicker: its key is the key
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def usage(**given: bool) -> x509.KeyUsage:
    """A key usage (RFC 5280, 4.2.1.3) of which nothing holds but what is given."""
    bits = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{bit: given.get(bit, False) for bit in bits})


def _lost(path: Path) -> Refused:
    return Refused(
        gettext_noop("The key of the signing authority, %(path)s, is missing or damaged."),
        cure=gettext_noop("Bring it back from a backup, or from another hub of the same network."),
        path=str(path),
    )
