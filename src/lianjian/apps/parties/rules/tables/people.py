"""Tables of mandates and of first-secretary postings, row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.parties.rules.tables.judging import RowState, key_number, twice
from lianjian.kernel.cells import code_of, day_of, loose, narrow, number_of
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from lianjian.apps.parties.rules.tables.judging import Row
    from lianjian.apps.parties.rules.tables.organisations import Register

LONGEST_PERSON, LONGEST_TITLE, LONGEST_SENDER = 60, 60, 120
_NINE = "一二三四五六七八九"
_HAN = {one: number for number, one in enumerate(_NINE, start=1)} | {
    f"{tens}十{ones}": 10 * (_NINE.find(tens) + 1 if tens else 1) + (_NINE.find(ones) + 1 if ones else 0)
    for tens in ("", *_NINE[1:])
    for ones in ("", *_NINE)
}
LAST_BATCH = 99
"""A batch stays for years: three digits are a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate as the register holds it; ``batch`` and ``sent_by`` where it is a first secretary's posting; ``mandate`` is its
    key."""

    mandate: int
    person: int
    organisation: int
    role: str
    title: str
    starts_on: date
    ends_on: date | None
    batch: int | None = None
    sent_by: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """``names`` by key, and by organisation the mandates that are or were held there."""

    names: Mapping[int, str]
    held: Mapping[int, Sequence[Held]]


def judge_mandates(rows: list[Row], register: Register, people: People, roles: Callable[[str], str]) -> None:
    """Say of each row of a table of mandates what becomes of it."""
    seen: dict[Any, int] = {}
    for row in rows:
        _read(row, register, people)
        row.read("role", roles)
        row.values["title"] = _short(row, "title", LONGEST_TITLE)
        if row.values["role"] == Role.FIRST_SECRETARY:
            row.blame(
                "role",
                Refused(
                    gettext_noop("First secretaries come with a posting."),
                    cure=gettext_noop("Use the table of postings."),
                ),
            )
        if row.wrong:
            continue
        values = row.values
        identity = (values["organisation"], values["who"], values["role"])
        if twice(row, seen, identity, "person"):
            continue
        there = _running(people, values)
        if there is not None:
            _compare(row, there, ("starts_on", "ends_on", "title"))


def batch_of(text: str) -> int | None:
    """The number of a batch as people write it: 6, 第6批, 第六批. None for an empty cell. Raises Refused for anything else."""
    bare = loose(text).removeprefix("第").removesuffix("批")
    return _HAN.get(bare) or number_of(re.sub("[第批]", "", text) if bare.isdecimal() else text)


def judge_postings(rows: list[Row], register: Register, people: People) -> None:
    """Say of each row of a table of postings what becomes of it."""
    seen: dict[Any, int] = {}
    terms: dict[int, list[tuple[date, date, int]]] = {}
    for row in rows:
        _read(row, register, people, village=True)
        row.read("batch", batch_of)
        row.values["sent_by"] = _short(row, "sent_by", LONGEST_SENDER)
        values = row.values
        if values["batch"] is not None and not 1 <= values["batch"] <= LAST_BATCH:
            row.blame(
                "batch", Refused(gettext_noop("Batches are counted from 1 to %(last)s."), last=LAST_BATCH)
            )
        if row.wrong:
            continue
        if twice(row, seen, (values["organisation"], values["who"], values["starts_on"]), "person"):
            continue
        _judge_term(row, people, terms)


def _judge_term(row: Row, people: People, terms: dict[int, list[tuple[date, date, int]]]) -> None:
    values = row.values
    posted = [one for one in people.held.get(values["organisation"], ()) if one.batch is not None]
    for one in posted:
        if one.person == values["who"] and one.starts_on == values["starts_on"]:
            _compare(row, one, ("ends_on", "batch", "sent_by"))
            return
    own = terms.setdefault(values["organisation"], [])
    clash = [n for start, end, n in own if start <= values["ends_on"] and end >= values["starts_on"]]
    if clash:
        row.blame(
            "starts_on",
            Refused(gettext_noop("The term overlaps with the one in row %(row)s."), row=clash[0]),
        )
    elif any(_meets(one, values["starts_on"], values["ends_on"]) for one in posted):
        row.blame(
            "starts_on",
            Refused(
                gettext_noop("%(village)s already has a first secretary in that term."),
                cure=gettext_noop("End the earlier posting first, or choose a later start."),
                village=row.cells["organisation"],
            ),
        )
    else:
        own.append((values["starts_on"], values["ends_on"], row.number))


def _read(row: Row, register: Register, people: People, *, village: bool = False) -> None:
    """Organisation, person, first and last day. ``who`` is the person's key, or the name of somebody new."""
    row.read("starts_on", day_of)
    row.read("ends_on", day_of)
    row.read("number", key_number)
    _house(row, register, village=village)
    values = row.values
    if values["starts_on"] and values["ends_on"] and values["ends_on"] < values["starts_on"]:
        row.blame("ends_on", Refused(gettext_noop("The term ends before it starts.")))
    values["person"] = _short(row, "person", LONGEST_PERSON)
    if not row.wrong:
        _who(row, people)


