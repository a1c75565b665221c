"""Secrets sealed at rest: AES-256-GCM (NIST SP 800-38D), bound to the thing they belong to."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM = "1"
NONCE_BYTES = 12
KEY_BYTES = 32


class SealBrokenError(ValueError):
    """What is sealed cannot be opened: another key, another owner, or changed bytes."""


def seal(values: Mapping[str, str], *, key: bytes, owner: str, nonce: bytes) -> str:
    """Seal ``values`` for the thing called ``owner``. ``nonce`` is 12 random bytes, never used twice with one key."""
    plain = json.dumps(dict(values), ensure_ascii=False, sort_keys=True).encode()
    body = base64.urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, plain, owner.encode()))
    return f"{FORM}:{body.decode()}"


def unseal(sealed: str, *, key: bytes, owner: str) -> dict[str, str]:
    """The values again. Raises SealBrokenError."""
    form, _, body = sealed.partition(":")
    try:
        raw = base64.urlsafe_b64decode(body)
        plain = AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], owner.encode())
        values = json.loads(plain)
    except (InvalidTag, ValueError) as broken:
        msg = f"the credentials of {owner} cannot be opened"
        raise SealBrokenError(msg) from broken
    if form != FORM or not isinstance(values, dict):
        msg = f"the credentials of {owner} have an unknown form"
        raise SealBrokenError(msg)
    return {str(name): str(value) for name, value in values.items()}
