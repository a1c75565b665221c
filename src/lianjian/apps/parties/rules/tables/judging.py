"""What becomes of each row of a table: new, there already, there with differences, or wrong, and why."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as made
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from lianjian.kernel.cells import LONGEST_NUMBER, code_of, loose, narrow, readable
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lianjian.apps.parties.rules.tables.columns import Column
    from lianjian.kernel.cells import Line

NAMED = 4
"""Candidates that a message lists."""


class RowState(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    SAME = "same"
    DIFFERENT = "different"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: a message and its cure (msgids) with their values. ``field`` "" is the whole row."""

    field: str
    message: str
    cure: str = ""
    values: Mapping[str, Any] = made(default_factory=dict)

    @classmethod
    def of(cls, refused: Refused, at: str = "") -> Fault:
        """The same as a refusal says, at the cell of ``at``."""
        return cls(refused.field or at, refused.message, refused.cure, refused.values)


@dataclass(slots=True)
class Row:
    """A row of a table: ``cells`` by field as text, ``values`` as they are written, ``differs`` by field what the register
    holds instead (as text), ``there`` the key of what it holds (an organisation or a mandate)."""

    number: int
    cells: dict[str, str]
    hidden: bool = False
    state: RowState = RowState.NEW
    values: dict[str, Any] = made(default_factory=dict)
    faults: list[Fault] = made(default_factory=list)
    differs: dict[str, str] = made(default_factory=dict)
    note: str = ""
    there: int | None = None

    def blame(self, name: str, refused: Refused) -> None:
        """Mark the row as wrong, at the cell of ``name`` unless the refusal names another."""
        self.state = RowState.WRONG
        self.faults.append(Fault.of(refused, name))

    def read(self, name: str, how: Callable[[str], Any]) -> Any:
        """The value of a cell; None, and a fault, where it cannot be read."""
        try:
            self.values[name] = how(self.cells.get(name, ""))
        except Refused as refused:
            self.blame(name, refused)
            self.values[name] = None
        return self.values[name]

    @property
    def wrong(self) -> bool:
        """Whether anything is."""
        return self.state is RowState.WRONG


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The divisions there are: path by code, code by path without spaces, codes by name."""

    paths: Mapping[str, str]
    codes: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]

    def code(self, text: str) -> str | None:
        """The code of the division that a cell names by its code or its full path; None for an empty cell. Raises
        Refused for anything else, with the places that may be meant: a name alone says no place."""
        typed = narrow(text)
        if not typed:
            return None
        code = code_of(typed)
        if code:
            if code not in self.paths:
                raise Refused(gettext_noop("There is no division with the code %(code)s."), code=code[:20])
            return code
        whole = typed.replace(" ", "").replace("/", "").replace(">", "")
        if whole in self.codes:
            return self.codes[whole]
        last = typed.split()[-1]
        candidates = self.names.get(whole, ()) or self.names.get(last, ())
        if candidates:
            said = "; ".join(f"{one} {self.paths[one]}" for one in candidates[:NAMED])
            raise Refused(
                gettext_noop("“%(typed)s” alone says no place: %(candidates)s"),
                cure=gettext_noop("Write the code, or the whole path."),
                typed=text[:40],
                candidates=said + (" …" if len(candidates) > NAMED else ""),
            )
        raise Refused(
            gettext_noop("“%(typed)s” is no division."),
            cure=gettext_noop(
                "Write the code, or the whole path as in: 福建省 莆田市 涵江区 新县镇 张洋村委会."
            ),
            typed=text[:60],
        )


def rows_of(columns: tuple[Column, ...], at: Mapping[str, int], lines: list[Line]) -> list[Row]:
    """The lines below the headings as rows; what is missing or could not be read is blamed at its cell."""
    found = []
    for line in lines:
        row = Row(line.number, {name: line.cell(place) for name, place in at.items()}, line.hidden)
        for column in columns:
            place = at.get(column.field)
            why = None if place is None else line.unread.get(place)
            if why is not None:
                try:
                    readable(why)
                except Refused as refused:
                    row.blame(column.field, refused)
            elif column.needed and not row.cells.get(column.field):
                row.blame(column.field, Refused(gettext_noop("This cell must not be empty.")))
        found.append(row)
    return found


def word_in(words: Mapping[str, str], allowed: str) -> Callable[[str], str]:
    """A reading of a cell as one of the words of a list (``words``: loose word -> value). Raises Refused with ``allowed``,
    the words in the language of the table."""

    def read(text: str) -> str:
        if not text:
            return ""
        found = words.get(loose(text))
        if found is None:
            raise Refused(
                gettext_noop("“%(typed)s” is none of the words of the list: %(allowed)s."),
                typed=text[:40],
                allowed=allowed,
            )
        return found

    return read


def key_number(text: str) -> int | None:
    """A person's number as it stands in the register."""
    typed = narrow(text).removesuffix(".0")
    if not typed:
        return None
    if typed.isascii() and typed.isdigit() and len(typed) <= 2 * LONGEST_NUMBER:
        return int(typed)
    raise Refused(gettext_noop("“%(typed)s” is no whole number."), typed=text[:40])


def twice(row: Row, seen: dict[Any, int], identity: Any, at: str) -> bool:
    """Whether a row with this identity stood there before, which is then said; remembers it otherwise."""
    if identity in seen:
        row.blame(at, Refused(gettext_noop("The same stands in row %(row)s already."), row=seen[identity]))
        return True
    seen[identity] = row.number
    return False
