"""The office of papers of this installation: typst sets, pyHanko signs and reads, the provider holds the keys."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from asn1crypto import pem
from django.conf import settings

from lianjian.adapters.documents.word import docx_of
from lianjian.adapters.signing.appending import appended
from lianjian.adapters.signing.authority import OwnAuthority
from lianjian.adapters.signing.making import signable
from lianjian.adapters.signing.reading import read
from lianjian.adapters.signing.remote import RemoteProvider, service_at
from lianjian.adapters.signing.stamping import Stamping, authority_at
from lianjian.adapters.signing.words import LICENSED, UNLICENSED
from lianjian.apps.agreements.rules.papers import draft_of
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from lianjian.apps.agreements.ports import SignedFile, Signer, SigningProvider
    from lianjian.apps.agreements.rules.frozen import FrozenText
    from lianjian.apps.agreements.rules.reading import Reading

AT_ONCE = 2
"""Uploaded files that are read at the same time: each may unpack to some hundred megabytes."""
LONGEST_WAIT = 10.0
"""Seconds that a reader waits for its turn."""


class Office:
    """A ``PaperOffice``."""

    def __init__(self, provider: SigningProvider | None = None, stamping: Stamping | None = None) -> None:
        self.provider: SigningProvider = provider or provider_here()
        self.stamping = stamping or Stamping(authority_at(stamping_file()))
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    @property
    def licensed(self) -> bool:
        """As the provider says."""
        return self.provider.licensed

    def make(self, text: FrozenText, *, frozen_at: datetime, address: str) -> bytes:
        """The PDF with its empty fields."""
        note = LICENSED if self.provider.licensed else UNLICENSED
        return signable(text, frozen_at=frozen_at, address=address, note=note)

    def word(self, text: FrozenText) -> bytes:
        """The .docx."""
        return docx_of(draft_of(text))

    def sign(self, pdf: bytes, *, field: str, signer: Signer, sha256: str, moment: datetime) -> SignedFile:
        """Append a signature."""
        return appended(
            pdf,
            self.provider,
            field=field,
            signer=signer,
            sha256=sha256,
            moment=moment,
            stamping=self.stamping,
        )

    def read(self, pdf: bytes) -> Reading:
        """Read a file that somebody brought. Raises Unreachable where too many are read just now."""
        if not self._turns.acquire(timeout=LONGEST_WAIT):
            raise Unreachable("too many files are read at the same time", after=LONGEST_WAIT)
        try:
            return read(pdf, self.provider.roots(), self.stamping.roots())
        finally:
            self._turns.release()

    def roots(self) -> str:
        """The trusted roots as PEM."""
        return "".join(pem.armor("CERTIFICATE", der).decode() for der in self.provider.roots())


def stamping_file() -> Path:
    """Where the time-stamping authority of this installation is named."""
    return settings.HOME / "keys" / "time-stamping.json"


def provider_here() -> SigningProvider:
    """The service that ``keys/signing-service.json`` names, else this installation's own authority."""
    service = service_at(settings.HOME / "keys" / "signing-service.json")
    return OwnAuthority() if service is None else RemoteProvider(service)
