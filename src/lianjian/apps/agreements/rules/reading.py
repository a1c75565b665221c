"""What a file says of itself, as it was read: the words of its signatures, and whether they hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Kind(StrEnum):
    """What sort of file it is."""

    READ = "read"
    NO_PDF = "no-pdf"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"


class Stamp(StrEnum):
    """What vouches for the time of a signature (decision 0028)."""

    OWN_CLOCK = "own-clock"
    VOUCHED = "vouched"
    UNKNOWN = "unknown"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class SignatureRead:
    """One signature in a file. Person, organisation and role are the words of its certificate.

    ``intact``: the bytes it covers are those that were signed. ``changed_after``: something other than further
    signatures was added behind it. ``known``: its certificate leads to a root trusted here. ``certificate`` is the
    SHA-256 of the certificate.

    ``stamp`` says what vouches for the time; ``stamped_at`` is what the stamp names and ``stamped_by`` whose it is, None and
    "" where there is none. ``said_at`` is what the signer's installation wrote.
    """

    field: str
    person: str
    organisation: str
    role: str
    issuer: str
    said_at: datetime | None
    intact: bool
    changed_after: bool
    known: bool
    certificate: str
    stamp: Stamp = Stamp.OWN_CLOCK
    stamped_at: datetime | None = None
    stamped_by: str = ""

    @property
    def holds(self) -> bool:
        return self.intact and self.known and not self.changed_after


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was read. ``sha256`` is the fingerprint of the text it claims to hold, "" where it claims none;
    ``tail`` is True where bytes follow the last revision that a signature covers."""

    kind: Kind
    sha256: str = ""
    title: str = ""
    signatures: tuple[SignatureRead, ...] = ()
    tail: bool = False
    trouble: str = ""
