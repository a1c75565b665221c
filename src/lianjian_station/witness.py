"""Stations vouch for each other, by stick: ``checkpoints/<station>.txt`` beside the feed.

Each export leaves this box's newest checkpoint with proofs from those that had left before, the checkpoints it
heard of others with its cosignature, and what it was shown as which edition. Each import reads what
others left, cosigns what only grew, takes back what others cosigned, and keeps what does not go together. A stick
may have been prepared by anybody: a statement counts for the key that signed it and for nothing more, and a
split of the hub is only held to be proved by two editions that carry the network's own signatures.
"""

from __future__ import annotations

import base64
import binascii
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lianjian_feed import statements, views
from lianjian_feed.book import PATH as BOOK
from lianjian_feed.book import Book
from lianjian_feed.cards import station_id
from lianjian_feed.durable import write_file
from lianjian_feed.notes import ED25519, Note, VerifierKey
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import is_digest
from lianjian_feed.tlog import LARGEST, LONGEST_PROOF, Checkpoint, extends
from lianjian_feed.witnessing import Forked, Witness, by_proof
from lianjian_station import checkpoints
from lianjian_station.directory_source import DirectorySource, folder_on
from lianjian_station.journal import Journal, origin_of
from lianjian_station.keys import Keys
from lianjian_station.neighbours import Neighbours, View
from lianjian_station.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lianjian_feed.refreshing import Edition
    from lianjian_station.home import Home

FORMAT = "lianjian-checkpoints/1"
FOLDER = "checkpoints"
CAP = 1 << 20  # bytes of a station's file
MOST_NAMES = 10_000  # looked at in the folder
MOST_FILES = 64  # read from one stick
MOST_PROOFS = 200
MOST_OTHERS = 400  # notes of others that are handed on
MOST_EDITIONS = 20  # with the signed files that prove them; of older ones the digest
PROOF_CAP = 128 << 10  # bytes of these
PROOFS = 384 << 10  # bytes, together
_NAME = re.compile(r"st-[0-9a-f]{16}\.txt")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


@dataclass
class Met:
    """What a stick brought: stations whose word was taken, cosignatures of this box's log, contradictions that
    are new, and files that were refused.
    """

    stations: list[str] = field(default_factory=list)
    cosigned: int = 0
    contradictions: int = 0
    refused: dict[str, Refused] = field(default_factory=dict)


# -- editions


def remember(home: Home, edition: Edition, files: Mapping[str, bytes], now: datetime) -> None:
    """Keep what the hub showed here; called after each edition that was verified and applied. ``files``: the
    signed files, by role.
    """
    proof = views.proof_of(edition, files)
    view = View(edition.number, views.digest_of(edition), proof if len(proof) <= PROOF_CAP else b"")
    with Neighbours(home) as memory:
        memory.as_of(now)
        _compare(home, memory, view, "")


def accept_stale(home: Home, edition: int, now: datetime) -> None:
    """A keeper takes in what is past its date: written into the log before it is shown."""
    with Journal.open(home) as journal:
        journal.append("accept-stale", why=f"edition {edition}", at=now)


def _compare(home: Home, memory: Neighbours, view: View, station: str) -> None:
    """Remember a view, and hold it against what others were shown under the same number."""
    for other in memory.show(view, station):
        roots = _roots(home)
        is_proved = all(
            one.proof and views.verified(one.proof, roots) == (one.edition, one.digest)
            for one in (view, other)
        )
        sides = [one.proof if is_proved else one.digest.encode() for one in (other, view)]
        memory.find("views" if is_proved else "claim", str(view.edition), *sides)


def _roots(home: Home) -> list[bytes]:
    """Every root of trust this box has followed."""
    store = Store(home.database)
    try:
        kept = [data for name, data in store.trusted().items() if name.startswith("root.")]
    finally:
        store.close()
    return [*kept, home.boot_root.read_bytes()]


# -- out


@contextmanager
def word_left(home: Home, stick: Path, edition: int, who: str = "") -> Iterator[None]:
    """A stick is written inside: first there is a line in the log, afterwards this box's word on the stick."""
    now = datetime.now(UTC)
    with Journal.open(home) as journal:
        journal.append("export", who=who, why=f"edition {edition}", at=now)
    yield
    put_on(home, stick, now)


def put_on(home: Home, stick: Path, now: datetime) -> None:
    """Leave this box's word on a stick."""
    with Journal.open(home) as journal, Neighbours(home) as memory:
        newest = checkpoints.put_by(home, journal)
        size = Checkpoint.of(Note.parse(newest)).size
        told = {
            "made_at": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "note": newest.decode(),
            "others": _others(memory),
            "proofs": _proofs(home, journal, size),
            "views": _views(memory),
        }
    keys = Keys.open_or_create(home)
    write_file(folder_on(stick, FOLDER) / f"{keys.id}.txt", statements.sign(FORMAT, told, keys.signing))


