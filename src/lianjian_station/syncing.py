"""One synchronisation: ask, verify, keep; or refuse and change nothing that readers see.

Order: what was verified is kept as *seen*; then text (catalogue and small files) is applied in one
transaction; then pictures follow by digest, each whole before it has its name. So text is readable before the
first byte of a picture.
"""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from lianjian_feed import ladder, layout, packs
from lianjian_feed.durable import sync_directory
from lianjian_feed.refreshing import CAPS, refresh
from lianjian_feed.refusals import NotThere, Refused, Unreachable
from lianjian_feed.schemes import digest_of_file
from lianjian_feed.trust import Trusted
from lianjian_station import floors
from lianjian_station.http_source import DISK
from lianjian_station.scrubbing import CORRUPT, rebuild
from lianjian_station.store import Arrival, Store
from lianjian_station.witness import accept_stale, remember

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from lianjian_feed.catalogue import Entry, View
    from lianjian_feed.ladder import Rung
    from lianjian_feed.refreshing import Edition
    from lianjian_station.home import Home

FULL_EVERY = timedelta(hours=24)  # a server's "not modified" is believed for this long
RESERVE = 8 << 20  # bytes of disk left alone, so that the database can always be opened


class Source(Protocol):
    """Where a feed is read from."""

    name: str

    def fetch(self, name: str, cap: int) -> bytes: ...
    def poll(self, name: str, cap: int, etag: str) -> tuple[bytes, str]: ...
    def save(self, name: str, target: Path, cap: int) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True)
class Outcome:
    """The edition held after a synchronisation, whether it is another than before, and how many pictures
    came."""

    version: int
    is_new: bool
    pictures: int


def synchronise(
    home: Home,
    source: Source,
    *,
    now: Callable[[], datetime],
    accept_expired: bool = False,
    is_logged: bool = False,
) -> Outcome:
    """Bring the station up to what ``source`` offers. A refusal names its cause and leaves the old view.

    ``is_logged``: that a keeper takes in what is past its date stands in the log already.
    """
    with alone(home), _disk_trouble(home):
        store = Store(home.database)
        try:
            sync = _Sync(home, store, source, now(), accept_expired=accept_expired)
            sync.is_logged = is_logged
            return sync.run()
        except Refused as refusal:
            store.note_failure(refusal, now().isoformat(timespec="seconds"))
            raise
        finally:
            store.close()


