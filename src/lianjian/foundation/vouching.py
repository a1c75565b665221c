"""What vouches for the audit trail outside the database: a key, and the record of what was sealed (decision 0017).

Both lie under LIANJIAN_HOME/keys and go with every backup. Somebody who can write the database but not these files
can neither write a deed nor take one back unnoticed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hmac
import json
import os
import re
import secrets
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings

from lianjian.kernel.keys import canonical_json
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lianjian.foundation.models import EventRecord

FORMAT = "lianjian-audit-key/1"
LINE = re.compile(r"([0-9]+) ([0-9a-f]{64})")

_NO_NUMBERS = {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}


@dataclass(frozen=True, slots=True)
class Voucher:
    """The key, and what was there before it: the chain up to ``before_sequence`` was sealed without a key and ended in
    ``before_seal``, and the rows ``unmarked`` waited for their seal. All of that is taken as it was found."""

    key: bytes
    unmarked: frozenset[int] = frozenset()
    before_sequence: int = 0
    before_seal: str = ""

    def sign(self, value: Mapping[str, object]) -> str:
        """HMAC-SHA-256 (RFC 2104) over the canonical JSON of ``value``."""
        return hmac.new(self.key, canonical_json(value), sha256).hexdigest()


def voucher() -> Voucher:
    """The key of this installation, made with the first deed. Raises Refused where it is lost or damaged: a new one
    would call every earlier deed a forgery."""
    return _voucher(_path("audit.key"))


@cache
def _voucher(path: Path) -> Voucher:
    if not path.exists():
        _make(path)
    try:
        told = json.loads(path.read_bytes())
        if told["format"] != FORMAT:
            raise ValueError(told["format"])
        return Voucher(
            bytes.fromhex(told["key"]),
            frozenset(map(int, told["unmarked"])),
            int(told["before_sequence"]),
            str(told["before_seal"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise _lost(path) from broken


def _make(path: Path) -> None:
    from lianjian.foundation.models import EventRecord  # noqa: PLC0415 - wiring reads this room before Django is up

    if EventRecord.objects.exclude(mark="").exists() or sealed_heads():
        raise _lost(path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(_path("audit.heads"), os.O_WRONLY | os.O_CREAT, 0o600))
    last = (
        EventRecord.objects.exclude(sequence=None)
        .order_by("-sequence")
        .values_list("sequence", "seal")
        .first()
    )
    told = {
        "format": FORMAT,
        "key": secrets.token_hex(32),
        "unmarked": list(EventRecord.objects.filter(sequence=None).values_list("id", flat=True)),
        "before_sequence": last[0] if last else 0,
        "before_seal": last[1] if last else "",
    }
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(json.dumps(told))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was quicker: its key is the key
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def sealed_heads() -> dict[int, set[str]]:
    """What the record says was sealed: the seals that were the last of the chain, by their number. More than one
    for a number means that the chain was cut off there and grew again."""
    try:
        lines = _path("audit.heads").read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    heads: dict[int, set[str]] = {}
    for line in lines:
        if found := LINE.fullmatch(line):  # a power cut may have left half a line
            heads.setdefault(int(found[1]), set()).add(found[2])
    return heads


def has_record() -> bool:
    """Whether the record of what was sealed is there at all; it is made together with the key."""
    return _path("audit.heads").is_file()


def keep_head(sequence: int, seal: str) -> None:
    """Add to the record, for good, that the chain ended here once. The line is on the disk when this returns."""
    handle = os.open(_path("audit.heads"), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        begins_anew = size == 0 or os.pread(file.fileno(), 1, size - 1) == b"\n"
        file.write(f"{'' if begins_anew else chr(10)}{sequence} {seal}\n".encode())
        os.fsync(file.fileno())


def mark_of(record: EventRecord) -> str:
    """What only a holder of the key can write beside a deed; bound to its number, so that it fits no copy of it."""
    return voucher().sign(
        {
            "id": record.pk,
            "name": record.name,
            "payload": without_floats(record.payload),
            "actor": record.actor,
            "person": record.person,
            "at": record.at.isoformat(),
        }
    )


def without_floats(payload: object) -> object:
    """Payloads may hold decimals as floats of a JSON column; they are hashed by their text."""
    return json.loads(json.dumps(payload), parse_float=str, parse_constant=_NO_NUMBERS.__getitem__)


def _path(name: str) -> Path:
    path: Path = settings.AUDIT_KEYS / name
    return path


def _lost(path: Path) -> Refused:
    return Refused(
        gettext_noop("The key of the audit trail, %(path)s, is missing or damaged."),
        cure=gettext_noop("Bring it back from a backup, or from another hub of the same network."),
        path=str(path),
    )
