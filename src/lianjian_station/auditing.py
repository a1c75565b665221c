"""The whole log read again: every line, every hash, the signed head, and every checkpoint that had left.

Nothing here trusts what the log has worked out before. What is found is said with where: a line that was
changed without its hashes, by number; a history rewritten with the box's own key, by the two checkpoints
between which it must have been.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lianjian_feed import tlog
from lianjian_feed.durable import make_directory, write_file
from lianjian_feed.logbook import fields_of
from lianjian_feed.merkle import EMPTY
from lianjian_feed.notes import Note, is_name
from lianjian_feed.refusals import Refused
from lianjian_feed.tlog import Checkpoint, root_at
from lianjian_station import checkpoints
from lianjian_station.journal import Journal
from lianjian_station.neighbours import Neighbours
from lianjian_station.witness import hub_witness

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from lianjian_feed.notes import VerifierKey
    from lianjian_feed.tlog import Node
    from lianjian_station.checkpoints import Kept
    from lianjian_station.home import Home

MOST = 20  # findings told; after a few the rest says nothing new
_NUMBER = re.compile(rb'"entry":([0-9]{1,18}),')


@dataclass(frozen=True)
class Vouched:
    """A checkpoint looked at: whether the log goes on from it, and who cosigned it when (POSIX seconds)."""

    source: str
    size: int
    holds: bool
    witnesses: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Audit:
    """What was found. ``root``: hex, of the lines as they are."""

    size: int
    root: str
    findings: tuple[Refused, ...]
    vouched: tuple[Vouched, ...]

    @property
    def is_whole(self) -> bool:
        return not self.findings

    @property
    def newest_vouched(self) -> Vouched | None:
        """The largest checkpoint that holds and that somebody else cosigned."""
        held = [one for one in self.vouched if one.holds and one.witnesses]
        return max(held, key=lambda one: one.size) if held else None


def audit(
    home: Home, log: VerifierKey, *, files: Sequence[Path] = (), witnesses: Iterable[VerifierKey] = ()
) -> Audit:
    """Read the log of ``home`` again, and hold it against its own checkpoints, those put by and ``files``.

    ``log``: the box's key. Raises Refused where a file is no checkpoint of this box; all else is a finding.
    """
    offsite = checkpoints.kept(home)
    for path in files:
        note = Note.parse(checkpoints.read(path))
        note.verified([log])
        offsite.append(checkpoints.Kept(str(path), note, Checkpoint.of(note)))
    return _Audit(home, log, [log, *witnesses]).run(offsite)


class _Audit:
    def __init__(self, home: Home, log: VerifierKey, known: list[VerifierKey]) -> None:
        self._log, self._known = log, known
        self._findings: list[Refused] = []
        db = sqlite3.connect(f"{(home.path / 'audit.db').absolute().as_uri()}?mode=ro", uri=True, timeout=20)
        try:
            db.execute("BEGIN")
            self._rows = db.execute(
                "SELECT number, CAST(data AS BLOB), hash FROM entry ORDER BY number"
            ).fetchall()
            self._nodes = db.execute("SELECT level, number, hash FROM node ORDER BY level, number").fetchall()
            head = db.execute("SELECT size, CAST(checkpoint AS BLOB) FROM head").fetchone()
            self._size: int = head[0] if head else 0
            self._checkpoint: bytes = head[1] if head and head[1] else b""
        finally:
            db.close()

    def run(self, offsite: list[Kept]) -> Audit:
        self._levels = [self._leaves()]
        self._compare_hashes()
        size = len(self._levels[0])
        root = root_at(size, self._node) if size else EMPTY
        self._compare_head(size, root)
        vouched = self._compare_offsite(size, offsite)
        return Audit(size, root.hex(), tuple(self._findings[:MOST]), vouched)

    def _leaves(self) -> list[bytes]:
        """The hashes of the lines as they are, up to the first that is missing."""
        sha256, leaves = hashlib.sha256, []
        for number, (told, data, held) in enumerate(self._rows):
            if told != number:
                self._find(Refused("Line {number} is missing.", number=number))
                break
            leaf = sha256(b"\x00" + data).digest()
            if leaf != held:
                self._find(Refused("Line {number} was changed after it was written.", number=number))
            self._read(number, data)
            leaves.append(leaf)
        return leaves

    def _read(self, number: int, data: bytes) -> None:
        try:
            fields_of(data, number)
        except Refused as refusal:
            told = _NUMBER.search(data)
            other = int(told[1]) if told else number
            self._find(
                Refused("Where line {number} should be lies line {other}.", number=number, other=other)
                if other != number
                else refusal
            )

    def _compare_hashes(self) -> None:
        """Hash upwards, a level at a time, and compare with what is kept."""
        sha256, level = hashlib.sha256, self._levels[0]
        kept: dict[int, list[bytes]] = {}
        for depth, number, found in self._nodes:
            if number == len(kept.setdefault(depth, [])):
                kept[depth].append(found)
        while len(level) > 1:
            level = [
                sha256(b"\x01" + left + right).digest()
                for left, right in zip(level[::2], level[1::2], strict=False)
            ]
            depth = len(self._levels)
            self._levels.append(level)
            if not self._findings and kept.get(depth, []) != level:
                pairs = enumerate(zip(level, [*kept.get(depth, []), *[b""] * len(level)], strict=False))
                at = next((number for number, (one, other) in pairs if one != other), len(level))
                start, end = at << depth, (at + 1 << depth) - 1
                self._find(
                    Refused("The hash kept over lines {start} to {end} is not theirs.", start=start, end=end)
                )

    def _compare_head(self, size: int, root: bytes) -> None:
        try:
            note = Note.parse(self._checkpoint)
            note.verified([self._log])
            head = Checkpoint.of(note)
        except Refused as refusal:
            self._find(Refused("The log's own signature does not hold: {why}", why=refusal))
            return
        if len(self._rows) < head.size:
            self._find(
                Refused(
                    "The log has {size} lines and should have {held}.", size=len(self._rows), held=head.size
                )
            )
        elif (self._size, head.origin, head.size, head.root) != (size, self._log.name, size, root):
            self._find(Refused("The log is not what this box signed last ({held} lines).", held=head.size))

    def _compare_offsite(self, size: int, offsite: list[Kept]) -> tuple[Vouched, ...]:
        """Hold the log against checkpoints that had left, smallest first; only the first that fails is told."""
        vouched: list[Vouched] = []
        good = 0
        is_told = False
        for one in sorted(offsite, key=lambda found: found.checkpoint.size):
            held = one.checkpoint
            if self._is_of_an_earlier_log(one):
                continue
            try:
                signers = one.note.verified(self._known)
            except Refused:
                signers = {}
            if self._log not in signers or held.origin != self._log.name:
                self._find(Refused("{source} is no checkpoint of this box.", source=one.source))
                continue
            holds = held.size <= size and root_at(held.size, self._node) == held.root
            others = tuple(sorted((key.name, at) for key, at in signers.items() if key != self._log))
            vouched.append(Vouched(one.source, held.size, holds, others))
            if holds:
                good = max(good, held.size)
            elif not is_told:
                is_told = True
                self._say(size, good, one)
        return tuple(vouched)

    def _is_of_an_earlier_log(self, one: Kept) -> bool:
        """Whether this box's key signed it for another log: one of before the box was made anew."""
        origin = one.checkpoint.origin
        if origin == self._log.name or not is_name(origin):
            return False
        try:
            return bool(one.note.verified([replace(self._log, name=origin)]))
        except Refused:
            return False

    def _say(self, size: int, good: int, one: Kept) -> None:
        held = one.checkpoint.size
        if held > size:
            self._find(
                Refused(
                    "The log has {size} lines; {source} shows that it had {held}. The last ones were cut off.",
                    size=size,
                    held=held,
                    source=one.source,
                )
            )
        else:
            self._find(
                Refused(
                    "Lines {start} to {end} are not all as they were: {source}, signed by this box, shows others.",
                    start=good,
                    end=held - 1,
                    source=one.source,
                )
            )

    def _node(self, name: Node) -> bytes:
        level, index = name
        return self._levels[level][index]

    def _find(self, refusal: Refused) -> None:
        if len(self._findings) <= MOST:
            self._findings.append(refusal)


