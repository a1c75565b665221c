"""A villager asks: what they wrote is sealed at once, the copy that may leave is frozen at once, and a slip comes out.

Works with the line cut and before any book has arrived; the addressee is then chosen by the keepers.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from lianjian_feed.fields import CATEGORIES, FIELDS, MAX_DAYS, MAX_FIELD, MAX_TEXT, PURPOSES, minimised
from lianjian_feed.refusals import Refused
from lianjian_feed.sealing import Identity, seal
from lianjian_station import clock, locks
from lianjian_station.journal import Journal, Line
from lianjian_station.keepers import Keepers
from lianjian_station.requests import states
from lianjian_station.requests.addressees import addressees
from lianjian_station.requests.papers import Body, Frozen
from lianjian_station.requests.register import Register

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian_station.home import Home

MOST_WAITING = 5000  # requests that nobody has decided on: a jammed key must not fill the disk
_CODE = 12  # digits: 40 bits under scrypt


@dataclass(frozen=True)
class Draft:
    """What the form holds. ``addressee``: a key of ``addressees``, or empty; ``agreed``: fields that may leave; ``purposes``:
    ``answer`` always, the others where agreed; ``days``: term of the consent; ``typed_by``: the keeper who types for somebody.
    """

    category: str
    addressee: str = ""
    given: dict[str, str] = field(default_factory=dict)
    agreed: set[str] = field(default_factory=set)
    purposes: set[str] = field(default_factory=lambda: {"answer"})
    days: int = 90
    typed_by: str = ""

    def __repr__(self) -> str:
        return "Draft(…)"


@dataclass(frozen=True)
class Slip:
    """What the villager takes home; ``code`` is 12 digits in three groups and exists nowhere else."""

    number: str
    code: str

    def __repr__(self) -> str:
        return f"Slip({self.number})"


class NotRight(Refused):
    """A draft that cannot be taken; ``fields``: field -> Refused, to be said beside it."""

    def __init__(self, fields: dict[str, Refused]) -> None:
        super().__init__("The request cannot be taken yet: {why}", why=next(iter(fields.values())))
        self.fields = fields


def check(home: Home, draft: Draft, now: datetime) -> dict[str, Refused]:
    """What is not right, by field; empty: ``ask`` will take it."""
    with Register.opened(home) as register:
        return _wrong(home, register, draft, clock.judged(home, now, also=register.fact("replied")))


def ask(home: Home, draft: Draft, now: datetime) -> Slip:
    """Take a request in. Raises NotRight where the draft is wrong, Refused where nobody keeps the station."""
    recipient = Keepers(home).recipient
    with Register.opened(home) as register, Journal.open(home) as journal:
        moment = clock.judged(home, now, also=register.fact("replied"))
        if wrong := _wrong(home, register, draft, moment):
            raise NotRight(wrong)
        given = {name: _tidy(text) for name, text in draft.given.items() if _tidy(text)}
        today = clock.day(moment)
        answer, view = Identity.make(), Identity.make()
        frozen = Frozen(
            category=draft.category,
            asked_on=today.isoformat(),
            until=(today + timedelta(days=draft.days)).isoformat(),
            answer_to=answer.recipient,
            fields=minimised(draft.category, given, draft.agreed),
            purposes=tuple(sorted(draft.purposes)),
        )
        code = f"{secrets.randbelow(10**_CODE):0{_CODE}d}"
        inner = secrets.token_hex(16)
        keys = json.dumps({"answer": answer.secret, "view": view.secret}).encode()
        row = {
            "id": inner,
            "name": secrets.token_hex(16),
            "category": draft.category,
            "addressee": draft.addressee,
            "asked_on": frozen.asked_on,
            "until": frozen.until,
            "state": states.WAITING,
            "reason": "",
            "typed_by": journal.blind(draft.typed_by) if draft.typed_by else "",
            "answer_to": answer.recipient,
            "view_to": view.recipient,
            "heard": "",
            "closed": "",
            "body": Body(given, tuple(sorted(draft.agreed & set(given))), draft.typed_by).seal(
                recipient, view.recipient
            ),
            "frozen": frozen.seal(recipient, view.recipient),
            "opening": seal(answer.secret.encode(), [recipient]),
            "slip": json.dumps(locks.lock(code, keys, inner)).encode(),
        }
        act = "type" if draft.typed_by else "ask"
        # No addressee here: lines of the log go to the hub, and to whom it would go is nobody's business before it goes.
        journal.append_many(
            [
                Line(act, who=draft.typed_by, request=inner),
                Line(
                    "agree",
                    request=inner,
                    until=frozen.until,
                    why=" ".join(frozen.purposes),
                ),
            ],
            at=moment,
        )
        with register.transaction():
            number = int(register.fact("number") or 0) + 1
            register.note(number=number)
            names = ", ".join(row)
            marks = ", ".join("?" * len(row))
            register.db.execute(
                f"INSERT INTO request (number, {names}) VALUES (?, {marks})",  # noqa: S608 - own columns
                (number, *row.values()),
            )
            register.step(inner, "typed" if draft.typed_by else "asked", moment, str(row["typed_by"]))
    return Slip(str(number), " ".join(code[at : at + 4] for at in range(0, _CODE, 4)))


def _tidy(text: str) -> str:
    """One spelling of a character, one kind of space and of line end, no other control characters."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    plain = (" " if letter.isspace() and letter != "\n" else letter for letter in lines)
    return "".join(letter for letter in plain if letter == "\n" or letter.isprintable()).strip()


def _wrong(home: Home, register: Register, draft: Draft, moment: datetime) -> dict[str, Refused]:
    wrong = _wrong_fields(draft)
    if draft.category not in CATEGORIES:
        wrong["category"] = Refused("Choose what it is about.")
    elif draft.addressee and draft.addressee not in {
        found.key for found in addressees(home, register, draft.category, clock.day(moment))
    }:
        wrong["addressee"] = Refused("This addressee cannot be written to about it: choose another.")
    if "answer" not in draft.purposes or not draft.purposes <= set(PURPOSES):
        wrong["purposes"] = Refused("Agree that it may be answered, or do not ask.")
    if type(draft.days) is not int or not 1 <= draft.days <= MAX_DAYS:
        wrong["days"] = Refused("Between 1 and {count} days.", count=MAX_DAYS)
    if draft.typed_by and draft.typed_by not in Keepers(home).names():
        wrong["typed_by"] = Refused("{name} is no keeper of this station.", name=draft.typed_by)
    (waiting,) = register.db.execute(
        "SELECT count(*) FROM request WHERE state IN (?, ?)", (states.WAITING, states.HALF)
    ).fetchone()
    if waiting >= MOST_WAITING:
        wrong["text"] = Refused("Too many requests wait for the keepers: ask them first.")
    return wrong


def _wrong_fields(draft: Draft) -> dict[str, Refused]:
    wrong: dict[str, Refused] = {}
    for name, typed in draft.given.items():
        text, limit = _tidy(typed), MAX_TEXT if name == "text" else MAX_FIELD
        if name not in FIELDS:
            wrong[name] = Refused("There is no such field.")
        elif len(text) > limit:
            wrong[name] = Refused("At most {count} characters, please.", count=limit)
        elif name != "text" and "\n" in text:
            wrong[name] = Refused("One line, please.")
    if not _tidy(draft.given.get("text", "")):
        wrong["text"] = Refused("Write what you want to ask.")
    elif "text" not in draft.agreed:
        wrong["text"] = Refused(
            "Without what is asked nobody can answer: agree that it may leave, or do not ask."
        )
    return wrong
