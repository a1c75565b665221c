"""The publisher: from what organisations say to a signed tree of static files.

Order of a publication, so that a crash at any point leaves a feed that verifies: blobs, packs and numbered
metadata are written (nobody looks at them yet); the record of the new edition is committed beside the keys;
then the index, and last the timestamp, are put in place by rename. A run that was cut short is finished by
the next one.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tuf.api.metadata import Metadata, Snapshot

from lianjian_feed import changing, ladder, layout, packs, signing, waiting
from lianjian_feed.catalogue import Catalogue, Entry, View, check_organisation, check_path, ordered
from lianjian_feed.copying import check_place, copy, put_timestamp, sweep
from lianjian_feed.documents import check_story_file
from lianjian_feed.durable import make_directory, write_file
from lianjian_feed.memory import RECORD, Memory, alone
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import timedelta
    from pathlib import Path

    from lianjian_feed.keys import KeyStore

    Contents = Mapping[str, Mapping[str, bytes]]

KEPT_VERSIONS = 8  # numbered metadata files of a role that stay for readers behind a slow mirror


@dataclass(frozen=True)
class Published:
    """What lies in the feed now.

    ``version``: the edition; ``root``: the trust file for a new station; ``entries``, ``bytes``: all
    organisations' files.
    """

    version: int
    root: Path
    entries: int
    bytes: int
    is_new_edition: bool
    left: Mapping[str, str]  # organisations whose content stayed as it was, and why


class Publisher:
    """Signs the feed in ``out`` with ``keys``. Run one at a time; a second is refused."""

    def __init__(
        self,
        out: Path,
        keys: KeyStore,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        terms: signing.Terms | None = None,
    ) -> None:
        self._out, self._keys, self._now = out, keys, now
        self._terms = terms or signing.Terms()

    def publish(self, contents: Contents, *, names: Mapping[str, str] | None = None) -> Published:
        """Make ``contents`` what readers see: for each organisation named, *all* its files by path
        (``stories/7.json``).

        Organisations not named stay as they were. ``names``: what readers see an organisation called. The
        same content again makes no new edition, only a fresh timestamp. Story documents are judged when they are new;
        a bad one stops everything.
        """
        check_place(self._out)
        with self._alone() as memory:
            before, _ = memory.newest("snapshot")
            held = memory.view(before)
            rooms = {name: _entries(name, files, held.get(name)) for name, files in contents.items()}
            with memory.transaction():
                self._sign_root_if_due(memory)
                self._keys = changing.as_named(self._keys, memory)
                view = self._sign_all(memory, rooms, contents, names or {})
                edition = memory.newest("snapshot")[0]
                rungs = self._write(memory, view, edition, rooms, contents)
                if memory.oldest_edition() < edition - 2 * ladder.LONGEST:
                    memory.forget_before(edition - ladder.LONGEST)
            self._show(memory, rungs, edition)
            return _published(memory, self._out, is_new=edition != before)

    def copy_to(self, place: Path) -> Published:
        """Make ``place`` the same feed, file by file: a copy never says another word than the feed itself.

        Refused where ``place`` holds anything but a feed of this network.
        """
        check_place(place)
        with self._alone() as memory:
            copy(self._out, place)
            return _published(memory, place, is_new=False)

    def rotate(self, role: str) -> None:
        """Give ``role`` new keys in place of its old ones; the next ``publish`` carries the change to
        readers.
        """
        changing.Changing(self._keys, now=self._now, terms=self._terms).rotate(role)

    # -- signing

    def _sign_root_if_due(self, memory: Memory) -> None:
        """The first root, or the same again past half its term; nothing where its holders must do it."""
        version, _ = memory.newest("root")
        if not version:
            data = signing.first_root(self._keys, self._until(self._terms.root))
        elif (root := changing.root_of(memory)).expires - self._now() < self._terms.root / 2:
            own = self._keys.keys("root", root.roles["root"].keyids)
            if len(own) < root.roles["root"].threshold:
                return
            data = signing.signed(Metadata(changing.next_root(root, self._until(self._terms.root))), own)
        else:
            return
        memory.keep_signed("root", version + 1, 0, data)

    def _sign_all(
        self, memory: Memory, rooms: Mapping[str, Catalogue], contents: Contents, names: Mapping[str, str]
    ) -> View:
        """Sign whatever changed or is past half its term, and keep it.

        Answers the view that readers will see.
        """
        edition = memory.newest("snapshot")[0]
        before = memory.view(edition)
        view: View = {**before, **rooms}
        for name, catalogue in rooms.items():
            for entry in catalogue.entries:
                if entry.is_small:
                    memory.keep_small(entry.digest, _file(contents, name, entry))
        known, left = memory.names(), {}
        for name in memory.dropped():
            view.pop(name, None)
            left[name] = "its keys were revoked, and it has no new ones yet"
        called = known | {name: names.get(name, known.get(name, name)) for name in view}
        if called != known or self._is_due(memory, "targets", self._terms.targets):
            self._sign_targets(memory, called)
        for name in called:
            view.setdefault(name, Catalogue.of(name, []))
        for name, catalogue in sorted(view.items()):
            is_new = before.get(name, Catalogue.of(name, [])) != catalogue
            if is_new or self._is_due(memory, layout.role_of(name), self._terms.organisation):
                reason = self._sign_organisation(memory, name, catalogue, edition)
                if reason and is_new:
                    left[name] = reason
                    view[name] = before.get(name, Catalogue.of(name, []))
        memory.keep_left(left)
        self._sign_snapshot(memory, view)
        return view

    def _sign_organisation(self, memory: Memory, name: str, catalogue: Catalogue, edition: int) -> str:
        """Keep the organisation's word, by the keys at hand or by those who brought theirs; else say why not.

        One organisation's trouble stops no other: its content stays as it was.
        """
        role, until = layout.role_of(name), self._until(self._terms.organisation)
        version = memory.newest(role)[0] + 1
        holding = signing.holding_of(changing.targets_of(memory), name)
        assert holding is not None  # noqa: S101 - every listed organisation has keys
        word = signing.word_of(name, version, until, catalogue.claim())
        try:
            own = self._keys.keys(role, [key.keyid for key in holding.keys])
        except Refused as damaged:
            return str(damaged)
        if len(own) >= holding.threshold:
            data = signing.signed(word, own)
        else:
            brought = waiting.brought(self._keys.path, name, holding, version, catalogue.claim(), self._now())
            if brought is None:
                return waiting.ask(self._keys.path, name, holding, word, now=self._now())
            data = brought
        memory.keep_signed(role, version, edition + 1, data)
        return ""

    def _sign_targets(self, memory: Memory, called: Mapping[str, str]) -> None:
        before = changing.targets_of(memory)
        for name in called:
            role = layout.role_of(name)
            if signing.holding_of(before, name) is None and not self._keys.keys(role):
                self._keys.add(role)
        version = memory.newest("targets")[0] + 1
        until = self._until(self._terms.targets)
        data = signing.sign_targets(self._keys, version, until, called, before=before)
        memory.keep_signed("targets", version, memory.newest("snapshot")[0] + 1, data)
        memory.keep_names(called)

    def _sign_snapshot(self, memory: Memory, view: View) -> None:
        edition, held = memory.newest("snapshot")
        versions = _versions(memory)
        listed = {
            role: version
            for role, version in versions.items()
            if role not in {"root", "snapshot", "timestamp"}
        }
        is_same = bool(held) and _listed(held) == listed
        if not is_same or self._is_due(memory, "snapshot", self._terms.snapshot):
            edition += 1
            held = signing.sign_snapshot(self._keys, edition, self._until(self._terms.snapshot), listed)
            memory.keep_signed("snapshot", edition, edition, held)
            memory.keep_edition(edition, view)
        number = versions.get("timestamp", 0) + 1
        until = self._until(self._terms.timestamp)
        data = signing.sign_timestamp(self._keys, number, self._now(), until, snapshot=held, edition=edition)
        memory.keep_signed("timestamp", number, edition, data)

    def _is_due(self, memory: Memory, role: str, term: timedelta) -> bool:
        """Never signed, past half its term, or signed with other keys than it has now."""
        version, data = memory.newest(role)
        if not version:
            return True
        held = Metadata.from_bytes(data)
        at_hand = {key.public.keyid for key in self._keys.keys(role)}
        if role.startswith(layout.ROLE_PREFIX):
            holding = signing.holding_of(changing.targets_of(memory), role.removeprefix(layout.ROLE_PREFIX))
            at_hand &= {key.keyid for key in holding.keys} if holding else set()
        return held.signed.expires - self._now() < term / 2 or not at_hand <= set(held.signatures)

    def _until(self, term: timedelta) -> datetime:
        return self._now().astimezone(UTC).replace(microsecond=0) + term

    # -- writing

    def _write(
        self, memory: Memory, view: View, edition: int, rooms: Mapping[str, Catalogue], contents: Contents
    ) -> list[ladder.Rung]:
        """Everything but the index and the timestamp.

        Names are new or their content is the same: readers see no change.
        """
        for folder in layout.FOLDERS:
            make_directory(self._out / folder)
        large = {
            entry.digest: (name, entry)
            for name, catalogue in rooms.items()
            for entry in catalogue.entries
            if not entry.is_small
        }
        for entry in ordered(view):
            path = self._out / layout.blob(entry.digest)
            if not entry.is_small and not path.exists():
                if entry.digest not in large:
                    raise Refused(
                        "{path} is not in this feed: publish its organisation again.", path=entry.path
                    )
                write_file(path, _file(contents, *large[entry.digest]))
        for version, data in memory.all_versions("root").items():
            self._put(layout.metadata("root", version), data)
        for role in _versions(memory).keys() - {"root", "timestamp"}:
            version, data = memory.newest(role)
            self._put(layout.metadata(role, version), data)
        return self._write_packs(memory, view, edition)

    def _write_packs(self, memory: Memory, view: View, edition: int) -> list[ladder.Rung]:
        held = self._rungs_at_hand()
        for start in ladder.starts(edition, memory.oldest_edition()):
            if (start, edition) in held:
                continue
            sizes = []
            for number, data in enumerate(
                packs.build(memory.view(start) if start else {}, view, memory.small)
            ):
                self._put(layout.pack(start, edition, number), data)
                sizes.append(len(data))
            held[start, edition] = ladder.Rung(start, edition, tuple(sizes))
        return list(held.values())

    def _rungs_at_hand(self) -> dict[tuple[int, int], ladder.Rung]:
        """Packs the index lists and that still lie there; packs of a run cut short are not listed and are
        made again.
        """
        try:
            listed = ladder.read_index((self._out / layout.INDEX).read_bytes())
        except (OSError, Refused):
            return {}
        return {(rung.start, rung.end): rung for rung in listed if self._lies_there(rung)}

    def _lies_there(self, rung: ladder.Rung) -> bool:
        for number, size in enumerate(rung.sizes):
            path = self._out / layout.pack(rung.start, rung.end, number)
            if not path.is_file() or path.stat().st_size != size:
                return False
        return True

    def _put(self, name: str, data: bytes) -> None:
        path = self._out / name
        if not path.is_file() or path.read_bytes() != data:
            write_file(path, data)

    def _show(self, memory: Memory, rungs: list[ladder.Rung], edition: int) -> None:
        """Index, then timestamp; then sweep what no reader can need."""
        kept = [rung for rung in rungs if ladder.stays(rung.start, rung.end, edition)]
        self._put(layout.INDEX, ladder.write_index(kept))
        put_timestamp(self._out, memory.newest("timestamp")[1])
        sweep(self._out, self._wanted(memory, kept, edition))

    def _wanted(self, memory: Memory, kept: list[ladder.Rung], edition: int) -> set[str]:
        """What some reader can still need."""
        wanted = {layout.INDEX, layout.TIMESTAMP}
        for rung in kept:
            wanted |= {layout.pack(rung.start, rung.end, number) for number in range(len(rung.sizes))}
        for role, version in _versions(memory).items():
            first = 1 if role == "root" else max(1, version - KEPT_VERSIONS + 1)
            wanted |= {layout.metadata(role, number) for number in range(first, version + 1)}
        for number in range(max(1, edition - KEPT_VERSIONS + 1), edition + 1):
            wanted |= {
                layout.blob(entry.digest) for entry in ordered(memory.view(number)) if not entry.is_small
            }
        return wanted

    @contextmanager
    def _alone(self) -> Iterator[Memory]:
        """Hold the lock beside the keys and the record open."""
        with alone(self._keys.path):
            memory = Memory(self._keys.path / RECORD)
            try:
                yield memory
            finally:
                memory.close()


def _file(contents: Contents, organisation: str, entry: Entry) -> bytes:
    return contents[organisation][entry.path.removeprefix(f"{organisation}/")]


def _entries(organisation: str, files: Mapping[str, bytes], held: Catalogue | None) -> Catalogue:
    """Judge what an organisation wants to publish; what is ``held`` byte for byte under its path was judged when it came."""
    check_organisation(organisation)
    judged, entries = set(held.entries) if held else set(), []
    for path, data in files.items():
        entry = Entry(f"{organisation}/{path}", len(data), digest(data))
        entries.append(entry)
        if entry in judged:
            continue
        check_path(organisation, entry.path)
        if path.startswith("stories/"):
            try:
                check_story_file(path, data)
            except Refused as refusal:
                raise Refused(
                    "{path} of {name}: {reason}", path=path, name=organisation, reason=refusal
                ) from refusal
    return Catalogue.of(organisation, entries)


def _published(memory: Memory, out: Path, *, is_new: bool) -> Published:
    edition, _ = memory.newest("snapshot")
    held = ordered(memory.view(edition))
    return Published(
        version=edition,
        root=out / layout.metadata("root", memory.newest("root")[0]),
        entries=len(held),
        bytes=sum(entry.length for entry in held),
        is_new_edition=is_new,
        left=memory.left(),
    )


def _versions(memory: Memory) -> dict[str, int]:
    """Newest version by role; a role once there stays (a listed role may never disappear)."""
    organisations = memory.names() | memory.dropped()
    roles = ["root", "timestamp", "snapshot", "targets", *(layout.role_of(name) for name in organisations)]
    found = {role: memory.newest(role)[0] for role in roles}
    return {role: version for role, version in found.items() if version or role == "snapshot"}


def _listed(snapshot: bytes) -> dict[str, int]:
    found: Metadata[Snapshot] = Metadata.from_bytes(snapshot)
    return {name.removesuffix(".json"): file.version for name, file in found.signed.meta.items()}
