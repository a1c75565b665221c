"""Signed notes (c2sp.org/signed-note): a text, a blank line, and the signatures of those who stand by it.

Two kinds of signature are known: ``0x01``, Ed25519 over the text, by which a log signs its checkpoint, and
``0x04``, a cosignature with a time (c2sp.org/tlog-cosignature), by which a witness says that it saw the log
grow up to here and no further. A note of a stranger is only as good as the keys one already has: signatures
by unknown keys are left alone, one by a known key that does not hold condemns the note.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ED25519 = 0x01
COSIGNATURE = 0x04
KINDS = (ED25519, COSIGNATURE)
CAP = 64 << 10  # bytes of a note
SIGNATURES = 100  # a note may carry; the specification asks for at least 16
_MARK = "— "
_PUBLIC, _SIGNATURE, _TIME, _ID = 32, 64, 8, 4  # bytes
_LATEST = 2**63 - 1  # the specification's last second


@dataclass(frozen=True, order=True)
class VerifierKey:
    """A public key with the name it signs under and what its signatures mean (``vkey`` of the specification)."""

    name: str
    kind: int
    public: bytes  # 32 bytes, RFC 8032

    def __post_init__(self) -> None:
        if not is_name(self.name) or self.kind not in KINDS or len(self.public) != _PUBLIC:
            raise Refused("This is no key that signatures can be checked with.")

    @classmethod
    def of(cls, private: Ed25519PrivateKey, name: str, kind: int = ED25519) -> VerifierKey:
        """The public half of ``private``."""
        return cls(name, kind, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """``name+hash8hex+base64(kind || public key)``; refused when the hash is another."""
        parts = text.split("+", 2)  # base64 may contain a plus, a name may not
        raw = _unbase64(parts[-1]) if len(parts) == 3 else b""  # noqa: PLR2004 - three parts
        if not raw:
            raise Refused("This is no key that signatures can be checked with.")
        key = cls(parts[0], raw[0], raw[1:])
        if key.id.hex() != parts[1]:
            raise Refused("This is no key that signatures can be checked with.")
        return key

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart; no proof of anything."""
        told = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(told).digest()[:_ID]

    @property
    def text(self) -> str:
        """The key as one line."""
        return f"{self.name}+{self.id.hex()}+{_base64(bytes([self.kind]) + self.public)}"

    def check(self, text: str, signature: bytes) -> int:
        """Refuse a signature over ``text`` that does not hold. Answers its time (POSIX seconds), 0 where the
        kind carries none.
        """
        told, time = text.encode(), 0
        if self.kind == COSIGNATURE:
            time, signature = int.from_bytes(signature[:_TIME], "big"), signature[_TIME:]
            told = _cosigned(told, time)
        try:
            if time > _LATEST or len(signature) != _SIGNATURE:
                raise InvalidSignature
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, told)
        except (InvalidSignature, ValueError) as error:
            raise Refused(
                "The signature of {name} does not fit what it stands under.", name=self.name
            ) from error
        return time


@dataclass(frozen=True)
class Signature:
    """One line under a note: whose, with which key, and the bytes."""

    name: str
    key_id: bytes
    data: bytes

    @property
    def line(self) -> str:
        return f"{_MARK}{self.name} {_base64(self.key_id + self.data)}\n"

    @classmethod
    def parse(cls, line: str) -> Signature:
        """A signature line with or without its newline."""
        name, _, told = line.rstrip("\n").removeprefix(_MARK).partition(" ")
        raw = _unbase64(told)
        if not line.startswith(_MARK) or not is_name(name) or len(raw) <= _ID:
            raise Refused("The note cannot be read.")
        return cls(name, raw[:_ID], raw[_ID:])


@dataclass(frozen=True)
class Note:
    """A text (its last newline included) and its signatures, checked or not."""

    text: str
    signatures: tuple[Signature, ...] = ()

    @classmethod
    def parse(cls, data: bytes, cap: int = CAP) -> Note:
        """Read a note; nothing in it is believed before ``verified``."""
        try:
            told = data.decode() if len(data) <= cap else ""
        except UnicodeDecodeError:
            told = ""
        text, blank, below = told.rpartition("\n\n")
        lines = below.split("\n")
        is_whole = blank and told.endswith("\n") and 1 < len(lines) <= SIGNATURES + 1
        if not is_whole or any(ord(sign) < ord(" ") and sign != "\n" for sign in told):
            raise Refused("The note cannot be read.")
        return cls(text + "\n", tuple(Signature.parse(line) for line in lines[:-1]))

    def to_bytes(self) -> bytes:
        """The note as it is kept and carried."""
        return "".join((self.text, "\n", *(signature.line for signature in self.signatures))).encode()

    def signed(self, *signatures: Signature) -> Note:
        """The same text with more signatures; one that stands there already is not repeated."""
        return replace(self, signatures=tuple(dict.fromkeys(self.signatures + signatures)))

    def verified(self, keys: Iterable[VerifierKey]) -> Mapping[VerifierKey, int]:
        """Which of ``keys`` signed, and when (0: the kind carries no time; the newest of several).

        Refused when none did, or when a signature by one of them does not hold.
        """
        known = {(key.name, key.id): key for key in keys}
        found: dict[VerifierKey, int] = {}
        for signature in self.signatures:
            key = known.get((signature.name, signature.key_id))
            if key is not None:
                found[key] = max(key.check(self.text, signature.data), found.get(key, 0))
        if not found:
            raise Refused("Nobody known here has signed the note.")
        return found

    def only(self, keys: Iterable[VerifierKey]) -> Note:
        """The note with nothing under it but what these keys signed, checked as ``verified`` does."""
        known = {(key.name, key.id) for key in self.verified(keys)}
        return replace(
            self, signatures=tuple(one for one in self.signatures if (one.name, one.key_id) in known)
        )


def sign(text: str, private: Ed25519PrivateKey, name: str) -> Signature:
    """The plain signature (kind 0x01) of ``name`` under ``text``."""
    _fit(text)
    return Signature(name, VerifierKey.of(private, name).id, private.sign(text.encode()))


def cosign(text: str, private: Ed25519PrivateKey, name: str, time: int) -> Signature:
    """The cosignature (kind 0x04) of witness ``name`` under a checkpoint's ``text``, at ``time`` (POSIX
    seconds).
    """
    _fit(text)
    data = time.to_bytes(_TIME, "big") + private.sign(_cosigned(text.encode(), time))
    return Signature(name, VerifierKey.of(private, name, COSIGNATURE).id, data)


def is_name(name: str) -> bool:
    """Whether a key may be called so."""
    return bool(name) and name.isprintable() and not any(sign.isspace() or sign == "+" for sign in name)


def _cosigned(text: bytes, time: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % time + text


def _fit(text: str) -> None:
    if not text.endswith("\n") or any(ord(sign) < ord(" ") and sign != "\n" for sign in text):
        raise Refused("The note cannot be read.")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unbase64(text: str) -> bytes:
    """The bytes, or none where the text is not base64 in its one canonical form."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if _base64(data) == text else b""
