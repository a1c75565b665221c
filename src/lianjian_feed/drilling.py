"""The yearly drill: every stick proves that it still signs, and nothing is changed.

``lianjian-drill/1`` is canonical JSON: ``{"challenge", "format", "made_at", "root", "signatures"}``: 64 random hex digits, the
version of the root in force, and signatures by key id over ``format``, a zero byte and the rest. A signature of a drill is
over no metadata and can never be taken for one. What came of it is kept beside the keys in ``drills.json``.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from securesystemslib.signer import Signature

from lianjian_feed import statements
from lianjian_feed.cards import is_moment
from lianjian_feed.durable import write_file
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import is_digest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from securesystemslib.signer import Key

    from lianjian_feed.keys import RoleKey

FORMAT = "lianjian-drill/1"
RECORD = "drills.json"
RECORD_FORMAT = "lianjian-drills/1"
CAP = 100_000  # bytes


@dataclass(frozen=True)
class Drill:
    """A challenge, and who has signed it so far."""

    challenge: str
    made_at: str
    root: int
    signatures: tuple[tuple[str, str], ...] = ()

    @classmethod
    def begin(cls, root: int, now: datetime) -> Drill:
        return cls(secrets.token_hex(32), now.isoformat(timespec="seconds"), root)

    @property
    def body(self) -> bytes:
        told = {"challenge": self.challenge, "made_at": self.made_at, "root": self.root}
        return FORMAT.encode() + b"\0" + statements.canonical(told)

    def sign(self, key: RoleKey) -> Drill:
        signature = key.signer.sign(self.body).signature
        return replace(
            self, signatures=tuple(sorted({**dict(self.signatures), key.public.keyid: signature}.items()))
        )

    def proved(self, keys: Iterable[Key]) -> list[str]:
        """Key ids of those ``keys`` whose signature is there and good."""
        return [key.keyid for key in keys if _fits(key, dict(self.signatures).get(key.keyid, ""), self.body)]

    def to_bytes(self) -> bytes:
        return statements.canonical(
            {
                "challenge": self.challenge,
                "format": FORMAT,
                "made_at": self.made_at,
                "root": self.root,
                "signatures": dict(self.signatures),
            }
        )

    @classmethod
    def parse(cls, data: bytes) -> Drill:
        if len(data) > CAP:
            raise Refused("The drill cannot be read.")
        told = statements.plain(data, FORMAT)
        told.pop("format")
        statements.strictly(
            told,
            FORMAT,
            challenge=is_digest,
            made_at=is_moment,
            root=lambda v: type(v) is int,
            signatures=lambda v: isinstance(v, dict) and all(isinstance(one, str) for one in v.values()),
        )
        return cls(
            told["challenge"], told["made_at"], told["root"], tuple(sorted(told["signatures"].items()))
        )


def keep(keys: Path, drill: Drill, proved: Iterable[str], now: datetime) -> dict[str, str]:
    """Record when each of these keys was last seen to sign; answers the record, by key id."""
    record = last(keys)
    record |= dict.fromkeys(proved, now.isoformat(timespec="seconds"))
    told = {"format": RECORD_FORMAT, "challenge": drill.challenge, "proved": record}
    write_file(keys / RECORD, statements.canonical(told), mode=0o600)
    return record


def last(keys: Path) -> dict[str, str]:
    """When each key last proved itself in a drill, by key id."""
    try:
        told = json.loads((keys / RECORD).read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Refused("{path} cannot be read.", path=keys / RECORD) from error
    if told.get("format") != RECORD_FORMAT:
        raise Refused("{path} cannot be read.", path=keys / RECORD)
    return {str(keyid): str(at) for keyid, at in told["proved"].items()}


def _fits(key: Key, signature: str, body: bytes) -> bool:
    try:
        key.verify_signature(Signature(key.keyid, signature), body)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it does not count
        return False
    return True
