"""Changing who signs: the hub's own keys at once, and those of holders through a proposal that they sign.

Every change is judged before it is kept by the very code with which stations judge it (``trust``). It is committed to the
publisher's record first and to the key files after; the next publication carries it to readers. New private keys wait as
``.next`` files until a root names them, so that a run cut short anywhere leaves keys that can sign.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tuf.api.metadata import Metadata, Root, Targets
from tuf.api.serialization.json import JSONSerializer

from lianjian_feed import layout, signing, waiting
from lianjian_feed.catalogue import Catalogue, check_organisation
from lianjian_feed.durable import make_directory, write_file
from lianjian_feed.holders import Holder
from lianjian_feed.keys import ONLINE
from lianjian_feed.memory import RECORD, Memory, alone
from lianjian_feed.proposals import Proposal
from lianjian_feed.refusals import Refused
from lianjian_feed.trust import Trusted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import timedelta

    from securesystemslib.signer import Key

    from lianjian_feed.keys import KeyStore

ROLES = ("root", *ONLINE)
HOLDERS = "holders"  # beside the keys: the cards of holders, by key id


def root_of(memory: Memory) -> Root:
    """The root in force. Refused where there is none yet."""
    version, held = memory.newest("root")
    if not version:
        raise Refused("There is no root yet: publish, or hold a ceremony.")
    found: Metadata[Root] = Metadata.from_bytes(held)
    return found.signed


def targets_of(memory: Memory) -> Targets | None:
    """The list of organisations in force, if there is one."""
    version, held = memory.newest("targets")
    if not version:
        return None
    found: Metadata[Targets] = Metadata.from_bytes(held)
    return found.signed


def as_named(keys: KeyStore, memory: Memory) -> KeyStore:
    """The store with exactly those keys of the online roles that the root in force names; waiting ones are adopted."""
    root = root_of(memory)
    for role in ONLINE:
        keys.adopt(role, root.roles[role].keyids)
    return keys.naming({role: root.roles[role].keyids for role in ONLINE})


def next_root(
    root: Root,
    expires: datetime,
    named: Mapping[str, Sequence[Key]] | None = None,
    *,
    threshold: int | None = None,
) -> Root:
    """The root to follow ``root``: the same, but for the roles ``named`` with these keys, and the root's threshold."""
    made = Root(version=root.version + 1, expires=expires)
    for role in ROLES:
        old = [root.keys[keyid] for keyid in root.roles[role].keyids]
        for key in (named or {}).get(role, old):
            made.add_key(key, role)
        made.roles[role].threshold = root.roles[role].threshold
    if threshold is not None:
        made.roles["root"].threshold = threshold
    _check_threshold(made.roles["root"].threshold, len(made.roles["root"].keyids))
    return made


