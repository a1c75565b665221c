"""Locks: a few bytes under a passphrase or a slip's code. scrypt (RFC 7914) makes the key, ChaCha20-Poly1305 (RFC 8439) wraps.

``{"cipher", "format", "kdf", "n", "p", "proof", "r", "salt", "sealed"}``, as every format names its schemes (decision 0013).
``about`` says what the lock belongs to and is covered by it: a lock moved to another place does not open there. ``proof`` opens
to nothing: a lock whose content is destroyed still knows its secret.
"""

from __future__ import annotations

import base64
import binascii
import os
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "lianjian-lock/1"
KDF, CIPHER = "scrypt", "chacha20-poly1305"
COST = 1 << 15  # n; with r 8 a guess takes 32 MiB and a tenth of a second or more
DEAREST = 1 << 18  # most that a lock may ask for: a changed file must not eat a small box's memory
_R, _P = 8, 1
_SALT = 16  # bytes
_NONCE, _PROOF = (
    bytes(12),
    bytes(11) + b"\1",
)  # a key is made from a fresh salt for every lock, and used for these two


class Wrong(Exception):  # noqa: N818 - the word for what a person did
    """The passphrase or code does not open this lock."""


def lock(secret: str, data: bytes, about: str) -> dict[str, object]:
    """``data`` under ``secret``."""
    salt = os.urandom(_SALT)
    cipher = ChaCha20Poly1305(_key(secret, salt, COST))
    return {
        "cipher": CIPHER,
        "format": FORMAT,
        "kdf": KDF,
        "n": COST,
        "p": _P,
        "proof": cipher.encrypt(_PROOF, b"", _covered(about)).hex(),
        "r": _R,
        "salt": salt.hex(),
        "sealed": base64.b64encode(cipher.encrypt(_NONCE, data, _covered(about))).decode(),
    }


def emptied(told: Mapping[str, object]) -> dict[str, object]:
    """The lock without what it held."""
    return {name: value for name, value in told.items() if name != "sealed"}


def unlock(told: Mapping[str, object], secret: str, about: str) -> bytes:
    """What ``lock`` was given; nothing once it was emptied.

    Raises Wrong on another secret, Refused where it is no lock of ours.
    """
    try:
        schemes = (told["format"], told["kdf"], told["cipher"], told["r"], told["p"])
        cost = told["n"]
        if (
            schemes != (FORMAT, KDF, CIPHER, _R, _P)
            or type(cost) is not int
            or cost not in range(2, DEAREST + 1)
        ):
            raise ValueError(schemes)
        salt = bytes.fromhex(str(told["salt"]))
        proof = bytes.fromhex(str(told["proof"]))
        sealed = base64.b64decode(str(told["sealed"]), validate=True) if "sealed" in told else b""
        key = _key(secret, salt, cost)
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise Refused("A lock of this station cannot be read: its disk may be damaged.") from error
    try:
        cipher = ChaCha20Poly1305(key)
        cipher.decrypt(_PROOF, proof, _covered(about))
        return cipher.decrypt(_NONCE, sealed, _covered(about)) if sealed else b""
    except InvalidTag as error:
        raise Wrong from error


def spend(secret: str) -> None:
    """Take as long as a lock does, so that time does not tell whether there was one."""
    _key(secret, bytes(_SALT), COST)


def _key(secret: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=_R, p=_P).derive(secret.encode())


def _covered(about: str) -> bytes:
    return f"{FORMAT}\0{about}".encode()
