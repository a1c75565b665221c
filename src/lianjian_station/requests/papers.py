"""What lies sealed in a row of the register: what the villager gave (the body) and what may leave of it (the frozen copy).

Both are canonical JSON, padded to a bucket and sealed to the store and to the request's own view key, which the slip opens.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from lianjian_feed import sealing
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest
from lianjian_feed.statements import canonical

if TYPE_CHECKING:
    from lianjian_feed.sealing import Identity

CAP = 1 << 18  # bytes
_BODY, _FROZEN, _NOTE = "lianjian-request-body/1", "lianjian-request-frozen/1", "lianjian-request-note/1"


@dataclass(frozen=True)
class Body:
    """Everything the villager gave, and which of it they agreed may leave."""

    given: dict[str, str]
    agreed: tuple[str, ...]
    typed_by: str = ""

    def __repr__(self) -> str:
        return "Body(…)"

    def seal(self, *recipients: str) -> bytes:
        return _seal(_BODY, asdict(self), recipients)

    @classmethod
    def unseal(cls, data: bytes, identity: Identity) -> Body:
        told = _unseal(_BODY, data, identity)
        return cls(told["given"], tuple(told["agreed"]), told["typed_by"])


@dataclass(frozen=True)
class Frozen:
    """The copy that may leave, made when it was asked and never changed afterwards."""

    category: str
    asked_on: str
    until: str
    answer_to: str
    fields: dict[str, str] = field(default_factory=dict)
    purposes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Frozen(…)"

    def digest(self, addressee: str) -> str:
        """What a keeper agrees to: this copy, to this addressee and to nobody else."""
        return digest(canonical({"addressee": addressee, "format": _FROZEN, "frozen": asdict(self)}))

    def seal(self, *recipients: str) -> bytes:
        return _seal(_FROZEN, asdict(self), recipients)

    @classmethod
    def unseal(cls, data: bytes, identity: Identity) -> Frozen:
        told = _unseal(_FROZEN, data, identity)
        return cls(**{**told, "purposes": tuple(told["purposes"])})


def seal_note(text: str, *recipients: str) -> bytes:
    """A keeper's words to the villager."""
    return _seal(_NOTE, {"text": text}, recipients)


def unseal_note(data: bytes, identity: Identity) -> str:
    return str(_unseal(_NOTE, data, identity)["text"])


def _seal(form: str, told: dict[str, object], recipients: tuple[str, ...]) -> bytes:
    whole = canonical({"format": form, "sealing": sealing.SCHEME, "told": told})
    return sealing.seal(sealing.pad(whole), recipients)


def _unseal(form: str, data: bytes, identity: Identity) -> dict[str, Any]:
    whole = json.loads(sealing.unpad(sealing.unseal(data, [identity], cap=CAP)))
    if whole["format"] != form:
        raise Refused("A request of this station is of another form: update this software first.")
    told: dict[str, Any] = whole["told"]
    return told
