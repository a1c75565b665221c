"""What agreements ask of whoever makes documents and signatures, and of whoever sends codes. The office of papers is an
adapter, named in wiring; behind it stands a provider that holds keys: this installation's own authority, or a licensed one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.agreements.rules.frozen import FrozenText
    from lianjian.apps.agreements.rules.reading import Reading


class CodeSender(Protocol):
    """Sends one-time codes to telephones: a contract with a message service, or the console."""

    name: str

    def send(self, *, to: str, code: str, minutes: int) -> None:
        """Hand over one code; ``to`` are eleven digits, ``minutes`` how long it is valid. Raises Unreachable where the
        service did not take it. Nothing of either may be kept or logged, except by the console, which is for trying."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the words that stand in the certificate and in the stamp. The mandate holds from ``since`` until
    ``until`` (None: no end agreed), aware moments."""

    person: str
    organisation: str
    role: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Credential:
    """A key that waits to sign: ``handle`` is the provider's word for it, ``certificate`` and ``chain`` are DER."""

    handle: str
    certificate: bytes
    chain: tuple[bytes, ...]


class SigningProvider(Protocol):
    """Holds keys and signs digests with them. Raises ``Unreachable`` where it gives no answer, ``Refused`` where it
    will not."""

    name: str
    licensed: bool
    """Whether a licensed provider of electronic certification answers for the certificates."""

    def certify(self, signer: Signer, moment: datetime) -> Credential:
        """A credential for this signer. Its certificate holds at ``moment``."""
        ...

    def sign(self, credential: Credential, digest: bytes) -> bytes:
        """The signature over a SHA-256 digest: ECDSA as DER (RFC 3279), RSA as PKCS #1 v1.5. A credential signs once."""
        ...

    def roots(self) -> Sequence[bytes]:
        """The root certificates whose signatures are trusted, DER. Empty where none was made yet."""
        ...

    def revocations(self, moment: datetime) -> Sequence[bytes]:
        """The revocation lists (CRL, DER) to embed beside a signature of that moment; empty where there are none."""
        ...


@dataclass(frozen=True, slots=True)
class SignedFile:
    """The PDF after a signature. ``certificate`` is PEM. ``stamped_at`` is the time that a time-stamping authority
    vouches for and ``stamped_by`` its name; None and "" where the installation's own clock is all there is."""

    pdf: bytes
    certificate: str
    provider: str
    stamped_at: datetime | None = None
    stamped_by: str = ""


class PaperOffice(Protocol):
    """Makes the documents of a text, signs them and reads them."""

    @property
    def licensed(self) -> bool:
        """Whether a licensed provider answers for the certificates of new signatures."""
        ...

    def make(self, text: FrozenText, *, frozen_at: datetime, address: str) -> bytes:
        """The PDF with one empty field for each party, the same bytes for the same text. ``address`` is where it can be
        verified."""
        ...

    def word(self, text: FrozenText) -> bytes:
        """The same words as .docx, to be worked on."""
        ...

    def sign(self, pdf: bytes, *, field: str, signer: Signer, sha256: str, moment: datetime) -> SignedFile:
        """Append a signature in the empty ``field``. Raises Unreachable, and Refused where the field is not empty."""
        ...

    def read(self, pdf: bytes) -> Reading:
        """What an uploaded file is: never raises because of the file."""
        ...

    def roots(self) -> str:
        """The trusted root certificates as PEM."""
        ...


@cache
def paper_office() -> PaperOffice:
    """The office that this installation has."""
    office: PaperOffice = import_string(import_string(settings.LIANJIAN_PAPER_OFFICE))()
    return office