class _Sync:
    def __init__(
        self, home: Home, store: Store, source: Source, now: datetime, *, accept_expired: bool
    ) -> None:
        self.home, self.store, self.source, self.now = home, store, source, now
        self.accept_expired = accept_expired

    def run(self) -> Outcome:
        before = int(self.store.fact("edition") or 0)
        edition = self._refreshed()
        is_new = edition is not None and self._apply(edition)
        if edition is not None:
            remember(self.home, edition, self.store.trusted(), self.now)
        pictures = self._fetch_large()
        at = self.now.isoformat(timespec="seconds")
        self.store.note(synced=at, attempted=at, failure="", source=self.source.name)
        version = int(self.store.fact("edition") or 0)
        return Outcome(version, is_new or version != before, pictures)

    # -- signed files

    def _refreshed(self) -> Edition | None:
        """Transaction one. Nothing when the server says that nothing changed and that may still be
        believed."""
        kept = self.store.trusted()
        etag = self.store.fact("etag") if self._may_believe_idle(kept) else ""
        offered, new_etag = self.source.poll(layout.TIMESTAMP, CAPS["timestamp"], etag)
        if not offered and etag:
            return None
        trusted = self._trusted(kept.get("root", b""))
        try:
            edition = refresh(trusted, self.source.fetch, kept, timestamp=offered)
        finally:
            self.store.keep_seen(trusted)
            floors.keep(floors.place(self.home), trusted.floors)
        self.store.note(refreshed=self.now.isoformat(), etag="", etag_of=self.source.name)
        self._etag = new_etag
        return edition

    _etag = ""
    is_logged = False

    def _trusted(self, root: bytes) -> Trusted:
        """Trust from the newest root kept, or from the one shipped where that is damaged (the floors
        stand)."""
        held = floors.higher(self.store.floors(), floors.kept(floors.place(self.home)))
        try:
            return Trusted(root, now=self.now, floors=held, accept_expired=self.accept_expired)
        except Refused:
            root = self.home.boot_root.read_bytes()
            return Trusted(root, now=self.now, floors=held, accept_expired=self.accept_expired)

    def _may_believe_idle(self, kept: dict[str, bytes]) -> bool:
        told = self.store.fact("refreshed")
        is_recent = bool(told) and timedelta(0) <= self.now - datetime.fromisoformat(told) < FULL_EVERY
        expires = self.store.fact("expires")
        is_good = bool(expires) and self.now < datetime.fromisoformat(expires)
        is_whole = not self.store.fact("damaged")
        is_same = self.store.fact("etag_of") == self.source.name
        return "timestamp" in kept and is_recent and is_good and is_whole and is_same

    # -- text

    def _apply(self, edition: Edition) -> bool:
        """Transaction two, where a catalogue differs from the one held. Answers whether readers see
        something new."""
        signed = {name: told.claim.digest for name, told in edition.told.items()}
        is_damaged = bool(self.store.fact("damaged"))
        if signed == self.store.digests() and not is_damaged:
            self.store.note_edition(edition)
            is_new = False
        else:
            is_stale = edition.expires <= self.now
            if is_stale and not self.is_logged:
                accept_stale(self.home, edition.number, self.now)
            arrival = Arrival(self.now.isoformat(timespec="seconds"), self.source.name, is_stale)
            self._follow_packs(edition, arrival, from_nothing=is_damaged)
            is_new = True
        self.store.note(etag=self._etag, damaged="")
        return is_new

    def _follow_packs(self, edition: Edition, arrival: Arrival, *, from_nothing: bool) -> None:
        """Try the cheapest chain of packs, then the whole from nothing; the first that leads to what was
        signed counts."""
        held = 0 if from_nothing else int(self.store.fact("edition") or 0)
        try:
            rungs = ladder.read_index(self.source.fetch(layout.INDEX, ladder.INDEX_CAP))
        except Refused:
            rungs = []  # a hint only: without it the plain names are tried
        ways = [ladder.route(rungs, held, edition.number)] if held else []
        ways.append(ladder.route(rungs, 0, edition.number) or [ladder.Rung(0, edition.number, (0,))])
        last: Refused | None = None
        ways = [way for way in ways if way]
        if ways and any(self.home.staging.iterdir()):
            ways.insert(0, ways[0])  # what an earlier attempt left may be torn by a power cut: then once more
        for way in ways:
            try:
                self._climb(way, edition, arrival)
            except Refused as refusal:
                if isinstance(refusal, Unreachable) and not isinstance(refusal, NotThere):
                    raise  # the line is down: what has come stays, to go on from
                last = refusal
                self._clear_staging()
            else:
                self._clear_staging()
                return
        raise last or Refused(
            "There is no way from edition {held} to edition {got}.", held=held, got=edition.number
        )

    def _climb(self, way: list[Rung], edition: Edition, arrival: Arrival) -> None:
        view: View = self.store.view() if way[0].start else {}
        brought: dict[str, bytes] = {}

        def read(wanted: str) -> bytes:
            return brought[wanted] if wanted in brought else self.store.small(wanted)

        for rung in way:
            old = view
            limit = self._limit(edition, view)
            opened = packs.open_first(self._pack(rung, 0, limit), old, read, limit)
            view = opened.view
            is_last = rung is way[-1]
            if is_last:
                view = _as_signed(view, edition)
            for number, run in enumerate(opened.runs):
                files = (
                    opened.files
                    if number == 0
                    else packs.open_further(self._pack(rung, number, packs.FURTHER), run, old, read)
                )
                if is_last:
                    # The catalogue is what was signed, so these files are too; written a segment at a time.
                    self.store.put_small(files)
                else:
                    brought |= files
                    if sum(map(len, brought.values())) > packs.SEGMENT:
                        raise Refused("The pack would unfold to more than was signed for.")
        self._settle(view, brought)
        self.store.apply(view, edition, arrival)

    def _settle(self, view: View, brought: dict[str, bytes]) -> None:
        """Keep what earlier packs of the chain brought and the view still lists; every small file must be
        there now."""
        wanted = {e.digest for catalogue in view.values() for e in catalogue.entries if e.is_small}
        self.store.put_small({name: data for name, data in brought.items() if name in wanted})
        if not self.store.has_all_small(wanted):
            raise Refused("The pack does not bring every file that was signed.")

    def _limit(self, edition: Edition, view: View) -> int:
        """Bytes a first segment may unfold to: what was signed, plus room for its header."""
        claims = [told.claim for told in edition.told.values()]
        entries = sum(claim.entries for claim in claims) + sum(
            len(catalogue.entries) for catalogue in view.values()
        )
        small = min(sum(claim.small for claim in claims), packs.SEGMENT + layout.SMALL)
        return small + packs.SLACK + 256 * entries

    def _pack(self, rung: Rung, segment: int, limit: int) -> bytes:
        """Fetch one file of a pack: of the size the index says, and never more than it could bring, unpressed."""
        name = layout.pack(rung.start, rung.end, segment)
        cap = packs.largest(limit)
        size = rung.sizes[segment] if segment < len(rung.sizes) else 0
        path = self.home.staging / name.replace("/", "-")
        self._room_for(size)
        self.source.save(name, path, min(cap, size) if size > 0 else cap)
        return path.read_bytes()

    # -- pictures and attachments

    def _fetch_large(self) -> int:
        """Fetch what the view lists and the shelf lacks; then drop what no view lists any more."""
        wanted = self.store.large_wanted()
        missing = [entry for entry in wanted if not self.home.large(entry.digest).exists()]
        came = 0
        last: Refused | None = None
        for entry in missing:
            self._room_for(entry.length)
            part = self.home.staging / entry.digest
            try:
                # What an earlier attempt left may be torn by a power cut: then once more, from nothing.
                if not (part.exists() and self._came_whole(entry, part)) and not self._came_whole(
                    entry, part
                ):
                    raise Refused("A picture arrived damaged; it will be fetched again.")
            except Refused as refusal:
                last = refusal
                if isinstance(refusal, Unreachable) and not isinstance(refusal, NotThere):
                    break
                continue
            part.replace(self.home.large(entry.digest))
            sync_directory(self.home.large(entry.digest).parent)
            came += 1
        if last is not None:
            raise Refused(
                "The text of edition {version} is here; {count} pictures are not yet: {why}",
                version=self.store.fact("edition"),
                count=len(missing) - came,
                why=last,
            )
        self._drop_unlisted({entry.digest for entry in wanted})
        return came

    def _came_whole(self, entry: Entry, part: Path) -> bool:
        """Fetch what is still missing of a picture; one that is not what was signed is thrown away."""
        self.source.save(layout.blob(entry.digest), part, entry.length)
        if part.stat().st_size == entry.length and digest_of_file(part) == entry.digest:
            return True
        part.unlink()
        return False

    def _drop_unlisted(self, wanted: set[str]) -> None:
        for path in (self.home.path / "cas").glob("??/*"):
            if path.name not in wanted:
                path.unlink()
        self._clear_staging()

    def _clear_staging(self) -> None:
        for path in self.home.staging.iterdir():
            path.unlink()

    def _room_for(self, size: int) -> None:
        free = shutil.disk_usage(self.home.path).free
        if free < size + RESERVE:
            raise _full(free)


