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
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

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


def sign_root(keys: KeyStore, version: int, expires: datetime, *, also: Sequence[RoleKey] = ()) -> bytes:
    """A root naming the keys at hand. ``also``: keys of the root before, which must agree to a change."""
    root = Root(version=version, expires=expires)
    for role in ("root", "targets", "snapshot", "timestamp"):
        for key in _needed(keys, role):
            root.add_key(key.public, role)
    root.roles["root"].threshold = keys.root_threshold
    own = _needed(keys, "root")
    if len(own) < keys.root_threshold:
        raise Refused("{have} root keys are at hand of {need}.", have=len(own), need=keys.root_threshold)
    signers = {key.public.keyid: key for key in [*own, *also]}
    return _signed(Metadata(root), signers.values())


def sign_targets(keys: KeyStore, version: int, expires: datetime, names: Mapping[str, str]) -> bytes:
    """The list of organisations: ``names`` maps each to the name readers see. One terminating role each."""
    known, roles = {}, {}
    for organisation, name in sorted(names.items()):
        role = layout.role_of(organisation)
        held = _needed(keys, role)
        known.update({key.public.keyid: key.public for key in held})
        roles[role] = DelegatedRole(
            role,
            [key.public.keyid for key in held],
            1,
            True,
            paths=[layout.target_of(organisation)],
            unrecognized_fields={NAME: name},
        )
    signed = Targets(version=version, expires=expires, delegations=Delegations(known, roles))
    return _signed(Metadata(signed), _needed(keys, "targets"))


def sign_organisation(
    keys: KeyStore, organisation: str, version: int, expires: datetime, claim: Claim
) -> bytes:
    """An organisation's word on its own catalogue."""
    name = layout.target_of(organisation)
    target = TargetFile(claim.length, {DIGEST: claim.digest}, name, {"custom": claim.custom()})
    signed = Targets(version=version, expires=expires, targets={name: target})
    return _signed(Metadata(signed), _needed(keys, layout.role_of(organisation)))


def sign_snapshot(keys: KeyStore, version: int, expires: datetime, versions: Mapping[str, int]) -> bytes:
    """Which version of every role belongs together.

    ``versions``: by role; a role once listed stays listed.
    """
    meta = {f"{role}.json": MetaFile(number) for role, number in sorted(versions.items())}
    return _signed(Metadata(Snapshot(version=version, expires=expires, meta=meta)), _needed(keys, "snapshot"))


def sign_timestamp(
    keys: KeyStore, version: int, now: datetime, expires: datetime, *, snapshot: bytes, edition: int
) -> bytes:
    """The newest word: which snapshot counts, and when this was signed (``x-issued``)."""
    meta = MetaFile(edition, len(snapshot), {DIGEST: digest(snapshot)})
    issued = {ISSUED: now.astimezone(UTC).strftime(TIME_FORM)}
    signed = Timestamp(version=version, expires=expires, snapshot_meta=meta, unrecognized_fields=issued)
    return _signed(Metadata(signed), _needed(keys, "timestamp"))


def _needed(keys: KeyStore, role: str) -> list[RoleKey]:
    held = keys.keys(role)
    if not held:
        raise Refused("The key of {role} is not at hand: bring the stick it is kept on.", role=role)
    return held


def _signed(
    metadata: Metadata[Root] | Metadata[Targets] | Metadata[Snapshot] | Metadata[Timestamp],
    by: Iterable[RoleKey],
) -> bytes:
    for key in by:
        metadata.sign(key.signer, append=True)
    return metadata.to_bytes(JSONSerializer(compact=True))