class Changing:
    """Changes over one key store, under its lock."""

    def __init__(
        self,
        keys: KeyStore,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        terms: signing.Terms | None = None,
    ) -> None:
        self._keys, self._now = keys, now
        self._terms = terms or signing.Terms()

    # -- with the keys at hand

    def rotate(self, role: str) -> None:
        """Give a role new keys in place of its old ones; refused where holders must agree first."""
        with self._alone() as memory:
            if role.startswith(layout.ROLE_PREFIX):
                self._rotate_organisation(memory, role)
                return
            root = root_of(memory)
            own = self._keys.keys("root", root.roles["root"].keyids)
            need = root.roles["root"].threshold
            if len(own) < need:
                raise Refused(
                    "{have} root keys are at hand of {need}: make a proposal and have it signed.",
                    have=len(own),
                    need=need,
                )
            new = [self._keys.add(role, ending="next") for _ in root.roles[role].keyids]
            made = next_root(root, self._until(self._terms.root), {role: [key.public for key in new]})
            signers = {key.public.keyid: key for key in [*own, *(new if role == "root" else [])]}
            self._keep_root(memory, signing.signed(Metadata(made), signers.values()))

    def _rotate_organisation(self, memory: Memory, role: str) -> None:
        organisation = role.removeprefix(layout.ROLE_PREFIX)
        if organisation not in memory.names():
            raise Refused("{name} is not in the list of organisations.", name=organisation)
        new = self._keys.add(role)
        self._keep_targets(memory, {organisation: signing.Holding((new.public,), 1)})
        self._keys.settle(role, [new.public.keyid])

    def drop(self, organisation: str) -> None:
        """Take an organisation from the list: its key is lost or stolen, and it has no new one yet.

        Stations show nothing of it after their next refresh, whoever signs with the old key.
        """
        with self._alone() as memory:
            names = memory.names()
            if organisation not in names:
                raise Refused("{name} is not in the list of organisations.", name=organisation)
            with memory.transaction():
                memory.keep_dropped({**memory.dropped(), organisation: names.pop(organisation)})
                memory.keep_names(names)
                self._sign_targets(memory, {})
            self._keys.settle(layout.role_of(organisation), [])

    def is_held_here(self, organisation: str) -> bool:
        """Whether the keys at hand are enough to sign for the organisation, or were and are lost."""
        with self._alone() as memory:
            holding = signing.holding_of(targets_of(memory), organisation)
            if holding is None:
                raise Refused("{name} is not in the list of organisations.", name=organisation)
            return not (self._keys.path / HOLDERS / f"{holding.keys[0].keyid}.card").exists()

    # -- with the signatures of holders

    def ceremony(self, holders: Sequence[Holder], threshold: int, *, why: str = "") -> Proposal:
        """A root of these holders and of nobody else. Where there is a root already, its keys must agree."""
        _check_threshold(threshold, len(holders))
        with self._alone() as memory:
            version, _ = memory.newest("root")
            if version:
                root = root_of(memory)
                return self._proposed(memory, root, [h.public for h in holders], threshold, (), holders, why)
            made = Root(version=1, expires=self._until(self._terms.root))
            for role in ONLINE:
                for key in self._keys.keys(role):
                    made.add_key(key.public, role)
            for holder in holders:
                made.add_key(holder.public, "root")
            made.roles["root"].threshold = threshold
            return self._of_root(b"", made, holders, why)

    def propose(
        self,
        *,
        add: Sequence[Holder] = (),
        remove: Sequence[str] = (),
        threshold: int | None = None,
        rotate: Sequence[str] = (),
        why: str = "",
    ) -> Proposal:
        """The next root: holders in and out (by key id), another threshold, new keys for online roles."""
        with self._alone() as memory:
            root = root_of(memory)
            kept = [root.keys[keyid] for keyid in root.roles["root"].keyids if keyid not in remove]
            need = root.roles["root"].threshold if threshold is None else threshold
            cards = [*self._cards_of(kept), *add]
            return self._proposed(memory, root, [*kept, *(h.public for h in add)], need, rotate, cards, why)

    def _proposed(
        self,
        memory: Memory,
        root: Root,
        holders: list[Key],
        threshold: int,
        rotate: Sequence[str],
        cards: Sequence[Holder],
        why: str,
    ) -> Proposal:
        _check_threshold(threshold, len({key.keyid for key in holders}))
        named: dict[str, Sequence[Key]] = {"root": holders}
        for role in rotate:
            new = [self._keys.add(role, ending="next") for _ in root.roles[role].keyids]
            named[role] = [key.public for key in new]
        made = next_root(root, self._until(self._terms.root), named, threshold=threshold)
        proposal = self._of_root(memory.newest("root")[1], made, cards, why)
        for key in self._keys.keys("root", root.roles["root"].keyids):
            proposal = proposal.sign(key)
        return proposal

    def _of_root(self, before: bytes, made: Root, cards: Sequence[Holder], why: str) -> Proposal:
        return Proposal(
            kind="root",
            made_at=self._now().isoformat(timespec="seconds"),
            why=why,
            before=before,
            next=Metadata(made).to_bytes(JSONSerializer(compact=True)),
            cards=tuple(holder.data for holder in cards),
        )

    def entrust(
        self, organisation: str, holders: Sequence[Holder], threshold: int, *, why: str = ""
    ) -> Proposal:
        """An organisation's own keys, held by its own people: its word as it stands, for them to sign."""
        check_organisation(organisation)
        _check_threshold(threshold, len(holders))
        with self._alone() as memory:
            held = memory.view(memory.newest("snapshot")[0]).get(organisation)
            claim = (held or Catalogue.of(organisation, [])).claim()
            version = memory.newest(layout.role_of(organisation))[0] + 1
            word = signing.word_of(organisation, version, self._until(self._terms.organisation), claim)
        return Proposal(
            kind="organisation",
            made_at=self._now().isoformat(timespec="seconds"),
            why=why,
            before=b"",
            next=word.to_bytes(JSONSerializer(compact=True)),
            cards=tuple(holder.data for holder in holders),
            organisation=organisation,
            threshold=threshold,
        )

    def apply(self, copies: Sequence[Proposal]) -> Proposal:
        """Make the change that enough people signed; refused, and nothing changed, where they are not enough."""
        proposal = copies[0]
        for other in copies[1:]:
            proposal = proposal.joined(other)
        with self._alone() as memory:
            if proposal.kind == "root":
                self._apply_root(memory, proposal)
            else:
                self._apply_organisation(memory, proposal)
        return proposal

    def _apply_root(self, memory: Memory, proposal: Proposal) -> None:
        version, held = memory.newest("root")
        if proposal.before != held:
            raise Refused("The proposal starts from another root than the one in force: make a new one.")
        _check_met(proposal)
        root = proposal.metadata.signed
        for role in ONLINE:
            named = root.roles[role].keyids
            if not (self._keys.keys(role, named) or self._keys.keys(role, named, ending="next")):
                raise Refused("The key of {role} that the proposal names is not here.", role=role)
        if version:
            trusted = Trusted(held, now=self._now())
            trusted.offer_root(proposal.signed)
        else:
            trusted = Trusted(proposal.signed, now=self._now())
        trusted.settle_root()
        self._keep_cards(proposal)
        self._keep_root(memory, proposal.signed)

    def _apply_organisation(self, memory: Memory, proposal: Proposal) -> None:
        organisation = proposal.organisation
        check_organisation(organisation)
        holding = proposal.holding
        held = signing.holding_of(targets_of(memory), organisation)
        if holding is None:
            if held is None:
                raise Refused("{name} is not in the list of organisations.", name=organisation)
            waiting.bring(self._keys.path, proposal, held)
            return
        _check_met(proposal)
        seen = memory.view(memory.newest("snapshot")[0]).get(organisation)
        word = proposal.metadata.signed
        role, edition = layout.role_of(organisation), memory.newest("snapshot")[0]
        version = memory.newest(role)[0] + 1
        claim = (seen or Catalogue.of(organisation, [])).claim()
        if word != signing.word_of(organisation, version, word.expires, claim).signed:
            raise Refused("{name} has published since: make a new proposal.", name=organisation)
        if word.expires <= self._now():
            raise Refused("The proposal is too old: make a new one.")
        with memory.transaction():
            dropped = memory.dropped()
            called = {organisation: dropped.pop(organisation, organisation), **memory.names()}
            memory.keep_dropped(dropped)
            memory.keep_names(called)
            self._sign_targets(memory, {organisation: holding})
            memory.keep_signed(role, version, edition + 1, proposal.signed)
        self._keep_cards(proposal)
        self._keys.settle(role, [key.keyid for key in holding.keys])

    # -- keeping

    def _keep_root(self, memory: Memory, data: bytes) -> None:
        with memory.transaction():
            memory.keep_signed("root", memory.newest("root")[0] + 1, 0, data)
        root = root_of(memory)
        for role in ROLES:
            self._keys.settle(role, root.roles[role].keyids)

    def _keep_targets(self, memory: Memory, given: Mapping[str, signing.Holding]) -> None:
        with memory.transaction():
            self._sign_targets(memory, given)

    def _sign_targets(self, memory: Memory, given: Mapping[str, signing.Holding]) -> None:
        version, edition = memory.newest("targets")[0] + 1, memory.newest("snapshot")[0]
        data = signing.sign_targets(
            as_named(self._keys, memory),
            version,
            self._until(self._terms.targets),
            memory.names(),
            before=targets_of(memory),
            given=given,
        )
        memory.keep_signed("targets", version, edition + 1, data)

    def _cards_of(self, held: Sequence[Key]) -> list[Holder]:
        paths = [self._keys.path / HOLDERS / f"{key.keyid}.card" for key in held]
        return [Holder.parse(path.read_bytes()) for path in paths if path.is_file()]

    def _keep_cards(self, proposal: Proposal) -> None:
        make_directory(self._keys.path / HOLDERS, 0o700)
        for holder in proposal.holders:
            name = f"{holder.public.keyid}.card"
            write_file(self._keys.path / HOLDERS / name, holder.data, mode=0o600)

    def _until(self, term: timedelta) -> datetime:
        return self._now().astimezone(UTC).replace(microsecond=0) + term

    @contextmanager
    def _alone(self) -> Iterator[Memory]:
        with alone(self._keys.path):
            memory = Memory(self._keys.path / RECORD)
            try:
                yield memory
            finally:
                memory.close()


def _check_met(proposal: Proposal) -> None:
    for need in proposal.needs():
        if not need.is_met:
            raise Refused(
                "{have} of {need} signatures are there for {what}.",
                have=len(need.have),
                need=need.threshold,
                what=need.what,
            )


def _check_threshold(threshold: int, count: int) -> None:
    if not 1 <= threshold <= count:
        raise Refused("A threshold of {threshold} needs at least as many root keys.", threshold=threshold)
