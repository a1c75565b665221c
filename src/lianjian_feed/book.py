"""The network's book: whom a village can write to, and with which keys. Entry ``network/book.json`` of the signed feed.

The reserved organisation ``network`` is the hub's own; that an edition is verified is what makes the book true, so it
carries no signature of its own. What it names: the mailroom, to which everything that leaves a village is sealed; the key that
signs replies; the hub's witness key (C2SP signed-note verifier key); the upload address; and the addressees.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from lianjian_feed import statements
from lianjian_feed.cards import is_name
from lianjian_feed.fields import CATEGORIES
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import SIGNATURE
from lianjian_feed.sealing import SCHEME, is_recipient

FORMAT = "lianjian-book/1"
ORGANISATION = "network"  # reserved: no party may be called so in a feed
NAME = "book.json"
PATH = f"{ORGANISATION}/{NAME}"
CAP = 60_000  # bytes: travels in packs
ROLES = ("party", "expert", "secretary")
MAX_ADDRESSEES = 100  # of the whole network; a village's own first secretary comes with its replies
_KEY = re.compile("[a-z0-9][a-z0-9-]{0,39}")
_WITNESS = re.compile(r"[!-*,-~]{1,80}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{20,4000}|")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}|")
MAX_DAYS = 90
MAX_ADDRESS = 200


@dataclass(frozen=True)
class Addressee:
    """Somebody a village can write to: ``days`` is how long an answer takes at most, ``until`` the last day of a posting."""

    key: str
    role: str
    name: str
    recipient: str
    categories: tuple[str, ...]
    days: int
    until: str = ""  # ISO 8601 date; empty: no end known

    def told(self) -> dict[str, object]:
        return asdict(self) | {"categories": sorted(self.categories)}

    def is_there(self, today: date) -> bool:
        """Whether letters may still be sealed to them."""
        return not self.until or today <= date.fromisoformat(self.until)


def addressee(told: object, form: str) -> Addressee:
    """Read an addressee as ``told()`` gives it; Refused where anything is not as agreed."""
    if not isinstance(told, dict):
        raise Refused("Field {field} of {form} is not as agreed.", field="addressees", form=form)
    statements.strictly(
        told,
        form,
        key=lambda v: isinstance(v, str) and bool(_KEY.fullmatch(v)),
        role=lambda v: v in ROLES,
        name=is_name,
        recipient=is_recipient,
        categories=_is_categories,
        days=lambda v: type(v) is int and 0 < v <= MAX_DAYS,
        until=_is_day,
    )
    return Addressee(**{**told, "categories": tuple(told["categories"])})


@dataclass(frozen=True)
class Book:
    """``replies``: raw Ed25519 key (hex) that signs replies; ``witness``: verifier key of the hub's witness or empty."""

    mailroom: str
    replies: str
    witness: str
    upload: str
    addressees: tuple[Addressee, ...]

    def to_bytes(self) -> bytes:
        told = {
            "addressees": [found.told() for found in sorted(self.addressees, key=lambda found: found.key)],
            "format": FORMAT,
            "mailroom": self.mailroom,
            "replies": self.replies,
            "sealing": SCHEME,
            "signing": SIGNATURE,
            "upload": self.upload,
            "witness": self.witness,
        }
        return statements.canonical(told)

    @classmethod
    def parse(cls, data: bytes) -> Book:
        """Read the entry ``network/book.json`` of a verified edition."""
        if len(data) > CAP:
            raise Refused("The network's book is longer than agreed.")
        try:
            told: Any = json.loads(data)
            form = told["format"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Refused("The network's book cannot be read.") from error
        if form != FORMAT:
            raise Refused("The network's book is of another form: update this software first.")
        statements.strictly(
            told,
            FORMAT,
            addressees=lambda v: isinstance(v, list) and len(v) <= MAX_ADDRESSEES,
            format=lambda v: v == FORMAT,
            mailroom=is_recipient,
            replies=statements.is_key,
            sealing=lambda v: v == SCHEME,
            signing=lambda v: v == SIGNATURE,
            upload=is_address,
            witness=lambda v: isinstance(v, str) and bool(_WITNESS.fullmatch(v)),
        )
        addressees = tuple(addressee(one, FORMAT) for one in told["addressees"])
        if len({found.key for found in addressees}) != len(addressees):
            raise Refused("Field {field} of {form} is not as agreed.", field="addressees", form=FORMAT)
        return cls(told["mailroom"], told["replies"], told["witness"], told["upload"], addressees)


def is_address(text: object) -> bool:
    """Whether ``text`` is an http(s) address, or empty: nothing is taken over the line."""
    if not isinstance(text, str) or len(text) > MAX_ADDRESS or not text.isascii() or not text.isprintable():
        return False
    try:
        told = urlsplit(text)
        told.port  # noqa: B018 - raises where it is none
    except ValueError:
        return False
    return not text or (told.scheme in {"http", "https"} and bool(told.hostname) and " " not in text)


def _is_categories(told: object) -> bool:
    return (
        isinstance(told, list)
        and all(isinstance(one, str) and one in CATEGORIES for one in told)
        and sorted(set(told)) == told
    )


def _is_day(text: object) -> bool:
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return False
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False
