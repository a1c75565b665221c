"""The log of a station as the hub holds it: lines are only added, and a checkpoint is cosigned when it fits them all.

The tree is that of RFC 6962, checkpoints and cosignatures those of C2SP (``lianjian_feed.tlog``, ``notes``). The hub holds
the lines themselves, so growth is judged by them and needs no proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.islands.models import LogLine, StationFault
from lianjian.apps.islands.ports import mail_keys
from lianjian.apps.islands.queries.witnessing import log_key, witness_name
from lianjian.apps.islands.rules.stations import OF_THE_LOG, FaultKind
from lianjian_feed import tlog
from lianjian_feed.logbook import LogEntry
from lianjian_feed.merkle import leaf_hash
from lianjian_feed.notes import Note, cosign
from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.islands.models import Station
    from lianjian_feed.parcels import LogPart


def append(station: Station, part: LogPart, *, is_newest: bool, now: datetime) -> FaultKind | None:
    """Take in new lines and judge the checkpoint; the caller saves the station. Answers what is wrong, kept as a fault with
    its evidence; the lines held stay as they are then, and nothing more is taken until a person has settled it."""
    faults = StationFault.objects.across_organisations("the system judges logs")
    if faults.filter(station=station, run=station.run, kind__in=OF_THE_LOG, settled_at=None).exists():
        return None
    judged = _Judged(station, part, is_newest=is_newest)
    judged.judge(now)
    if judged.fault is not None:
        StationFault.objects.create(
            station=station,
            run=station.run,
            kind=judged.fault,
            found_at=now,
            held=judged.held,
            offered=judged.offered,
        )
    return judged.fault


class _Judged:
    """One part of a log against what is held."""

    def __init__(self, station: Station, part: LogPart, *, is_newest: bool) -> None:
        self.station, self.part, self.is_newest = station, part, is_newest
        self.fault: FaultKind | None = None
        self.held = self.offered = ""
        self.rows = LogLine.objects.across_organisations("the system judges logs").filter(
            station=station, run=station.run
        )

    def judge(self, now: datetime) -> None:
        checkpoint = self._checkpoint()
        fresh = self._fresh() if self.fault is None else []
        if self.fault is not None:
            return
        size = self.station.log_size
        peaks = tuple(bytes.fromhex(peak) for peak in self.station.log_peaks)
        roots = {size: tlog.root_of(peaks)}
        grown = size
        for (level, _index), _hash, after in tlog.grow(
            size, peaks, (leaf_hash(one.encode()) for one in fresh)
        ):
            if level == 0:
                grown += 1
            peaks = after
            roots[grown] = tlog.root_of(peaks)  # the last of a line's peaks are those of the tree
        if checkpoint is not None and not self._fits(checkpoint[1], roots, grown):
            return
        LogLine.objects.bulk_create(
            LogLine(station=self.station, run=self.station.run, number=number, text=text)
            for number, text in enumerate(fresh, size)
        )
        self.station.log_size, self.station.log_peaks = grown, [peak.hex() for peak in peaks]
        if checkpoint is not None and checkpoint[1].size <= grown:
            self._cosign(*checkpoint, now)

    def _checkpoint(self) -> tuple[Note, tlog.Checkpoint] | None:
        """What the station says of its log, signed by it; None where it says nothing."""
        if not self.part.checkpoint:
            return None
        try:
            note = Note.parse(self.part.checkpoint.encode())
            checkpoint = tlog.Checkpoint.of(note)
            note.verified([log_key(self.station.number, self.station.key, checkpoint.origin)])
        except Refused:
            self._accuse(FaultKind.UNREADABLE, "", self.part.checkpoint)
            return None
        return note, checkpoint

    def _fresh(self) -> list[str]:
        """The lines that are new; [] where some between are missing, which the station sends again when it hears how many
        there are. A line that is held already must be the same."""
        held, start = self.station.log_size, self.part.start
        if start > held:
            return []
        overlap = {
            row.number: row.text for row in self.rows.filter(number__gte=start)[: len(self.part.entries)]
        }
        for number, text in enumerate(self.part.entries, start):
            if number < held:
                if overlap.get(number) != text:
                    self._accuse(FaultKind.LINE, overlap.get(number, ""), text)
                    return []
                continue
            try:
                LogEntry.parse(text.encode(), number)
            except Refused:
                self._accuse(FaultKind.UNREADABLE, "", text)
                return []
        return list(self.part.entries[max(0, held - start) :])

    def _fits(self, offered: tlog.Checkpoint, roots: dict[int, bytes], grown: int) -> bool:
        """Whether the checkpoint goes with the lines; one that is ahead of them waits for the next parcel."""
        before = self._cosigned()
        if (
            before is not None and offered.origin != before.origin
        ):  # begun anew, and nobody told the hub of it
            self._accuse(FaultKind.FORK, self.station.checkpoint, self.part.checkpoint)
            return False
        if self.is_newest and before is not None and offered.size < before.size:
            self._accuse(FaultKind.SHRUNK, self.station.checkpoint, self.part.checkpoint)
            return False
        if offered.size > grown:
            return True
        root = roots.get(offered.size)
        if root is None:  # an old one that comes late
            root = self._root_at(offered.size)
        if root == offered.root:
            return True
        kind = FaultKind.FORK if before is not None and before.size == offered.size else FaultKind.UNSHOWN
        self._accuse(kind, self.station.checkpoint, self.part.checkpoint)
        return False

    def _root_at(self, size: int) -> bytes:
        texts = self.rows.filter(number__lt=size).order_by("number").values_list("text", flat=True)
        peaks: tuple[bytes, ...] = ()
        for _name, _hash, peaks in tlog.grow(0, (), (leaf_hash(one.encode()) for one in texts.iterator())):  # noqa: B007 - the last peaks are wanted
            pass
        return tlog.root_of(peaks)

    def _cosigned(self) -> tlog.Checkpoint | None:
        held = self.station.checkpoint
        return tlog.Checkpoint.of(Note.parse(held.encode())) if held else None

    def _cosign(self, note: Note, offered: tlog.Checkpoint, now: datetime) -> None:
        before = self._cosigned()
        if before is not None and before.size >= offered.size:
            return
        mine = cosign(note.text, mail_keys().witness(), witness_name(), int(now.timestamp()))
        own = Note(note.text, tuple(one for one in note.signatures if one.name == offered.origin)[:1])
        self.station.checkpoint = own.signed(mine).to_bytes().decode()

    def _accuse(self, kind: FaultKind, held: str, offered: str) -> None:
        self.fault, self.held, self.offered = (
            kind,
            held,
            offered.replace("\0", "\ufffd"),
        )  # no NUL in PostgreSQL
