"""Which algorithms a format may name, and which of them this release accepts.

Every signed or hashed thing names its scheme (decision 0013): keys in TUF metadata (``keytype``/``scheme``),
digests (``hashes``, the first line of a catalogue, the header of a pack), key files, Merkle roots. A new
scheme is added here and nowhere else; a station refuses what it does not know instead of guessing.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from tuf.api.metadata import Key

DIGEST = "sha256"
SIGNATURE = "ed25519"
TREE = "rfc6962-sha256"
_HEX_DIGEST = re.compile("[0-9a-f]{64}")

#: Signature schemes whose signatures count. ``sm2-sm3`` joins when a verifier for it ships (decision 0013).
SIGNATURES = frozenset({"ed25519"})


def digest(data: bytes) -> str:
    """Hex digest of ``data`` in the scheme of this release."""
    return hashlib.sha256(data).hexdigest()


def digest_of_file(path: Path) -> str:
    """The same of a file, without holding it in memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, DIGEST).hexdigest()


def is_digest(text: object) -> bool:
    """Whether ``text`` is a lower-case hexadecimal sha256."""
    return isinstance(text, str) and bool(_HEX_DIGEST.fullmatch(text))


def require_digest_scheme(name: object) -> None:
    """Refuse a digest scheme this release cannot compute."""
    if name != DIGEST:
        raise Refused("Unknown digest scheme {name}: update this software first.", name=str(name)[:40])


def counts(key: Key, accepted: frozenset[str]) -> bool:
    """Whether signatures made with ``key`` count."""
    return key.scheme in accepted