def looked_at(home: Home, *, files: Sequence[Path] = ()) -> Audit:
    """The audit of this box's log with everything it knows: its key, the neighbours' and the hub's."""
    with Journal.open(home) as journal:
        log = journal.key
    with Neighbours(home) as memory:
        known = memory.witnesses()
    return audit(home, log, files=files, witnesses=[*known, *hub_witness(home)])


def export(home: Home, target: Path) -> int:
    """Write checkpoint, tiles, bundles of entries and the evidence of contradictions below ``target``; answers how
    many files. Anyone can check them with tools that read c2sp.org/tlog-tiles, and with no key of this box.
    """
    files: dict[str, bytes] = {}
    with Journal.open(home) as journal, Neighbours(home) as memory:
        with journal.at_one_moment():
            size = journal.size
            for level, number, width in tlog.tiles(size):
                files[tlog.tile_name(level, number, width)] = tlog.tile(level, number, width, journal.node)
                if level == 0:
                    start = number * tlog.WIDTH
                    entries = [data for _, data in journal.raw(start, start + width)]
                    files[tlog.bundle_name(number, width)] = tlog.bundle(entries)
            newest = Note.parse(journal.checkpoint())
            cosigned = [one.note for one in checkpoints.kept(home) if one.note.text == newest.text]
            files["checkpoint"] = (cosigned[0] if cosigned else newest).to_bytes()
            files["vkey"] = f"{journal.key.text}\n".encode()
        for fault in memory.faults(every=True):
            files[f"evidence/{fault.number}/held"] = fault.held
            files[f"evidence/{fault.number}/offered"] = fault.offered
    for name, data in files.items():
        make_directory((target / name).parent)
        write_file(target / name, data)
    return len(files)