def _proofs(home: Home, journal: Journal, size: int) -> dict[str, list[str]]:
    """From every size that had left (the newest of them) to ``size``."""
    sizes = sorted({one.checkpoint.size for one in checkpoints.kept(home) if 0 < one.checkpoint.size < size})
    return {
        str(old): [base64.b64encode(step).decode() for step in journal.consistency(old, size)]
        for old in sizes[-MOST_PROOFS:]
    }


def _others(memory: Neighbours) -> list[dict[str, str]]:
    """What was heard of others: the newest of each, and both where one forked."""
    found = []
    for station, key in memory.keys().items():
        for origin in memory.origins(station):
            notes = memory.heard(origin)
            newest = [note for note in notes if Checkpoint.of(note).size == Checkpoint.of(notes[0]).size]
            found += [{"key": key, "note": note.to_bytes().decode()} for note in newest[:2]]
    return found[:MOST_OTHERS]


def _views(memory: Neighbours) -> list[list[object]]:
    """``[edition, digest, proof]``, newest first; proofs of the newest only, as base64."""
    told: list[list[object]] = []
    room = PROOFS
    for number, view in enumerate(memory.shown()):
        fits = number < MOST_EDITIONS and len(view.proof) <= min(PROOF_CAP, room)
        room -= len(view.proof) if fits else 0
        told.append([view.edition, view.digest, base64.b64encode(view.proof).decode() if fits else ""])
    return told


# -- in


def meet(home: Home, stick: Path, now: datetime) -> Met:
    """Take in what other stations left on a stick. Never raises for what a stick holds: see ``Met.refused``."""
    met = Met()
    source = DirectorySource(stick)
    try:
        names = source.names(FOLDER, MOST_NAMES)
        # What comes in must come in also where the log is spoilt and takes no line: the status says that it is.
        with suppress(Refused), Journal.open(home) as journal:
            journal.append("import", at=now)
        with Neighbours(home) as memory:
            memory.as_of(now)
            before = len(memory.faults())
            for name in sorted(filter(_NAME.fullmatch, names))[:MOST_FILES]:
                try:
                    data = source.fetch(f"{FOLDER}/{name}", CAP)
                    _File(home, memory, met, name.removesuffix(".txt"), now).take(data)
                except Refused as refusal:
                    met.refused[name] = refusal
            met.contradictions = len(memory.faults()) - before
    finally:
        source.close()
    return met


class _File:
    """One station's file, taken in as one transaction for each of its parts."""

    def __init__(self, home: Home, memory: Neighbours, met: Met, station: str, now: datetime) -> None:
        self._home, self._memory, self._met, self._station, self._now = home, memory, met, station, now
        self._keys = Keys.open_or_create(home)
        self._witnesses: list[VerifierKey] = []

    def take(self, data: bytes) -> None:
        statement = statements.read(FORMAT, data, cap=CAP)
        told = statement.told
        statements.strictly(
            told,
            FORMAT,
            made_at=lambda v: isinstance(v, str) and bool(_TIME.fullmatch(v)),
            note=lambda v: isinstance(v, str),
            others=_is_others,
            proofs=_is_proofs,
            views=_is_views,
        )
        if station_id(statement.key) != self._station:
            raise Refused("The file of {station} is signed by another.", station=self._station)
        note, is_own = told["note"].encode(), self._station == self._keys.id
        is_fresh = not is_own and self._memory.know(self._station, statement.key, told["made_at"])
        self._know(told["others"])
        if is_own:  # an earlier stick of this very box
            self._came_back(note)
            return
        self._log(_log_key(statement.key, note), note, told["proofs"], is_fresh=is_fresh)
        with self._memory.together():
            for other in told["others"]:
                self._other(other["key"], other["note"].encode())
            for edition, seen, proof in told["views"]:
                view = View(edition, seen, base64.b64decode(proof))
                _compare(self._home, self._memory, view, self._station)
        self._met.stations.append(self._station)

    def _log(self, log: VerifierKey, data: bytes, proofs: Mapping[str, list[str]], *, is_fresh: bool) -> None:
        """Cosign the station's own checkpoint if it goes on from what was seen and heard."""
        note = Note.parse(data)
        steps = {int(size): [base64.b64decode(step) for step in told] for size, told in proofs.items()}
        held = self._memory.last(log.name)
        proof = steps.get(Checkpoint.of(Note.parse(held)).size, []) if held else []
        witness = Witness(self._memory, self._keys.signing, origin_of(self._keys.id))
        try:
            line = witness.see(data, log, by_proof(proof), self._now, is_fresh=is_fresh)
        except Forked:
            self._memory.hear(note)
            return
        except Refused:
            note.verified([log])  # raises where it is not its word at all: that is for the keeper to hear
            self._memory.hear(note)  # late post
            return
        for other in self._memory.heard(log.name):
            self._hold_against(note, other, steps)
        self._memory.hear(note.signed(line))

    def _hold_against(self, note: Note, other: Note, steps: Mapping[int, list[bytes]]) -> None:
        """What third parties heard must be on the way that the log shows."""
        new, old = Checkpoint.of(note), Checkpoint.of(other)
        is_shown = old.size in steps and old.size < new.size
        if is_shown and not extends(old.size, old.root, new.size, new.root, steps[old.size]):
            self._memory.find("unshown", new.origin, other.to_bytes(), note.to_bytes())

    def _know(self, others: list[dict[str, str]]) -> None:
        """Whose cosignatures count from here on."""
        with self._memory.together():
            for other in others:
                station = station_id(other["key"])
                with suppress(Refused):  # the box knows enough stations already: the rest still counts
                    if station != self._keys.id:
                        self._memory.know(station, other["key"], "")
        self._witnesses = [*self._memory.witnesses(), *hub_witness(self._home)]

    def _other(self, key: str, data: bytes) -> None:
        """What this station heard of another, or of this box. One that cannot be believed says nothing of the
        rest."""
        if station_id(key) == self._keys.id:
            self._came_back(data)
            return
        with suppress(Refused):
            log = _log_key(key, data)
            note = Note.parse(data).only([log, *self._witnesses])
            note.verified([log])
            self._memory.hear(note)

    def _came_back(self, data: bytes) -> None:
        try:
            self._met.cosigned += _take_back(self._home, self._memory, data, self._witnesses)
        except Refused as refusal:
            self._met.refused[self._station] = refusal


