"""Locks: a few bytes under a passphrase or a slip's code. scrypt (RFC 7914) makes the key, ChaCha20-Poly1305 (RFC 8439) wraps.

``{"cipher", "format", "kdf", "n", "p", "r", "salt", "sealed"}``, as every format names its schemes (decision 0013). ``about`` says
what the lock belongs to and is covered by it: a lock moved to another place does not open there.
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
_NONCE = bytes(12)  # a key is made from a fresh salt for every lock, and used once


class Wrong(Exception):  # noqa: N818 - the word for what a person did
    """The passphrase or code does not open this lock."""


def lock(secret: str, data: bytes, about: str) -> dict[str, object]:
    """``data`` under ``secret``."""
    salt = os.urandom(_SALT)
    sealed = ChaCha20Poly1305(_key(secret, salt, COST)).encrypt(_NONCE, data, _covered(about))
    return {
        "cipher": CIPHER,
        "format": FORMAT,
        "kdf": KDF,
        "n": COST,
        "p": _P,
        "r": _R,
        "salt": salt.hex(),
        "sealed": base64.b64encode(sealed).decode(),
    }


def unlock(told: Mapping[str, object], secret: str, about: str) -> bytes:
    """What ``lock`` was given. Raises Wrong on another secret, Refused where it is no lock of ours."""
    try:
        schemes = (told["format"], told["kdf"], told["cipher"], told["r"], told["p"])
        cost = told["n"]
        if schemes != (FORMAT, KDF, CIPHER, _R, _P) or type(cost) is not int or not 2 <= cost <= DEAREST:
            raise ValueError(schemes)
        salt = bytes.fromhex(str(told["salt"]))
        sealed = base64.b64decode(str(told["sealed"]), validate=True)
        key = _key(secret, salt, cost)
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise Refused("A lock of this station cannot be read: its disk may be damaged.") from error
    try:
        return ChaCha20Poly1305(key).decrypt(_NONCE, sealed, _covered(about))
    except InvalidTag as error:
        raise Wrong from error


def spend(secret: str) -> None:
    """Take as long as a lock does, so that time does not tell whether there was one."""
    _key(secret, bytes(_SALT), COST)


def _key(secret: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=_R, p=_P).derive(secret.encode())


def _covered(about: str) -> bytes:
    return f"{FORMAT}\0{about}".encode()