def _house(row: Row, register: Register, *, village: bool) -> None:
    text = row.cells.get("organisation", "")
    row.values["organisation"] = None
    if not text or any(fault.field == "organisation" for fault in row.faults):
        return
    code = ""
    try:
        code = code_of(text)
    except Refused as refused:
        row.blame("organisation", refused)
        return
    found = (
        register.by_name.get(text) or register.by_key.get(narrow(text).lower()) or register.villages.get(code)
    )
    if found is None:
        row.blame(
            "organisation",
            Refused(
                gettext_noop("“%(typed)s” is not in the register."),
                cure=gettext_noop(
                    "Write its full name, its word in addresses, or a village's 12-digit code."
                ),
                typed=text[:60],
            ),
        )
    elif village and found.kind != Kind.VILLAGE:
        row.blame("organisation", Refused(gettext_noop("First secretaries are posted to villages only.")))
    else:
        row.values["organisation"] = found.pk


def _who(row: Row, people: People) -> None:
    values = row.values
    name, number = values["person"], values["number"]
    if number is not None:
        if people.names.get(number) != name:
            row.blame(
                "number",
                Refused(
                    gettext_noop("No person of this name has the number %(number)s."), number=str(number)
                ),
            )
        values["who"] = number
        return
    fitting = sorted(
        {
            one.person
            for one in people.held.get(values["organisation"], ())
            if people.names.get(one.person) == name
        }
    )
    if len(fitting) > 1:
        row.blame(
            "person",
            Refused(
                gettext_noop("Several people of this name act or acted for this organisation: %(numbers)s."),
                cure=gettext_noop("Write the number of the one who is meant into the column for it."),
                numbers=", ".join(map(str, fitting)),
            ),
        )
    values["who"] = fitting[0] if len(fitting) == 1 else name


def _running(people: People, values: dict[str, Any]) -> Held | None:
    """The mandate of the same person in the same role that starts on the same day, or else runs in the same term."""
    own = [
        one
        for one in people.held.get(values["organisation"], ())
        if (one.person, one.role) == (values["who"], values["role"])
    ]
    same = [one for one in own if one.starts_on == values["starts_on"]]
    return next(
        iter(same or [one for one in own if _meets(one, values["starts_on"], values["ends_on"])]), None
    )


def _meets(one: Held, starts_on: date, ends_on: date | None) -> bool:
    return (ends_on is None or one.starts_on <= ends_on) and (one.ends_on is None or one.ends_on >= starts_on)


def _compare(row: Row, held: Held, names: tuple[str, ...]) -> None:
    for name in names:
        theirs = getattr(held, name)
        if row.cells.get(name) and row.values[name] != theirs:
            row.differs[name] = "" if theirs is None else str(theirs)
    row.state = RowState.DIFFERENT if row.differs else RowState.SAME
    row.there = held.mandate


def _short(row: Row, name: str, most: int) -> str:
    text = row.cells.get(name, "")
    if len(text) > most:
        row.blame(
            name,
            Refused(
                gettext_noop("Too long: %(length)s characters, %(most)s fit."), length=len(text), most=most
            ),
        )
    return text
