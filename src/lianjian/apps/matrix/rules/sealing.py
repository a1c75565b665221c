"""Credentials sealed at rest, bound to the outlet they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.kernel import sealed
from lianjian.kernel.sealed import KEY_BYTES, NONCE_BYTES, SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KEY_BYTES", "NONCE_BYTES", "SealBrokenError", "seal", "unseal"]


def seal(values: Mapping[str, str], *, key: bytes, outlet: str, nonce: bytes) -> str:
    """Seal ``values`` for the outlet called ``outlet``. ``nonce`` is 12 random bytes, never used twice with
    one key."""
    return sealed.seal(values, key=key, owner=outlet, nonce=nonce)


def unseal(text: str, *, key: bytes, outlet: str) -> dict[str, str]:
    """The values again. Raises SealBrokenError."""
    return sealed.unseal(text, key=key, owner=outlet)
