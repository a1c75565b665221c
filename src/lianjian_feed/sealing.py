"""Sealing: age files (C2SP ``age``, version 1) for X25519 recipients, and padding to a few sizes.

A reader of the line or of a stick sees the size class of a sealed thing and nothing else. Padding goes inside: age adds a
random stanza of varying length, so padding the sealed file would not fix its length (measured).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyrage

from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEME = "age-x25519"  # named in every format that carries a recipient (decision 0013)
_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
#: Sizes in bytes of what is sealed; a larger thing goes to the next multiple of the last.
BUCKETS = (1 << 10, 1 << 12, 1 << 14, 1 << 16)
OVERHEAD = 4096  # bytes that sealing may add: 226 to 347 measured for one recipient


@dataclass(frozen=True)
class Identity:
    """A private key that opens; ``secret`` is its ``AGE-SECRET-KEY-…`` spelling and belongs in no log."""

    secret: str

    def __repr__(self) -> str:
        return f"Identity({self.recipient})"

    @classmethod
    def make(cls) -> Identity:
        return cls(str(pyrage.x25519.Identity.generate()))

    @property
    def recipient(self) -> str:
        """The public half, ``age1…``."""
        return str(self._held().to_public())

    def _held(self) -> pyrage.x25519.Identity:
        try:
            return pyrage.x25519.Identity.from_str(self.secret)
        except pyrage.IdentityError as error:
            raise Refused("A key to open sealed things cannot be read.") from error


def is_recipient(text: object) -> bool:
    """Whether things can be sealed to ``text``."""
    if not isinstance(text, str) or not _RECIPIENT.fullmatch(text):
        return False
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def seal(data: bytes, recipients: Iterable[str]) -> bytes:
    """Seal ``data``; each of ``recipients`` (one at least) can open it."""
    keys = []
    for recipient in recipients:
        if not is_recipient(recipient):
            raise Refused("{recipient} is no key that things can be sealed to.", recipient=recipient[:70])
        keys.append(pyrage.x25519.Recipient.from_str(recipient))
    return bytes(pyrage.encrypt(data, keys))


def unseal(data: bytes, identities: Iterable[Identity], *, cap: int) -> bytes:
    """Open what was sealed to one of ``identities``; ``cap``: most bytes it may hold.

    Raises Refused where it is too long, damaged, or sealed to somebody else.
    """
    if len(data) > cap + OVERHEAD + cap // 1024:
        raise Refused("A sealed thing is longer than agreed.")
    try:
        return bytes(pyrage.decrypt(data, [identity._held() for identity in identities]))  # noqa: SLF001 - own class
    except pyrage.DecryptError as error:
        raise Refused("A sealed thing cannot be opened with the keys at hand.") from error


def pad(data: bytes) -> bytes:
    """``data`` with its length before it and zeros behind, up to the next size of ``BUCKETS``."""
    need = len(data) + 4
    last = BUCKETS[-1]
    size = next((bucket for bucket in BUCKETS if need <= bucket), -(-need // last) * last)
    return struct.pack(">I", len(data)) + data + bytes(size - need)


def unpad(padded: bytes) -> bytes:
    """What ``pad`` was given; anything else is refused."""
    try:
        (length,) = struct.unpack_from(">I", padded)
    except struct.error as error:
        raise Refused("A sealed thing is not padded as agreed.") from error
    data = padded[4 : 4 + length]
    if len(data) != length or padded != pad(data):
        raise Refused("A sealed thing is not padded as agreed.")
    return data
