"""A parcel: what leaves a village, by line or on a stick. One age file for the hub's mailroom, of a bucket's size.

Inside: a statement ``lianjian-parcel/1`` of the station with sealed letters, counts, what it reports of itself, and its log. So
whoever carries it learns that a station sent something of about a size: no addressee, no number of letters.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lianjian_feed import sealing, statements
from lianjian_feed.cards import is_moment, station_id
from lianjian_feed.letters import CAP as LETTER_CAP
from lianjian_feed.letters import is_day
from lianjian_feed.schemes import digest, is_digest

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from lianjian_feed.sealing import Identity

FORMAT = "lianjian-parcel/1"
CAP = 2 << 20  # bytes of what is inside
MAX_LETTERS = 16
MAX_ENTRIES = 500  # of the log, in one parcel
MAX_ENTRY = 1024  # characters of one entry
MAX_FAULTS = 20
MAX_WORD = 200  # characters of a version or a fault
BIGGEST = 1 << 53  # a whole number that any JSON reader keeps


@dataclass(frozen=True)
class Posted:
    """A sealed letter and for whom it is; ``to``: key of an addressee."""

    to: str
    data: bytes

    @property
    def digest(self) -> str:
        return digest(self.data)


@dataclass(frozen=True)
class Report:
    """What a station says of itself, where its keeper allowed that; ``faults``: msgids without their values."""

    version: str
    edition: int
    disk_free: int  # MiB
    is_stale: bool
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counts:
    """Noisy numbers by category for a quarter (``from_day`` to ``to_day``), and the epsilon they cost."""

    from_day: str
    to_day: str
    epsilon: str  # a fraction, as ``1`` or ``1/2``
    numbers: dict[str, int]


@dataclass(frozen=True)
class LogPart:
    """The log's signed checkpoint, and the entries from ``start`` on that the hub has not acknowledged yet."""

    checkpoint: str
    start: int
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Parcel:
    """``serial`` rises by one with each parcel; ``acknowledged``: the newest reply this station has taken in."""

    serial: int
    made_at: str  # RFC 3339
    acknowledged: int
    log: LogPart
    letters: tuple[Posted, ...] = ()
    counts: tuple[Counts, ...] = ()
    report: Report | None = None
    key: str = field(default="", compare=False)  # the station's signing key, known once read

    @property
    def station(self) -> str:
        return station_id(self.key)

    def seal(self, by: Ed25519PrivateKey, mailroom: str) -> bytes:
        """Sign, pad and seal to the mailroom's recipient."""
        told = {
            "acknowledged": self.acknowledged,
            "counts": [
                {"epsilon": c.epsilon, "from": c.from_day, "numbers": c.numbers, "to": c.to_day}
                for c in self.counts
            ],
            "letters": [
                {"data": base64.b64encode(one.data).decode(), "sha256": one.digest, "to": one.to}
                for one in self.letters
            ],
            "log": {
                "checkpoint": self.log.checkpoint,
                "entries": list(self.log.entries),
                "start": self.log.start,
            },
            "made_at": self.made_at,
            "report": _report_out(self.report),
            "sealing": sealing.SCHEME,
            "serial": self.serial,
        }
        _judge(told)
        return sealing.seal(sealing.pad(statements.sign(FORMAT, told, by)), [mailroom])

    @classmethod
    def unseal(cls, data: bytes, identity: Identity) -> Parcel:
        """Open and check; whether the station is enrolled is the caller's to judge by ``key``."""
        said = statements.read(FORMAT, sealing.unpad(sealing.unseal(data, [identity], cap=CAP)), cap=CAP)
        told = said.told
        _judge(told)
        report = told["report"]
        return cls(
            serial=told["serial"],
            made_at=told["made_at"],
            acknowledged=told["acknowledged"],
            log=LogPart(told["log"]["checkpoint"], told["log"]["start"], tuple(told["log"]["entries"])),
            letters=tuple(Posted(one["to"], base64.b64decode(one["data"])) for one in told["letters"]),
            counts=tuple(Counts(c["from"], c["to"], c["epsilon"], c["numbers"]) for c in told["counts"]),
            report=Report(**{**report, "faults": tuple(report["faults"])}) if report else None,
            key=said.key,
        )


def _report_out(report: Report | None) -> dict[str, object] | None:
    if report is None:
        return None
    return {
        "disk_free": report.disk_free,
        "edition": report.edition,
        "faults": list(report.faults),
        "is_stale": report.is_stale,
        "version": report.version,
    }


def is_number(told: object) -> bool:
    """Whether ``told`` is a whole number from 0 on that every reader of JSON keeps."""
    return type(told) is int and 0 <= told < BIGGEST


def is_words(told: object, limit: int = MAX_WORD) -> bool:
    """Whether ``told`` is printable text of one line."""
    return isinstance(told, str) and len(told) <= limit and told.isprintable()


def _judge(told: dict[str, Any]) -> None:
    statements.strictly(
        told,
        FORMAT,
        acknowledged=is_number,
        counts=lambda v: isinstance(v, list) and len(v) <= MAX_LETTERS and all(map(_is_counts, v)),
        letters=lambda v: isinstance(v, list) and len(v) <= MAX_LETTERS and all(map(_is_letter, v)),
        log=_is_log,
        made_at=is_moment,
        report=lambda v: v is None or _is_report(v),
        sealing=lambda v: v == sealing.SCHEME,
        serial=lambda v: is_number(v) and v > 0,
    )


def _is_letter(told: object) -> bool:
    if not isinstance(told, dict) or set(told) != {"data", "sha256", "to"}:
        return False
    if not isinstance(told["data"], str) or not is_digest(told["sha256"]) or not is_words(told["to"], 40):
        return False
    try:
        data = base64.b64decode(told["data"], validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(data) <= LETTER_CAP and digest(data) == told["sha256"]


def _is_counts(told: object) -> bool:
    if not isinstance(told, dict) or set(told) != {"epsilon", "from", "numbers", "to"}:
        return False
    numbers = told["numbers"]
    return (
        is_day(told["from"])
        and is_day(told["to"])
        and is_words(told["epsilon"], 20)
        and isinstance(numbers, dict)
        and len(numbers) <= 64  # noqa: PLR2004 - more categories than there will be
        and all(is_words(name, 40) and type(n) is int and abs(n) < BIGGEST for name, n in numbers.items())
    )


def _is_log(told: object) -> bool:
    if not isinstance(told, dict) or set(told) != {"checkpoint", "entries", "start"}:
        return False
    entries = told["entries"]
    return (
        isinstance(told["checkpoint"], str)
        and len(told["checkpoint"]) <= 4 * MAX_ENTRY
        and is_number(told["start"])
        and isinstance(entries, list)
        and len(entries) <= MAX_ENTRIES
        and all(is_words(one, MAX_ENTRY) for one in entries)
    )


def _is_report(told: object) -> bool:
    if not isinstance(told, dict) or set(told) != {
        "disk_free",
        "edition",
        "faults",
        "is_stale",
        "version",
    }:
        return False
    faults = told["faults"]
    return (
        is_number(told["disk_free"])
        and is_number(told["edition"])
        and isinstance(told["is_stale"], bool)
        and is_words(told["version"])
        and isinstance(faults, list)
        and len(faults) <= MAX_FAULTS
        and all(map(is_words, faults))
    )
