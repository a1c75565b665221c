"""A station's card: the public half of a box, which the hub enrols after a person has compared its number.

``told`` of the statement ``lianjian-card/1``: ``{"division", "made_at", "recipient", "sealing", "village"}``. It is signed by the
key that it introduces; that the key is the box's is vouched for by who brings the card.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lianjian_feed import statements
from lianjian_feed.sealing import SCHEME, is_recipient

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = "lianjian-card/1"
CAP = 4096  # bytes
_STATION = re.compile("st-[0-9a-f]{16}")
_DIVISION = re.compile("(?:[0-9]{12})?")
MAX_NAME = 80  # characters


def station_id(key: str) -> str:
    """A station's name for machines: ``st-`` and 16 hex digits of the sha256 of its raw public key."""
    return f"st-{hashlib.sha256(bytes.fromhex(key)).hexdigest()[:16]}"


def number_of(key: str) -> str:
    """What two people compare by telephone: 128 bits of the key's sha256 in groups of four hex digits."""
    half = hashlib.sha256(bytes.fromhex(key)).hexdigest()[:32]
    return " ".join(half[at : at + 4] for at in range(0, 32, 4))


def is_station(text: object) -> bool:
    return isinstance(text, str) and bool(_STATION.fullmatch(text))


def is_moment(text: object) -> bool:
    """Whether ``text`` is an RFC 3339 time with an offset, of a year that it also has in UTC."""
    try:
        told = datetime.fromisoformat(text) if isinstance(text, str) else None
        return told is not None and told.tzinfo is not None and bool(told.astimezone(UTC))
    except (ValueError, OverflowError):
        return False


@dataclass(frozen=True)
class Card:
    """Who a box is: its signing key (hex), its age recipient, and where it stands."""

    key: str
    recipient: str
    village: str
    division: str  # 12-digit statistical code, empty where not said
    made_at: str  # RFC 3339

    @property
    def station(self) -> str:
        return station_id(self.key)

    @property
    def number(self) -> str:
        return number_of(self.key)

    @classmethod
    def parse(cls, data: bytes) -> Card:
        """Read a card; Refused where it is not one or not signed by its own key."""
        said = statements.read(FORMAT, data, cap=CAP)
        statements.strictly(
            said.told,
            FORMAT,
            division=lambda v: isinstance(v, str) and bool(_DIVISION.fullmatch(v)),
            made_at=is_moment,
            recipient=is_recipient,
            sealing=lambda v: v == SCHEME,
            village=is_name,
        )
        told = {name: value for name, value in said.told.items() if name != "sealing"}
        return cls(key=said.key, **told)


def write_card(
    by: Ed25519PrivateKey, *, recipient: str, village: str, division: str, made_at: datetime
) -> bytes:
    """The card of the box whose signing key is ``by``."""
    told = {
        "division": division,
        "made_at": made_at.isoformat(timespec="seconds"),
        "recipient": recipient,
        "sealing": SCHEME,
        "village": village,
    }
    return statements.sign(FORMAT, told, by)


def is_name(text: object) -> bool:
    """Whether ``text`` can be shown as a name: one printable line, not empty, of 80 characters at most."""
    return isinstance(text, str) and 0 < len(text) <= MAX_NAME and text.isprintable() and bool(text.strip())
