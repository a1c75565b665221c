"""A signed statement: what a station or a hub says in its own name, in one form for cards, letters and replies.

``{"format", "key", "scheme", "signature", "told"}`` as canonical JSON (keys sorted, no spaces, UTF-8). The signature
covers ``format``, a zero byte and the canonical JSON of ``told``: a statement of one form is never one of another.
A reader says which form it expects and how many bytes it will look at; whose key is right is the caller's to judge.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_KEY = re.compile("[0-9a-f]{64}")
_SIGNATURE = re.compile("[0-9a-f]{128}")
_PARTS = {"format", "key", "scheme", "signature", "told"}


@dataclass(frozen=True)
class Statement:
    """A statement whose signature fits its key: ``key`` is the raw Ed25519 public key in hex."""

    format: str
    key: str
    told: dict[str, Any]


def public_hex(private: Ed25519PrivateKey) -> str:
    """The raw public key of ``private`` in hex: how statements name who speaks."""
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def is_key(text: object) -> bool:
    """Whether ``text`` is a raw Ed25519 public key in lower-case hex."""
    return isinstance(text, str) and bool(_KEY.fullmatch(text))


def canonical(told: object) -> bytes:
    """The one spelling of a JSON value that is signed."""
    return json.dumps(
        told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def sign(form: str, told: Mapping[str, object], by: Ed25519PrivateKey) -> bytes:
    """Say ``told`` in the form ``form``."""
    signature = by.sign(_covered(form, told))
    whole = {
        "format": form,
        "key": public_hex(by),
        "scheme": SIGNATURE,
        "signature": signature.hex(),
        "told": told,
    }
    return canonical(whole)


def read(form: str, data: bytes, *, cap: int, key: str = "") -> Statement:
    """Check a statement of the form ``form``, of at most ``cap`` bytes, by ``key`` where one is expected.

    Raises Refused where it is of another form, too long, spelt otherwise than it was signed, or wrongly signed.
    """
    if len(data) > cap:
        raise Refused("A signed statement is longer than agreed.")
    try:
        whole = json.loads(data)
        if whole["format"] != form:
            raise Refused(
                "A statement is of the form {got}, not {form}: update this software first.",
                got=str(whole["format"])[:40],
                form=form,
            )
        fits = (
            set(whole) == _PARTS
            and whole["scheme"] == SIGNATURE
            and is_key(whole["key"])
            and isinstance(whole["signature"], str)
            and bool(_SIGNATURE.fullmatch(whole["signature"]))
            and isinstance(whole["told"], dict)
            and canonical(whole) == data
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused("A signed statement cannot be read.") from error
    if not fits:
        raise Refused("A signed statement cannot be read.")
    if key and whole["key"] != key:
        raise Refused("A statement is signed with another key than expected.")
    verifier = Ed25519PublicKey.from_public_bytes(bytes.fromhex(whole["key"]))
    try:
        verifier.verify(bytes.fromhex(whole["signature"]), _covered(form, whole["told"]))
    except InvalidSignature as error:
        raise Refused("A statement's signature does not fit.") from error
    return Statement(form, whole["key"], whole["told"])


def plain(data: bytes, form: str) -> dict[str, Any]:
    """Read canonical JSON of the form ``form`` that carries no signature of its own."""
    try:
        told = json.loads(data)
        if told["format"] != form or canonical(told) != data:
            raise ValueError(form)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused("A signed statement cannot be read.") from error
    return dict(told)


def strictly(told: Mapping[str, Any], form: str, **parts: Callable[[Any], bool]) -> None:
    """Refuse ``told`` unless it has exactly ``parts``, each as its check wants it."""
    for name in sorted(set(told) ^ set(parts)):
        raise Refused("Field {field} of {form} is not as agreed.", field=name[:40], form=form)
    for name, fits in parts.items():
        if not fits(told[name]):
            raise Refused("Field {field} of {form} is not as agreed.", field=name, form=form)


def _covered(form: str, told: Mapping[str, object]) -> bytes:
    return form.encode() + b"\0" + canonical(told)
