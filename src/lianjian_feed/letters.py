"""A letter: the frozen, minimised copy of a request, on its way to one addressee.

Inside: a statement ``lianjian-letter/1`` of the station, padded to a bucket, then sealed (age) to the addressee alone. Nothing
in it leads back to the box's own numbers: ``request`` is a random name made for this letter's request, ``answer_to`` a key
made for its answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from lianjian_feed import sealing, statements
from lianjian_feed.cards import station_id
from lianjian_feed.fields import CATEGORIES, MAX_DAYS, PURPOSES, is_fields
from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from lianjian_feed.sealing import Identity

FORMAT = "lianjian-letter/1"
CAP = 1 << 16  # bytes of the sealed letter
KINDS = ("request", "withdrawal")
_NAME = re.compile("[0-9a-f]{32}")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ADDRESSEE = re.compile("[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class Letter:
    """``kind`` request: all fields; withdrawal: ``fields``, ``purposes`` empty, and the addressee must delete what it holds.

    ``asked_on``, ``until``: ISO 8601 dates; the consent covers use until ``until`` (a year at most) and no longer.
    """

    kind: str
    request: str  # 32 hex digits
    addressee: str
    category: str
    asked_on: str
    until: str
    answer_to: str  # age recipient of the answer
    fields: dict[str, str] = field(default_factory=dict, repr=False)  # a villager's words belong in no log
    purposes: tuple[str, ...] = ()
    key: str = ""  # the station's signing key, known once read

    @property
    def station(self) -> str:
        return station_id(self.key)

    def seal(self, by: Ed25519PrivateKey, recipient: str) -> bytes:
        """Sign, pad and seal to the addressee's ``recipient``."""
        told = {
            "addressee": self.addressee,
            "answer_to": self.answer_to,
            "asked_on": self.asked_on,
            "category": self.category,
            "fields": self.fields,
            "kind": self.kind,
            "purposes": sorted(self.purposes),
            "request": self.request,
            "sealing": sealing.SCHEME,
            "until": self.until,
        }
        _judge(told)
        return sealing.seal(sealing.pad(statements.sign(FORMAT, told, by)), [recipient])

    @classmethod
    def unseal(cls, data: bytes, identity: Identity) -> Letter:
        """Open and check; whether the station is one of the network is the caller's to judge by ``key``."""
        inside = sealing.unpad(sealing.unseal(data, [identity], cap=CAP))
        said = statements.read(FORMAT, inside, cap=CAP)
        _judge(said.told)
        told = {name: value for name, value in said.told.items() if name != "sealing"}
        return cls(**{**told, "purposes": tuple(told["purposes"]), "key": said.key})


def is_request(text: object) -> bool:
    """Whether ``text`` is the random name of a request."""
    return isinstance(text, str) and bool(_NAME.fullmatch(text))


def is_day(text: object) -> bool:
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return False
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _judge(told: Mapping[str, object]) -> None:
    statements.strictly(
        told,
        FORMAT,
        addressee=lambda v: isinstance(v, str) and bool(_ADDRESSEE.fullmatch(v)),
        answer_to=sealing.is_recipient,
        asked_on=is_day,
        category=lambda v: isinstance(v, str) and v in CATEGORIES,
        fields=lambda v: v == {} if told.get("kind") == "withdrawal" else is_fields(v, told.get("category")),
        kind=lambda v: v in KINDS,
        purposes=lambda v: _is_purposes(v, told.get("kind")),
        request=is_request,
        sealing=lambda v: v == sealing.SCHEME,
        until=is_day,
    )
    first, last = date.fromisoformat(str(told["asked_on"])), date.fromisoformat(str(told["until"]))
    if not 0 <= (last - first).days <= MAX_DAYS:
        raise Refused("Field {field} of {form} is not as agreed.", field="until", form=FORMAT)


def _is_purposes(told: object, kind: object) -> bool:
    if not isinstance(told, list) or not all(isinstance(one, str) and one in PURPOSES for one in told):
        return False
    if sorted(set(told)) != told:
        return False
    return told == [] if kind == "withdrawal" else "answer" in told
