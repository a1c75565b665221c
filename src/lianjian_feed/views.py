"""What the hub has shown: for an edition's number, the digest over every organisation's signed catalogue.

Two who were shown different catalogues under one number hold the proof that the network's keys tell two truths,
for the signed files that name them can be verified by anybody who has the root. So stations keep what they saw,
hand it on, and compare. The digest is over what was signed for readers and not over the files: a new signature
or date under the same content makes no second truth of one.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lianjian_feed import layout
from lianjian_feed.refreshing import refresh, version_of
from lianjian_feed.refusals import NotThere, Refused
from lianjian_feed.schemes import digest
from lianjian_feed.statements import canonical
from lianjian_feed.trust import Trusted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lianjian_feed.refreshing import Edition

ROLES = 2000  # files in a proof


def digest_of(edition: Edition) -> str:
    """What an edition shows: organisations and the digests of their catalogues."""
    return digest(canonical({name: told.claim.digest for name, told in edition.told.items()}))


def proof_of(edition: Edition, files: Mapping[str, bytes]) -> bytes:
    """The signed files behind an edition in one: role to file, canonical JSON. ``files``: by role, verified."""
    roles = ["timestamp", "snapshot", "targets", *(layout.role_of(name) for name in edition.told)]
    return canonical({role: files[role].decode() for role in roles})


def verified(proof: bytes, roots: Iterable[bytes]) -> tuple[int, str] | None:
    """Number and digest of the edition that a proof shows, if under any of these roots it is the network's word,
    out of date or not; nothing otherwise. A proof may be a stranger's.
    """
    try:
        files = json.loads(proof)
        if not isinstance(files, dict) or len(files) > ROLES:
            return None
        held: dict[str, bytes] = {
            layout.metadata(role, version_of(text.encode()) or 0): text.encode()
            for role, text in files.items()
        }
    except (ValueError, AttributeError, RecursionError):
        return None

    def fetch(name: str, cap: int) -> bytes:
        if name not in held:
            raise NotThere("{path} is not there or cannot be read.", path=name)
        return held[name][: cap + 1]

    for root in roots:
        try:
            trusted = Trusted(root, now=datetime.now(UTC), accept_expired=True)
            edition = refresh(trusted, fetch, {})
        except Refused:
            continue
        return edition.number, digest_of(edition)
    return None
