"""The trusted core: what a station believes, and why. Pure: no clock, no file, no socket.

Rules are those of The Update Framework's client workflow (specification 1.0.31, section 5.3-5.6) on
python-tuf's public ``tuf.api.metadata``; numbers in comments name its steps. What differs, and why:

* **Floors.** Instead of comparing with cached files (an emptied cache accepts version 1 after 4), every
  version ever accepted is remembered apart, under the role *and the key sets that could have raised it*.
  Rotating the timestamp or snapshot keys therefore starts new floors, which is 5.3.11's recovery from a
  fast-forward, and no floor ever locks a station out. A role that was listed under the same key sets must
  stay listed.
* **Distinct keys.** A threshold counts public keys, not key names.
* **Schemes.** Signatures of a scheme this release does not accept do not count.
* **Clock.** A timestamp also says when it was signed. A box whose clock was reset (no battery, 1970) never judges
  dates from before the newest such time; the memory of it is a floor like the others.
* **Stale.** With ``accept_expired`` (a person confirmed it, from a stick) dates are not judged; versions
  still are.

Order: ``offer_root``* -> ``settle_root`` -> ``offer_timestamp`` -> ``offer_snapshot`` -> ``offer_delegated``*.
A call either takes the file in, with its floors, or raises and changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from tuf.api.exceptions import LengthOrHashMismatchError, RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from lianjian_feed.refusals import Expired, Refused
from lianjian_feed.schemes import SIGNATURES, counts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuf.api.metadata import MetaFile, Role

Signed = TypeVar("Signed", Root, Timestamp, Snapshot, Targets)
Floor = tuple[str, str]  # (what, key set)
ISSUED = "x-issued"  # a timestamp's field: when it was signed, UTC
TIME_FORM = "%Y-%m-%dT%H:%M:%SZ"


def keyset(*roles: Role) -> str:
    """A short name for exactly these keys and thresholds."""
    told = json.dumps([[sorted(role.keyids), role.threshold] for role in roles])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


class Trusted:
    """What has been verified so far.

    ``accepted`` and ``floors`` are for the caller to keep, also after a refusal.
    """

    def __init__(
        self,
        root: bytes,
        *,
        now: datetime,
        floors: Mapping[Floor, int] | None = None,
        accept_expired: bool = False,
        schemes: frozenset[str] = SIGNATURES,
    ) -> None:
        """``root`` is trusted as it is (shipped, or kept by an earlier run): it need only be whole and signed
        by itself.
        """
        self._now, self._accept_expired, self._schemes = now, accept_expired, schemes
        self.floors: dict[Floor, int] = dict(floors or {})
        self.accepted: dict[str, bytes] = {"root": root}
        first = _read(Root, "root", root)
        self._judge_signatures(first.signed, "root", first)
        self.root = first.signed
        self.timestamp: Timestamp | None = None
        self.snapshot: Snapshot | None = None
        self.delegators: dict[str, Root | Targets] = {"root": self.root}
        self.roots: dict[int, bytes] = {self.root.version: root}
        self._settled = False

    # -- 5.3 root

    def offer_root(self, data: bytes) -> None:
        """The next root: signed by the one held and by itself (5.3.4), one version on (5.3.5)."""
        self._in_order(not self._settled)
        new = _read(Root, "root", data)
        self._judge_signatures(self.root, "root", new)
        if new.signed.version != self.root.version + 1:
            raise Refused(
                "Root {got} does not follow root {held}.", got=new.signed.version, held=self.root.version
            )
        self._judge_signatures(new.signed, "root", new)
        self.root = self.delegators["root"] = new.signed
        self.accepted["root"] = self.roots[new.signed.version] = data

    def settle_root(self) -> None:
        """No newer root is to be had. It must be as new as any seen before, and in date (5.3.10)."""
        self._in_order(not self._settled)
        self._above_floor(("root", ""), self.root.version, "root")
        seen = datetime.fromtimestamp(self.floors.get(("clock", self.online), 0), UTC)
        self._now = max(self._now, seen)
        self._in_date(self.root, "root")
        self._settled = True
        self._raise(("root", ""), self.root.version)

    @property
    def online(self) -> str:
        """The key set of timestamp and snapshot together: what an attacker of the online keys could have
        raised.
        """
        return keyset(self.root.roles["timestamp"], self.root.roles["snapshot"])

    # -- 5.4 timestamp

    def offer_timestamp(self, data: bytes) -> None:
        """Neither its version nor the snapshot version it names may sink (5.4.3); in date (5.4.4)."""
        self._in_order(self._settled and self.snapshot is None)
        new = _read(Timestamp, "timestamp", data)
        self._judge_signatures(self.root, "timestamp", new)
        self._above_floor(("timestamp", self.online), new.signed.version, "timestamp")
        self._above_floor(("snapshot", self.online), new.signed.snapshot_meta.version, "snapshot")
        self._in_date(new.signed, "timestamp")
        self.timestamp, self.accepted["timestamp"] = new.signed, data
        self._raise(("timestamp", self.online), new.signed.version)
        self._raise(("snapshot", self.online), new.signed.snapshot_meta.version)
        if issued := issued_of(new.signed):
            self._raise(("clock", self.online), int(issued.timestamp()))

    # -- 5.5 snapshot

    def offer_snapshot(self, data: bytes) -> None:
        """As the timestamp says (5.5.2, 5.5.4); no listed role sinks or goes missing (5.5.5); in date."""
        self._in_order(self.timestamp is not None and self.snapshot is None)
        assert self.timestamp is not None  # noqa: S101 - for the type checker; judged in the line above
        _match(self.timestamp.snapshot_meta, data, "snapshot")
        new = _read(Snapshot, "snapshot", data)
        self._judge_signatures(self.root, "snapshot", new)
        if new.signed.version != self.timestamp.snapshot_meta.version:
            raise Refused("{role} is not the version its signer names.", role="snapshot")
        listed = {name: meta.version for name, meta in new.signed.meta.items()}
        for (what, keys), version in self.floors.items():
            if keys == self.online and what.endswith(".json"):
                if what not in listed:
                    raise Refused(
                        "{role} was listed before and is missing now.", role=what.removesuffix(".json")
                    )
                self._above_floor((what, keys), listed[what], what.removesuffix(".json"), at_least=version)
        self._in_date(new.signed, "snapshot")
        self.snapshot, self.accepted["snapshot"] = new.signed, data
        for what, version in listed.items():
            self._raise((what, self.online), version)

    # -- 5.6 targets

    def offer_delegated(
        self, role: str, data: bytes, *, by: str, lasting: bool = False, dated: bool = True
    ) -> Targets:
        """A role's own word: as the snapshot lists it (5.6.2, 5.6.4), signed as its delegator asks (5.6.3),
        in date (5.6.5).

        ``lasting``: its version may not sink either as long as the role keeps its own keys, also where the
        online keys were changed meanwhile and the snapshot's floors began anew. The specification knows no
        such floor; stations ask for it. ``dated``: past its date it is refused; stations waive this for
        organisations, of which one in trouble must not stop the others, and mark them.
        """
        self._in_order(self.snapshot is not None and by in self.delegators)
        assert self.snapshot is not None  # noqa: S101 - for the type checker; judged in the line above
        meta = self.snapshot.meta.get(f"{role}.json")
        if meta is None:
            raise Refused("{role} was listed before and is missing now.", role=role)
        _match(meta, data, role)
        new = _read(Targets, role, data)
        delegator = self.delegators[by]
        self._judge_signatures(delegator, role, new)
        if new.signed.version != meta.version:
            raise Refused("{role} is not the version its signer names.", role=role)
        own = (role, keyset(delegator.get_delegated_role(role)))
        if lasting:
            self._above_floor(own, new.signed.version, role)
        if dated:
            self._in_date(new.signed, role)
        self.delegators[role], self.accepted[role] = new.signed, data
        if lasting:
            self._raise(own, new.signed.version)
        return new.signed

    # -- judging

    def _judge_signatures(self, delegator: Root | Targets, role: str, new: Metadata[Signed]) -> None:
        try:
            result = delegator.get_verification_result(role, new.signed_bytes, new.signatures)
        except (ValueError, RepositoryError) as error:
            raise Refused("Nobody may sign {role}.", role=role) from error
        signers = {
            json.dumps(key.keyval, sort_keys=True)
            for key in result.signed.values()
            if counts(key, self._schemes)
        }
        if len(signers) < result.threshold:
            raise Refused(
                "{role} carries {have} valid signatures of {need}.",
                role=role,
                have=len(signers),
                need=result.threshold,
            )

    def _above_floor(self, floor: Floor, version: int, role: str, *, at_least: int | None = None) -> None:
        held = self.floors.get(floor, 0) if at_least is None else at_least
        if version < held:
            raise Refused(
                "{role} is version {got}, older than {held} seen before.", role=role, got=version, held=held
            )

    def _raise(self, floor: Floor, version: int) -> None:
        self.floors[floor] = max(version, self.floors.get(floor, 0))

    def is_past(self, signed: Root | Timestamp | Snapshot | Targets) -> bool:
        """Whether a signature is past its date, by the clock here or the newest signed time seen."""
        return signed.is_expired(self._now)

    def _in_date(self, signed: Root | Timestamp | Snapshot | Targets, role: str) -> None:
        if self.is_past(signed) and not self._accept_expired:
            raise Expired(
                "{role} ran out on {expires}; the clock here says {now}.",
                role=role,
                expires=f"{signed.expires:%Y-%m-%d}",
                now=f"{self._now:%Y-%m-%d}",
            )

    @staticmethod
    def _in_order(fact: object) -> None:
        if not fact:
            raise RuntimeError("metadata offered out of order")


def issued_of(timestamp: Timestamp) -> datetime | None:
    """When a timestamp says it was signed; nothing where it does not say, or says later than it is good for."""
    try:
        told = str(timestamp.unrecognized_fields[ISSUED])
        issued = datetime.strptime(told, TIME_FORM).replace(tzinfo=UTC)
    except (KeyError, ValueError):
        return None
    return issued if issued <= timestamp.expires else None


def _read(kind: type[Signed], role: str, data: bytes) -> Metadata[Signed]:
    """Parse; whatever goes wrong inside a parser fed by a stranger is a refusal."""
    try:
        found: Metadata[Signed] = Metadata.from_bytes(data)
        found.signed_bytes  # noqa: B018 - canonical form must exist before anyone judges signatures over it
    except (RepositoryError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused("{role} cannot be read.", role=role) from error
    if not isinstance(found.signed, kind) or type(found.signed.version) is not int:
        raise Refused("{role} cannot be read.", role=role)
    return found


def _match(meta: MetaFile, data: bytes, role: str) -> None:
    try:
        meta.verify_length_and_hashes(data)
    except LengthOrHashMismatchError as error:
        raise Refused("{role} is not the version its signer names.", role=role) from error
