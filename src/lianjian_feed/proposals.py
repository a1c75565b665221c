"""Proposals: what the hub prepares and people sign, each on a machine of their own, before anything changes.

``lianjian-proposal/1`` is canonical JSON: ``{"before", "cards", "format", "kind", "made_at", "next", "organisation",
"signatures", "threshold", "why"}``. ``kind`` is ``root`` (``before``: the root in force, ``next``: the one to follow it) or
``organisation`` (``next``: the organisation's word on its catalogue; ``threshold`` 0 where its keys stay the same). ``before``
and ``next`` are TUF metadata as text; ``signatures`` are over the signed part of ``next``, by key id. Copies signed apart are
joined again. A proposal carries no secret, and changes nothing before it is applied.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from securesystemslib.signer import Signature
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Targets
from tuf.api.serialization.json import JSONSerializer

from lianjian_feed import statements
from lianjian_feed.cards import is_moment
from lianjian_feed.holders import Holder, number_of
from lianjian_feed.refusals import Refused
from lianjian_feed.signing import Holding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian_feed.keys import RoleKey

FORMAT = "lianjian-proposal/1"
KINDS = ("root", "organisation")
CAP = 1_000_000  # bytes
ONLINE = ("targets", "snapshot", "timestamp")


@dataclass(frozen=True)
class Need:
    """Signatures that are wanted: of whom, how many, and whose are there."""

    what: str
    threshold: int
    of: tuple[str, ...]  # key ids
    have: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        return len(self.have) >= self.threshold


@dataclass(frozen=True)
class Proposal:
    """A change that people are asked to sign."""

    kind: str
    made_at: str
    why: str
    before: bytes  # the root in force; empty where there is none yet
    next: bytes  # metadata without signatures
    cards: tuple[bytes, ...] = ()  # of the holders that it names, where they are known
    organisation: str = ""
    threshold: int = 0  # of an organisation that is given other keys
    signatures: tuple[tuple[str, str], ...] = ()  # key id, signature in hex

    @property
    def holders(self) -> list[Holder]:
        return [Holder.parse(card) for card in self.cards]

    @property
    def metadata(self) -> Metadata[Any]:
        """What is to be signed, with the signatures so far."""
        found: Metadata[Any] = Metadata.from_bytes(self.next)
        found.signatures = {keyid: Signature(keyid, told) for keyid, told in self.signatures}
        return found

    @property
    def signed(self) -> bytes:
        return self.metadata.to_bytes(JSONSerializer(compact=True))

    def needs(self, holding: Holding | None = None) -> list[Need]:
        """Whose signatures are wanted. ``holding``: the organisation's keys in force, where they stay the same."""
        if self.kind == "organisation":
            asked = self.holding or holding
            return [self._need("the organisation", asked.keys, asked.threshold)] if asked else []
        needs = []
        if self.before:
            needs.append(self._of_root("the root in force", Metadata.from_bytes(self.before).signed))
        needs.append(self._of_root("the next root", self.metadata.signed))
        return needs

    @property
    def holding(self) -> Holding | None:
        """The keys that it gives an organisation; nothing where they stay the same."""
        if not self.threshold:
            return None
        return Holding(tuple(holder.public for holder in self.holders), self.threshold)

    def _of_root(self, what: str, root: Root) -> Need:
        role = root.roles["root"]
        return self._need(what, [root.keys[keyid] for keyid in role.keyids], role.threshold)

    def _need(self, what: str, keys: Sequence[Any], threshold: int) -> Need:
        given = {keyid: Signature(keyid, told) for keyid, told in self.signatures}
        body = self.metadata.signed_bytes
        have = tuple(key.keyid for key in keys if key.keyid in given and _fits(key, given[key.keyid], body))
        return Need(what, threshold, tuple(key.keyid for key in keys), have)

    def sign(self, key: RoleKey, holding: Holding | None = None) -> Proposal:
        """The proposal with this key's signature; refused for a key whose signature nobody wants."""
        keyid = key.public.keyid
        wanted = self.needs(holding)
        # Whose keys an organisation has is known at the hub only: there it is judged when it is applied.
        if wanted and not any(keyid in need.of for need in wanted):
            raise Refused("Nobody asks for a signature of the key on this stick.")
        made = key.signer.sign(self.metadata.signed_bytes)
        return replace(
            self, signatures=tuple(sorted({**dict(self.signatures), keyid: made.signature}.items()))
        )

    def joined(self, other: Proposal) -> Proposal:
        """Both copies' signatures; refused where they are not copies of one proposal."""
        if replace(self, signatures=()) != replace(other, signatures=()):
            raise Refused("These are not copies of one proposal.")
        told = {**dict(self.signatures), **dict(other.signatures)}
        return replace(self, signatures=tuple(sorted(told.items())))

    def to_bytes(self) -> bytes:
        return statements.canonical(
            {
                "before": self.before.decode(),
                "cards": [card.decode() for card in self.cards],
                "format": FORMAT,
                "kind": self.kind,
                "made_at": self.made_at,
                "next": self.next.decode(),
                "organisation": self.organisation,
                "signatures": dict(self.signatures),
                "threshold": self.threshold,
                "why": self.why,
            }
        )

    @classmethod
    def parse(cls, data: bytes) -> Proposal:
        """Read a proposal; Refused where it is none."""
        if len(data) > CAP:
            raise Refused("The proposal cannot be read.")
        told = statements.plain(data, FORMAT)
        told.pop("format")
        statements.strictly(
            told,
            FORMAT,
            before=_is_text,
            cards=lambda v: isinstance(v, list) and len(v) <= 64 and all(map(_is_text, v)),  # noqa: PLR2004 - plenty
            kind=lambda v: v in KINDS,
            made_at=is_moment,
            next=_is_text,
            organisation=_is_text,
            signatures=lambda v: isinstance(v, dict) and all(map(_is_text, v.values())),
            threshold=lambda v: type(v) is int and 0 <= v <= 64,  # noqa: PLR2004 - plenty
            why=_is_text,
        )
        found = cls(
            kind=told["kind"],
            made_at=told["made_at"],
            why=told["why"],
            before=told["before"].encode(),
            next=told["next"].encode(),
            cards=tuple(card.encode() for card in told["cards"]),
            organisation=told["organisation"],
            threshold=told["threshold"],
            signatures=tuple(sorted(told["signatures"].items())),
        )
        found.check()
        return found

    def check(self) -> None:
        """Refuse what is not of the kind that it says."""
        kind = Root if self.kind == "root" else Targets
        try:
            is_good = isinstance(self.metadata.signed, kind) and bool(self.metadata.signed_bytes)
            if self.before:
                is_good = is_good and isinstance(Metadata.from_bytes(self.before).signed, Root)
            is_good = is_good and self.holders is not None
        except (RepositoryError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Refused("The proposal cannot be read.") from error
        if not is_good:
            raise Refused("The proposal cannot be read.")


def changes(proposal: Proposal) -> list[tuple[str, dict[str, Any]]]:
    """What it would change, as sentences with their values: a holder reads this before signing."""
    if proposal.kind == "organisation":
        version = proposal.metadata.signed.version
        told: list[tuple[str, dict[str, Any]]] = [
            (
                "{name} says what it publishes, version {version}",
                {"name": proposal.organisation, "version": version},
            )
        ]
        if proposal.holding:
            told.append(
                (
                    "from now on {threshold} of {count} keys sign for {name}",
                    {
                        "threshold": proposal.threshold,
                        "count": len(proposal.holding.keys),
                        "name": proposal.organisation,
                    },
                )
            )
        return told + [
            ("key in: {number}", {"number": _shown(key)}) for key in (proposal.holding or Holding((), 0)).keys
        ]
    new: Root = proposal.metadata.signed
    old: Root | None = Metadata.from_bytes(proposal.before).signed if proposal.before else None
    told = [
        ("root {version}, good until {until}", {"version": new.version, "until": f"{new.expires:%Y-%m-%d}"})
    ]
    now, then = new.roles["root"], old.roles["root"] if old else None
    told.append(
        ("{threshold} of {count} holders must sign", {"threshold": now.threshold, "count": len(now.keyids)})
    )
    names = {holder.public.keyid: holder.name for holder in proposal.holders}
    # Every holder is named, not only what differs: whoever wrote the proposal also wrote the root it starts from.
    for keyid in now.keyids:
        number = _shown(new.keys[keyid])
        is_new = then is None or keyid not in then.keyids
        sentence = "holder in: {name}, {number}" if is_new else "holder stays: {name}, {number}"
        told.append((sentence, {"name": names.get(keyid, "?"), "number": number}))
    if old is not None and then is not None:
        told += [
            ("holder out: {number}", {"number": _shown(old.keys[keyid])})
            for keyid in then.keyids
            if keyid not in now.keyids
        ]
        told += [
            ("new key for {role}", {"role": role})
            for role in ONLINE
            if set(new.roles[role].keyids) != set(old.roles[role].keyids)
        ]
    return told


def _shown(key: Any) -> str:
    return number_of(str(key.keyval["public"]))


def _fits(key: Any, signature: Signature, body: bytes) -> bool:
    try:
        key.verify_signature(signature, body)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it does not count
        return False
    return True


def _is_text(told: object) -> bool:
    return isinstance(told, str)


def read_json(data: bytes) -> dict[str, Any]:
    """A file of one of these forms, to see which."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Refused("The proposal cannot be read.") from error
    if not isinstance(told, dict):
        raise Refused("The proposal cannot be read.")
    return told
