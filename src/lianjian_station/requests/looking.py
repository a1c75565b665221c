"""The villager looks, with the slip: what was asked, where it stands, and the answer. A slip opens its own request only."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused
from lianjian_feed.replies import open_answer
from lianjian_feed.sealing import Identity
from lianjian_station import guessing, locks
from lianjian_station.requests import states
from lianjian_station.requests.addressees import name_of
from lianjian_station.requests.papers import Body, unseal_note
from lianjian_station.requests.register import Register

if TYPE_CHECKING:
    from lianjian_station.home import Home
    from lianjian_station.requests.register import Request

_LONGEST = 9  # digits of a number


@dataclass(frozen=True)
class Seen:
    """The villager's view. ``state`` and what of ``steps`` are names of ``states.NAMES``; days are ISO 8601, moments RFC 3339.

    Of a request that is gone only ``id``, ``number``, ``state`` and ``steps`` are left.
    """

    id: str  # inner: for ``journal.of_request``; never shown
    number: str
    category: str
    addressee_name: str
    asked_on: str
    until: str
    state: str
    steps: list[tuple[str, str]]  # when, what
    answers: list[tuple[str, str, str]]  # when, name, text
    given: dict[str, str]
    agreed: tuple[str, ...]
    note: str  # a keeper's words, where it was not sent
    can_withdraw: bool

    @property
    def text(self) -> str:
        return self.given.get("text", "")

    def __repr__(self) -> str:
        return f"Seen({self.number}, {self.state})"


def look(home: Home, number: str, code: str, now: datetime | None = None, *, is_afar: bool = False) -> Seen:
    """What the slip with this number and code shows.

    Refused where they do not fit; guessing is slow, for a number and over all, and apart for other machines (``is_afar``).
    """
    with Register.opened(home) as register:
        row, keys = open_slip(register, number, code, now or datetime.now(UTC), is_afar=is_afar)
        return _seen(home, register, row, keys)


def open_slip(
    register: Register, number: str, code: str, now: datetime, *, is_afar: bool = False
) -> tuple[Request, dict[str, Identity]]:
    """The request of a slip and the keys it holds (``answer``, ``view``; none once it is gone)."""
    wanted, digits = _digits(number), _digits(code)
    place = guessing.AFAR if is_afar else ""
    one, every = f"slip:{wanted}{place}", f"slips{place}"
    guessing.admit(register, every, guessing.SLIPS, now)
    guessing.admit(register, one, guessing.SLIP, now)
    row = register.numbered(int(wanted)) if wanted and len(wanted) <= _LONGEST else None
    try:
        if row is None or row.slip is None:
            locks.spend(digits)
            raise locks.Wrong
        held = locks.unlock(json.loads(row.slip), digits, row.id)
    except locks.Wrong as error:
        raise Refused("Number and code do not fit together: look at the slip again.") from error
    guessing.right(register, one)
    guessing.right(register, every, forget=False)
    keys = json.loads(held) if held else {}
    return row, {name: Identity(secret) for name, secret in keys.items()}


def answers_of(register: Register, request: str, identity: Identity) -> list[tuple[str, str, str]]:
    """When, by whom, what; an answer that cannot be opened is said to be there."""
    found = []
    for at, sealed in register.answers(request):
        try:
            text, name = open_answer(sealed, identity)
        except Refused:
            text, name = "", ""
        found.append((at, name, text))
    return found


def _seen(home: Home, register: Register, row: Request, keys: dict[str, Identity]) -> Seen:
    view, answer = keys.get("view"), keys.get("answer")
    is_gone = view is None
    body = Body.unseal(row.body, view) if view and row.body else Body({}, ())
    return Seen(
        id=row.id,
        number=str(row.number),
        category="" if is_gone else row.category,
        addressee_name="" if is_gone else name_of(home, register, row.addressee),
        asked_on=row.asked_on,
        until=row.until,
        state=row.state,
        steps=[(at, what) for at, what, _ in register.steps(row.id)],
        answers=answers_of(register, row.id, answer) if answer else [],
        given=body.given,
        agreed=body.agreed,
        note=unseal_note(row.note, view) if view and row.note else "",
        can_withdraw=row.state not in {states.WITHDRAWING, *states.GONE},
    )


def _digits(text: str) -> str:
    """The digits in what somebody typed: full-width ones, spaces and hyphens are all the same to a villager."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text)[:80] if letter in "0123456789")
