"""One refresh: which files to ask for, in which order, with which caps. Still no I/O: ``fetch`` is an
argument.

Part of the trusted core. A station and the conformance client run this same code over different ``fetch``
functions.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tuf.api.metadata import Targets

from lianjian_feed import layout
from lianjian_feed.catalogue import MAX_ENTRIES, Claim, check_organisation
from lianjian_feed.refusals import NotThere, Refused, Unreachable
from lianjian_feed.schemes import DIGEST, TREE, is_digest
from lianjian_feed.trust import issued_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from tuf.api.metadata import DelegatedRole

    from lianjian_feed.trust import Trusted

    Fetch = Callable[[str, int], bytes]  # (path in the feed, most bytes to read) -> content

CAPS = {"root": 512_000, "timestamp": 16_384, "snapshot": 2_000_000, "targets": 4_000_000}
ORGANISATION_CAP = 64_000
MAX_ROOTS = 256  # rotations followed in one refresh
MAX_WORD = 80  # characters of a name
NAME = "x-name"  # signed display name of an organisation


@dataclass(frozen=True)
class Told:
    """What one organisation signed: its version, who signed, and what its catalogue must be."""

    organisation: str
    name: str
    version: int
    signers: tuple[str, ...]  # key ids of the role
    claim: Claim
    is_past: bool = False  # its signature is past its date: it signs no more, and what it said last stays


@dataclass(frozen=True)
class Edition:
    """A verified edition: its number, when it was signed and until when it is good, and every organisation's
    word.
    """

    number: int
    timestamp: int
    issued: datetime | None
    expires: datetime
    told: dict[str, Told]


def follow_roots(trusted: Trusted, fetch: Fetch) -> None:
    """Walk the chain of roots until there is no next one (5.3)."""
    for _ in range(MAX_ROOTS):
        try:
            data = fetch(layout.metadata("root", trusted.root.version + 1), CAPS["root"])
        except NotThere:
            break
        trusted.offer_root(data)
    trusted.settle_root()


def refresh(
    trusted: Trusted, fetch: Fetch, kept: Mapping[str, bytes], *, timestamp: bytes | None = None
) -> Edition:
    """Bring ``trusted`` up to the feed's newest edition and say what it is.

    ``kept`` are the files of an earlier run, by role: used where they still are what the snapshot names, so
    that an idle refresh costs one small file. ``timestamp``: its bytes where a poll has brought them already.
    """
    follow_snapshot(trusted, fetch, kept, timestamp=timestamp)
    assert trusted.timestamp is not None  # noqa: S101 - for the type checker; follow_snapshot sets it
    targets = obtain_role(trusted, "targets", "root", fetch, kept, lasting=True)
    told = {}
    if targets.delegations and targets.delegations.roles is None:
        raise Refused("The list of organisations has an entry of a kind not agreed: {name}.", name="succinct")
    for role in (targets.delegations.roles or {}).values() if targets.delegations else ():
        organisation = _organisation(role)
        # An organisation that signs no more stops no other: what it said last stays, marked, as long as a snapshot
        # in date lists this very version.
        signed = obtain_role(
            trusted, role.name, "targets", fetch, kept, cap=ORGANISATION_CAP, lasting=True, dated=False
        )
        word = _told(organisation, role, signed)
        told[organisation] = replace(word, is_past=trusted.is_past(signed))
    issued = issued_of(trusted.timestamp)
    number = trusted.timestamp.snapshot_meta.version
    return Edition(number, trusted.timestamp.version, issued, trusted.timestamp.expires, told)


def follow_snapshot(
    trusted: Trusted, fetch: Fetch, kept: Mapping[str, bytes], *, timestamp: bytes | None = None
) -> None:
    """Root, timestamp and snapshot (5.3-5.5), which every client follows alike."""
    follow_roots(trusted, fetch)
    offered = timestamp if timestamp is not None else fetch(layout.TIMESTAMP, CAPS["timestamp"])
    # A login page of a captive portal also answers 200: that is no attack, only no feed.
    if not offered.lstrip()[:1] == b"{":
        raise Unreachable("What answers there is not a feed (a login page, perhaps).")
    _offer_timestamp(trusted, offered, kept.get("timestamp"))
    assert trusted.timestamp is not None  # noqa: S101 - for the type checker; offer_timestamp sets it
    told_of = trusted.timestamp.snapshot_meta
    cap = min(told_of.length or CAPS["snapshot"], CAPS["snapshot"])
    _obtain("snapshot", told_of.version, fetch, kept, trusted.offer_snapshot, cap=cap)


def _offer_timestamp(trusted: Trusted, offered: bytes, held: bytes | None) -> None:
    """Offer the new timestamp; another one of the version held says nothing new, and the held one stays
    (5.4.3.1).
    """
    if held is not None and held != offered and version_of(held) == version_of(offered):
        try:
            trusted.offer_timestamp(held)
        except Refused:
            pass  # of other keys by now, or past its date: what the feed has decides
        else:
            return
    trusted.offer_timestamp(offered)


def obtain_role(
    trusted: Trusted,
    role: str,
    by: str,
    fetch: Fetch,
    kept: Mapping[str, bytes],
    *,
    cap: int = CAPS["targets"],
    lasting: bool = False,
    dated: bool = True,
) -> Targets:
    """The targets role ``role`` as ``by`` delegates it, in the version that the snapshot lists (5.6)."""
    assert trusted.snapshot is not None  # noqa: S101 - for the type checker; follow_snapshot offers it first
    meta = trusted.snapshot.meta.get(f"{role}.json")
    if meta is None:
        raise Refused("{role} was listed before and is missing now.", role=role)

    def offer(data: bytes) -> None:
        trusted.offer_delegated(role, data, by=by, lasting=lasting, dated=dated)

    _obtain(role, meta.version, fetch, kept, offer, cap=cap)
    found = trusted.delegators[role]
    assert isinstance(found, Targets)  # noqa: S101 - for the type checker; offer_delegated takes nothing else
    return found


def _obtain(
    role: str,
    version: int,
    fetch: Fetch,
    kept: Mapping[str, bytes],
    offer: Callable[[bytes], object],
    *,
    cap: int = 0,
) -> None:
    """Offer the kept file if it is that version, else fetch it."""
    held = kept.get(role)
    if held is not None and version_of(held) == version:
        try:
            offer(held)
        except Refused:
            pass  # other keys or other content by now: what the feed has decides
        else:
            return
    offer(fetch(layout.metadata(role, version), cap or CAPS[role]))


def version_of(held: bytes) -> int | None:
    """The version a signed file states, before anyone judged it; nothing where it states none."""
    try:
        found = json.loads(held)["signed"]["version"]
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, int) else None


def _organisation(role: DelegatedRole) -> str:
    """The organisation a delegation is for; any other kind is refused: nobody speaks for two."""
    organisation = role.name.removeprefix(layout.ROLE_PREFIX)
    check_organisation(organisation)
    if (
        role.name != layout.role_of(organisation)
        or role.paths != [layout.target_of(organisation)]
        or not role.terminating
    ):
        raise Refused(
            "The list of organisations has an entry of a kind not agreed: {name}.", name=role.name[:60]
        )
    return organisation


def _told(organisation: str, delegation: DelegatedRole, signed: Targets) -> Told:
    """Read an organisation's claim; it may speak of its own catalogue and of nothing else."""
    name = layout.target_of(organisation)
    target = signed.targets.get(name)
    if set(signed.targets) != {name} or target is None or signed.delegations is not None:
        raise Refused("{role} speaks of more than its own catalogue.", role=delegation.name)
    custom = target.custom
    try:
        claim = Claim(
            length=int(target.length),
            digest=target.hashes[DIGEST],
            entries=int(custom["n"]),
            total=int(custom["bytes"]),
            small=int(custom["small"]),
            tree=custom["tree"][TREE],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("{role} cannot be read.", role=delegation.name) from error
    numbers = (claim.entries, claim.total, claim.small, claim.length)
    if not (
        is_digest(claim.digest)
        and is_digest(claim.tree)
        and min(numbers) >= 0
        and claim.entries <= MAX_ENTRIES
    ):
        raise Refused("{role} cannot be read.", role=delegation.name)
    shown = delegation.unrecognized_fields.get(NAME)
    return Told(
        organisation=organisation,
        name=shown if isinstance(shown, str) and 0 < len(shown) <= MAX_WORD else organisation,
        version=signed.version,
        signers=tuple(delegation.keyids),
        claim=claim,
    )