def _as_signed(view: View, edition: Edition) -> View:
    """The view cut to the organisations listed, if each catalogue is to the byte what its organisation
    signed."""
    for name, told in edition.told.items():
        if name not in view or view[name].claim() != told.claim:
            raise Refused("The pack does not lead to what {name} signed.", name=told.name)
    return {name: view[name] for name in edition.told}


def _full(free: int) -> Refused:
    return Refused("The disk is full ({free} MB left): make room, then sync again.", free=free >> 20)


@contextmanager
def _disk_trouble(home: Home) -> Iterator[None]:
    """What a full or failing disk raises, said as a refusal."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        free = shutil.disk_usage(home.path).free
        if "full" in str(error) or free < RESERVE:
            raise _full(free) from error
        if "disk I/O" in str(error):
            raise Refused(
                "The disk takes nothing more ({why}): make room or have it checked, then sync again.",
                why=error,
            ) from error
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in CORRUPT:
            rebuild(home)
            raise Refused("The store was damaged and is built anew: synchronise again.") from error
        raise Refused("The station's database cannot be used: {why}.", why=error) from error
    except OSError as error:
        if error.errno not in DISK:
            raise Refused("The station's disk cannot be used: {why}.", why=error.strerror or error) from error
        raise _full(shutil.disk_usage(home.path).free) from error


def is_busy(home: Home) -> bool:
    """Whether a synchronisation is running now."""
    try:
        with alone(home):
            return False
    except Refused:
        return True


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """One synchronisation at a time."""
    with home.lock.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused("Another synchronisation is running; try again when it is done.") from error
        yield
