"""What the log said and others have seen: ``HOME/checkpoints/<size>-<root>.txt``, one note a file.

A checkpoint is put here before it leaves (``put_by``), and the cosignatures that come back are added to it. They
are copies for convenience: what counts against a rewritten box are those on sticks, at the hub and with the
neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian_feed.durable import make_directory, write_file
from lianjian_feed.notes import CAP, Note
from lianjian_feed.refusals import Refused
from lianjian_feed.tlog import Checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lianjian_feed.notes import VerifierKey
    from lianjian_station.home import Home
    from lianjian_station.journal import Journal


@dataclass(frozen=True)
class Kept:
    """A checkpoint of this box and where it was found."""

    source: str
    note: Note
    checkpoint: Checkpoint


def put_by(home: Home, journal: Journal) -> bytes:
    """The newest checkpoint, kept here before it goes out: to a stick, into a parcel, onto paper."""
    data = journal.checkpoint()
    _write(home, Note.parse(data))
    return data


def take_back(home: Home, log: VerifierKey, data: bytes, witnesses: Iterable[VerifierKey]) -> Checkpoint:
    """Keep a checkpoint of this box (``log``) that came back, with the cosignatures of known ``witnesses``.

    Raises Refused where this box never signed it, or a known signature does not hold. Whether the log still
    goes on from it is the audit's to say.
    """
    note = Note.parse(data)
    note.verified([log])
    note = note.only([log, *witnesses])
    _write(home, note)
    return Checkpoint.of(note)


def kept(home: Home, newest: int | None = None) -> list[Kept]:
    """Checkpoints put by or come back, smallest first, all or the ``newest`` so many; what cannot be read is left
    out.
    """
    found = []
    paths = sorted(_folder(home).glob("*.txt"))
    for path in paths if newest is None else paths[-newest:]:
        try:
            note = Note.parse(read(path))
            found.append(Kept(path.name, note, Checkpoint.of(note)))
        except Refused:
            continue
    return sorted(found, key=lambda one: one.checkpoint.size)


def cosignatures(home: Home) -> int:
    """How many cosignatures have come back so far."""
    return sum(len(one.note.signatures) - 1 for one in kept(home))


def read(path: Path) -> bytes:
    """A note from a file, never more than a note can be."""
    try:
        with path.open("rb") as file:
            return file.read(CAP + 1)
    except OSError as error:
        raise Refused("The checkpoint {path} cannot be read.", path=path) from error


def _folder(home: Home) -> Path:
    return home.path / "checkpoints"


def _write(home: Home, note: Note) -> None:
    """Write a note, or add what signatures it brings to the one that is there."""
    found = Checkpoint.of(note)
    path = _folder(home) / f"{found.size:09d}-{found.root.hex()[:16]}.txt"
    make_directory(path.parent)
    held = note
    if path.exists():
        try:
            held = Note.parse(read(path))
        except Refused:
            held = note  # damaged: written anew
    whole = held.signed(*note.signatures) if held.text == note.text else note
    if not path.exists() or whole != held:
        write_file(path, whole.to_bytes())