def came_back(home: Home, data: bytes, now: datetime) -> int:
    """A checkpoint of this box that came back by another way, as in the hub's replies: its cosignatures are kept,
    and the log must go on from it. Answers how many cosignatures are new; Refused where this box never signed it.
    """
    with Neighbours(home) as memory:
        known = [*memory.witnesses(), *hub_witness(home)]
        return _take_back(home, memory.as_of(now), data, known)


def _take_back(home: Home, memory: Neighbours, data: bytes, witnesses: list[VerifierKey]) -> int:
    with Journal.open(home) as journal:
        if _log_key(journal.key.public.hex(), data).name != journal.origin:
            return 0  # of a log that this station had before its box was made anew
        before = checkpoints.cosignatures(home)
        told = checkpoints.take_back(home, journal.key, data, witnesses)
        if told.size > journal.size or journal.root(told.size) != told.root:
            memory.find("own", told.origin, journal.checkpoint(), data)
    return checkpoints.cosignatures(home) - before


def hub_witness(home: Home) -> list[VerifierKey]:
    """The key that the hub cosigns with, as the network's book names it; none where it names none."""
    store = Store(home.database)
    try:
        data = store.content(BOOK)
        told = Book.parse(data).witness if data else ""
        return [VerifierKey.parse(told)] if told else []
    except Refused:
        return []
    finally:
        store.close()


def _log_key(key: str, note: bytes) -> VerifierKey:
    """The key of a station as the log of which ``note`` is: its own, under the log's name. A station whose box was made
    anew without its lines keeps its key and begins another log, ``/2``.
    """
    origin, name = Checkpoint.of(Note.parse(note)).origin, origin_of(station_id(key))
    if not re.fullmatch(re.escape(name) + "(?:/(?:[2-9]|[1-9][0-9]{1,2}))?", origin):
        raise Refused("The checkpoint is of {origin}, not of {name}.", origin=origin, name=name)
    return VerifierKey(origin, ED25519, bytes.fromhex(key))


def _is_others(told: object) -> bool:
    return (
        isinstance(told, list)
        and len(told) <= MOST_OTHERS
        and all(isinstance(one, dict) and set(one) == {"key", "note"} for one in told)
        and all(statements.is_key(one["key"]) and isinstance(one["note"], str) for one in told)
    )


def _is_proofs(told: object) -> bool:
    return (
        isinstance(told, dict)
        and len(told) <= MOST_PROOFS
        and all(re.fullmatch("[1-9][0-9]{0,18}", size) and int(size) <= LARGEST for size in told)
        and all(isinstance(proof, list) and len(proof) <= LONGEST_PROOF for proof in told.values())
        and all(_is_base64(step, 32) for proof in told.values() for step in proof)
    )


def _is_views(told: object) -> bool:
    return (
        isinstance(told, list)
        and len(told) <= 2 * 400
        and all(isinstance(one, list) and len(one) == 3 for one in told)  # noqa: PLR2004 - edition, digest, proof
        and all(
            type(edition) is int
            and 0 < edition < 1 << 31
            and is_digest(seen)
            and _is_base64(proof, PROOF_CAP, exact=False)
            for edition, seen, proof in told
        )
    )


def _is_base64(text: Any, size: int, *, exact: bool = True) -> bool:
    try:
        data = base64.b64decode(text, validate=True) if isinstance(text, str) else None
    except (binascii.Error, ValueError):
        return False
    return data is not None and (len(data) == size if exact else len(data) <= size)
