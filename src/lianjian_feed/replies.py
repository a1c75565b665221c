"""What the hub says back to one station: ``replies/<station>.age`` beside the feed, for that box's eyes only.

A statement ``lianjian-replies/1`` of the hub's reply key (named in the network's book), padded, sealed to the box. It lies
outside the catalogue: no other station should have to fetch it. It tells everything that the station has not acknowledged
yet, so a lost one is made good by the next; ``serial`` never sinks, and the station remembers the highest it has seen.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lianjian_feed import book, sealing, statements
from lianjian_feed.cards import is_moment, is_name, is_station
from lianjian_feed.letters import is_request
from lianjian_feed.parcels import is_number
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import is_digest

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from lianjian_feed.book import Addressee
    from lianjian_feed.sealing import Identity

FORMAT = "lianjian-replies/1"
CAP = 1 << 20
MOST = 1000  # receipts, states or answers in one file
ANSWER_CAP = 1 << 16  # bytes of one sealed answer
MAX_ANSWER = 8000  # characters of its text
ANSWER = "lianjian-answer/1"

#: Where a request stands at the hub. ``withdrawn``: the addressee has deleted what it held. ``lost``: sealed to a key that is
#: gone; the station asks the villager again.
STATES = ("received", "in-hand", "passed-on", "answered", "closed", "refused", "withdrawn", "lost")


@dataclass(frozen=True)
class State:
    request: str
    state: str
    at: str  # RFC 3339


@dataclass(frozen=True)
class Answer:
    """An answer, sealed to the request's own ``answer_to``: ``number`` counts from 1 for each request."""

    request: str
    number: int
    at: str
    sealed: bytes


@dataclass(frozen=True)
class Replies:
    """``taken``: the newest parcel taken in, 0 none; ``log_size``: entries of the station's log that the hub holds;
    ``cosignatures``: signature lines for the station's checkpoint (C2SP), or empty.
    """

    station: str
    serial: int
    made_at: str
    taken: int
    log_size: int
    receipts: tuple[str, ...] = ()  # sha256 of letters that arrived
    states: tuple[State, ...] = ()
    answers: tuple[Answer, ...] = ()
    secretary: Addressee | None = None
    checkpoint: str = ""  # the station's checkpoint that was cosigned, as the hub saw it, with cosignatures

    def seal(self, by: Ed25519PrivateKey, recipient: str) -> bytes:
        """Sign with the hub's reply key, pad, and seal to the box."""
        told = {
            "answers": [
                {
                    "at": one.at,
                    "number": one.number,
                    "request": one.request,
                    "sealed": base64.b64encode(one.sealed).decode(),
                }
                for one in self.answers
            ],
            "checkpoint": self.checkpoint,
            "log_size": self.log_size,
            "made_at": self.made_at,
            "receipts": list(self.receipts),
            "sealing": sealing.SCHEME,
            "secretary": self.secretary.told() if self.secretary else None,
            "serial": self.serial,
            "states": [{"at": one.at, "request": one.request, "state": one.state} for one in self.states],
            "station": self.station,
            "taken": self.taken,
        }
        _judge(told)
        return sealing.seal(sealing.pad(statements.sign(FORMAT, told, by)), [recipient])

    @classmethod
    def unseal(cls, data: bytes, identity: Identity, *, key: str, station: str) -> Replies:
        """Open and check against the book's reply key; another station's replies are refused."""
        inside = sealing.unpad(sealing.unseal(data, [identity], cap=CAP))
        told = statements.read(FORMAT, inside, cap=CAP, key=key).told
        _judge(told)
        if told["station"] != station:
            raise Refused("These replies are for another station.")
        secretary = told["secretary"]
        return cls(
            station=station,
            serial=told["serial"],
            made_at=told["made_at"],
            taken=told["taken"],
            log_size=told["log_size"],
            receipts=tuple(told["receipts"]),
            states=tuple(State(**one) for one in told["states"]),
            answers=tuple(
                Answer(one["request"], one["number"], one["at"], base64.b64decode(one["sealed"]))
                for one in told["answers"]
            ),
            secretary=book.addressee(secretary, FORMAT) if secretary is not None else None,
            checkpoint=told["checkpoint"],
        )


def seal_answer(text: str, by_name: str, answer_to: str) -> bytes:
    """An answer for the villager's eyes: text and who answers, padded and sealed to the request's answer key."""
    told = {"format": ANSWER, "name": by_name, "sealing": sealing.SCHEME, "text": text}
    return sealing.seal(sealing.pad(statements.canonical(told)), [answer_to])


def open_answer(data: bytes, identity: Identity) -> tuple[str, str]:
    """Text of an answer and the name of who answered."""
    inside = sealing.unpad(sealing.unseal(data, [identity], cap=ANSWER_CAP))
    told = statements.plain(inside, ANSWER)
    statements.strictly(
        told,
        ANSWER,
        format=lambda v: v == ANSWER,
        name=is_name,
        sealing=lambda v: v == sealing.SCHEME,
        text=lambda v: isinstance(v, str) and 0 < len(v) <= MAX_ANSWER,
    )
    return told["text"], told["name"]


def _judge(told: dict[str, Any]) -> None:
    statements.strictly(
        told,
        FORMAT,
        answers=lambda v: _is_list(v, _is_answer),
        checkpoint=lambda v: isinstance(v, str) and len(v) <= 8 * 1024,
        log_size=is_number,
        made_at=is_moment,
        receipts=lambda v: _is_list(v, is_digest),
        sealing=lambda v: v == sealing.SCHEME,
        secretary=lambda v: v is None or isinstance(v, dict),
        serial=lambda v: is_number(v) and v > 0,
        states=lambda v: _is_list(v, _is_state),
        station=is_station,
        taken=is_number,
    )


def _is_list(told: object, fits: Any) -> bool:
    return isinstance(told, list) and len(told) <= MOST and all(map(fits, told))


def _is_state(told: object) -> bool:
    return (
        isinstance(told, dict)
        and set(told) == {"at", "request", "state"}
        and is_moment(told["at"])
        and is_request(told["request"])
        and told["state"] in STATES
    )


def _is_answer(told: object) -> bool:
    if not isinstance(told, dict) or set(told) != {"at", "number", "request", "sealed"}:
        return False
    if not (is_moment(told["at"]) and is_request(told["request"]) and isinstance(told["sealed"], str)):
        return False
    try:
        data = base64.b64decode(told["sealed"], validate=True)
    except (binascii.Error, ValueError):
        return False
    return is_number(told["number"]) and told["number"] > 0 and len(data) <= ANSWER_CAP
