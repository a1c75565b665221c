"""Making TUF metadata: what the publisher signs, with which dates. The counterpart of ``trust``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization.json import JSONSerializer

from lianjian_feed import layout
from lianjian_feed.refreshing import NAME
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import DIGEST, digest
from lianjian_feed.trust import ISSUED, TIME_FORM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tuf.api.metadata import Key

    from lianjian_feed.catalogue import Claim
    from lianjian_feed.keys import KeyStore, RoleKey


@dataclass(frozen=True)
class Terms:
    """How long a signature is good for. A role is signed again once half of its term has passed."""

    root: timedelta = timedelta(days=730)
    targets: timedelta = timedelta(days=365)
    organisation: timedelta = timedelta(days=180)
    snapshot: timedelta = timedelta(days=30)
    timestamp: timedelta = timedelta(days=7)


@dataclass(frozen=True)
class Holding:
    """Who signs for a role: public keys, and how many of them must."""

    keys: tuple[Key, ...]
    threshold: int


def first_root(keys: KeyStore, expires: datetime) -> bytes:
    """The first root, which names the keys at hand and is signed by those of the root role."""
    root = Root(version=1, expires=expires)
    for role in ("root", "targets", "snapshot", "timestamp"):
        for key in _needed(keys, role):
            root.add_key(key.public, role)
    root.roles["root"].threshold = keys.root_threshold
    own = keys.keys("root")
    if len(own) < keys.root_threshold:
        raise Refused("{have} root keys are at hand of {need}.", have=len(own), need=keys.root_threshold)
    return signed(Metadata(root), own)


def sign_targets(
    keys: KeyStore,
    version: int,
    expires: datetime,
    names: Mapping[str, str],
    *,
    before: Targets | None = None,
    given: Mapping[str, Holding] | None = None,
) -> bytes:
    """The list of organisations: ``names`` maps each to the name readers see. One terminating role each.

    An organisation keeps the keys it has in the list ``before`` unless it is ``given`` others; a new one gets those
    at hand.
    """
    known, roles = {}, {}
    for organisation, name in sorted(names.items()):
        role = layout.role_of(organisation)
        holding = (given or {}).get(organisation) or holding_of(before, organisation)
        if holding is None:
            holding = Holding(tuple(key.public for key in _needed(keys, role)), 1)
        known.update({key.keyid: key for key in holding.keys})
        roles[role] = DelegatedRole(
            role,
            [key.keyid for key in holding.keys],
            holding.threshold,
            True,
            paths=[layout.target_of(organisation)],
            unrecognized_fields={NAME: name},
        )
    told = Targets(version=version, expires=expires, delegations=Delegations(known, roles))
    return signed(Metadata(told), _needed(keys, "targets"))


def holding_of(targets: Targets | None, organisation: str) -> Holding | None:
    """Which keys the list of organisations names for one; nothing where it names none."""
    if targets is None or targets.delegations is None:
        return None
    role = (targets.delegations.roles or {}).get(layout.role_of(organisation))
    if role is None:
        return None
    return Holding(tuple(targets.delegations.keys[keyid] for keyid in role.keyids), role.threshold)


def word_of(organisation: str, version: int, expires: datetime, claim: Claim) -> Metadata[Targets]:
    """An organisation's word on its own catalogue, not signed yet."""
    name = layout.target_of(organisation)
    target = TargetFile(claim.length, {DIGEST: claim.digest}, name, {"custom": claim.custom()})
    return Metadata(Targets(version=version, expires=expires, targets={name: target}))


def sign_organisation(
    keys: KeyStore, organisation: str, version: int, expires: datetime, claim: Claim
) -> bytes:
    """An organisation's word, signed with the keys of it that are at hand."""
    return signed(word_of(organisation, version, expires, claim), _needed(keys, layout.role_of(organisation)))


def sign_snapshot(keys: KeyStore, version: int, expires: datetime, versions: Mapping[str, int]) -> bytes:
    """Which version of every role belongs together.

    ``versions``: by role; a role once listed stays listed.
    """
    meta = {f"{role}.json": MetaFile(number) for role, number in sorted(versions.items())}
    return signed(Metadata(Snapshot(version=version, expires=expires, meta=meta)), _needed(keys, "snapshot"))


def sign_timestamp(
    keys: KeyStore, version: int, now: datetime, expires: datetime, *, snapshot: bytes, edition: int
) -> bytes:
    """The newest word: which snapshot counts, and when this was signed (``x-issued``)."""
    meta = MetaFile(edition, len(snapshot), {DIGEST: digest(snapshot)})
    issued = {ISSUED: now.astimezone(UTC).strftime(TIME_FORM)}
    told = Timestamp(version=version, expires=expires, snapshot_meta=meta, unrecognized_fields=issued)
    return signed(Metadata(told), _needed(keys, "timestamp"))


def _needed(keys: KeyStore, role: str) -> list[RoleKey]:
    held = keys.keys(role)
    if not held:
        raise Refused("The key of {role} is not at hand: bring the stick it is kept on.", role=role)
    return held


def signed(
    metadata: Metadata[Root] | Metadata[Targets] | Metadata[Snapshot] | Metadata[Timestamp],
    by: Iterable[RoleKey],
) -> bytes:
    """The metadata with the signatures it has and one of each key more."""
    for key in by:
        metadata.sign(key.signer, append=True)
    return metadata.to_bytes(JSONSerializer(compact=True))
