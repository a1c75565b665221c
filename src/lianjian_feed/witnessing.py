"""Standing by another's log: remember the newest checkpoint of each, and sign a newer one only when it is shown
to begin with the one remembered (c2sp.org/tlog-witness, without its HTTP).

A log that shows two faces needs two witnesses who never compare. So a refusal is kept with both checkpoints:
two of one size and different roots, both signed by the log, convict it before anybody; the others ("not
shown", "shrunk") are grounds to ask.
"""

from __future__ import annotations

import fcntl
import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from lianjian_feed.durable import make_directory, write_file
from lianjian_feed.notes import COSIGNATURE, Note, Signature, VerifierKey, cosign
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest
from lianjian_feed.tlog import LONGEST_PROOF, Checkpoint, extends

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    Shows = Callable[[Checkpoint, Checkpoint], bool]

Fault = Literal["fork", "unshown", "shrunk"]


class Forked(Refused):
    """A log contradicts what it said before. ``fault`` says how; both checkpoints are kept."""

    fault: Fault = "fork"


@dataclass(frozen=True)
class Evidence:
    """Two checkpoints of one log that do not go together; ``fork`` alone needs nothing more to be proved."""

    origin: str
    fault: Fault
    held: bytes
    offered: bytes


class Shelf(Protocol):
    """What a witness must not forget. Every call is durable before it returns; the caller holds a lock."""

    def last(self, origin: str) -> bytes: ...
    def keep(self, origin: str, note: bytes) -> None: ...
    def accuse(self, evidence: Evidence) -> None: ...


@dataclass(frozen=True)
class Witness:
    """``name`` stands under its cosignatures; ``shelf`` is its memory."""

    shelf: Shelf
    private: Ed25519PrivateKey
    name: str

    @property
    def key(self) -> VerifierKey:
        """What others check its cosignatures with."""
        return VerifierKey.of(self.private, self.name, COSIGNATURE)

    def see(
        self, data: bytes, log: VerifierKey, shows: Shows, now: datetime, *, is_fresh: bool = False
    ) -> Signature:
        """Cosign a checkpoint signed by ``log``, after ``shows(held, offered)`` says that the log only grew.

        ``is_fresh``: it comes from the log itself and now, so that a smaller one than held is a fault and not
        just late post. Raises Forked with the evidence kept, Refused where there is nothing to hold against it.
        """
        note = Note.parse(data)
        offered = Checkpoint.of(note)
        note.verified([log])
        if offered.origin != log.name:
            raise Refused(
                "The checkpoint is of {origin}, not of {name}.", origin=offered.origin, name=log.name
            )
        told = self.shelf.last(offered.origin)
        if told:
            held = Checkpoint.of(Note.parse(told))
            self._judge(held, offered, shows, (told, data), is_fresh=is_fresh)
        if not told or offered.size > held.size:
            self.shelf.keep(offered.origin, Note(note.text, note.signatures).to_bytes())
        return cosign(note.text, self.private, self.name, int(now.timestamp()))

    def _judge(
        self,
        held: Checkpoint,
        offered: Checkpoint,
        shows: Shows,
        notes: tuple[bytes, bytes],
        *,
        is_fresh: bool,
    ) -> None:
        if offered.size == held.size and offered.root != held.root:
            self._accuse("fork", held, offered, notes)
        if offered.size < held.size:
            if is_fresh:
                self._accuse("shrunk", held, offered, notes)
            raise Refused(
                "The checkpoint of {origin} is older ({got} lines) than the one seen ({held}).",
                origin=held.origin,
                got=offered.size,
                held=held.size,
            )
        if offered.size > held.size and not shows(held, offered):
            self._accuse("unshown", held, offered, notes)

    def _accuse(
        self, fault: Fault, held: Checkpoint, offered: Checkpoint, notes: tuple[bytes, bytes]
    ) -> None:
        self.shelf.accuse(Evidence(held.origin, fault, *notes))
        refusal = Forked(
            "The log of {origin} contradicts itself: {got} lines now, {held} before, and the one does not go on from"
            " the other. Both are kept.",
            origin=held.origin,
            got=offered.size,
            held=held.size,
        )
        refusal.fault = fault
        raise refusal


def by_proof(proof: Sequence[bytes]) -> Shows:
    """Judge growth by a consistency proof from the size held."""
    steps = list(proof[: LONGEST_PROOF + 1])
    return lambda held, offered: extends(held.size, held.root, offered.size, offered.root, steps)


class DirectoryShelf:
    """A shelf of files: ``seen/<sha256 of origin>.txt`` and ``evidence/<sha256>.json``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for folder in ("seen", "evidence"):
            make_directory(path / folder)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One that looks and writes at a time."""
        with (self.path / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def last(self, origin: str) -> bytes:
        try:
            return self._seen(origin).read_bytes()
        except FileNotFoundError:
            return b""

    def keep(self, origin: str, note: bytes) -> None:
        write_file(self._seen(origin), note)

    def accuse(self, evidence: Evidence) -> None:
        told = {
            "fault": evidence.fault,
            "format": "lianjian-evidence/1",
            "held": evidence.held.decode(),
            "offered": evidence.offered.decode(),
            "origin": evidence.origin,
        }
        data = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        write_file(self.path / "evidence" / f"{digest(data)}.json", data)

    def evidence(self) -> list[Evidence]:
        """All of it, in no order that means anything."""
        found = []
        for path in sorted((self.path / "evidence").glob("*.json")):
            told = json.loads(path.read_bytes())
            found.append(
                Evidence(told["origin"], told["fault"], told["held"].encode(), told["offered"].encode())
            )
        return found

    def _seen(self, origin: str) -> Path:
        return self.path / "seen" / f"{digest(origin.encode())}.txt"
