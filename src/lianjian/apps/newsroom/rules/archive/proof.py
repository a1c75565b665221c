"""Two texts in step: what came on the left, what it became on the right, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TABLE, GLOSS, SHIFT, ENTITY, BYTES, OTHER = "table", "gloss", "shift", "entity", "bytes", "other"
KIND_LABELS = {
    TABLE: gettext_noop("character table"),
    GLOSS: gettext_noop("reading removed"),
    SHIFT: gettext_noop("shifted bytes"),
    ENTITY: gettext_noop("broken entity"),
    BYTES: gettext_noop("wrong encoding"),
    OTHER: gettext_noop("other change"),
}
_SAID = (
    (SHIFT, ("shift",)),
    (ENTITY, ("entit",)),
    (BYTES, ("latin-1", "utf-8", "cp1252")),
    (GLOSS, ("gloss",)),
    (TABLE, ("table",)),
)
LONG = 120
"""Unchanged lines with together more characters than this are folded."""


def kind_of(why: str) -> str:
    """The kind of an edit by what huanyuan says of it."""
    said = why.lower()
    return next((kind for kind, words in _SAID if any(word in said for word in words)), OTHER)


@dataclass(frozen=True, slots=True)
class Doubt:
    """An uncertain place of the repaired text, by its key. ``chosen`` is what a person put there, ``number`` counts from 1."""

    key: int
    position: int
    length: int
    state: str
    chosen: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A stretch of the repaired text that something recognised stands in: ``key`` is the number of the guess."""

    key: int
    position: int
    length: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is treated alike. ``kind``: what changed it, "" where it is the same on both sides; ``doubt``: the
    uncertain place that it is, if it is one; ``note``: the guess that was read in it;
    ``begins``: whether the place and the guess begin here."""

    text: str
    kind: str = ""
    why: str = ""
    doubt: Doubt | None = None
    note: int | None = None
    begins: tuple[bool, bool] = (False, False)

    @property
    def changed(self) -> bool:
        """Whether it differs from the other side."""
        return bool(self.kind)


@dataclass(slots=True)
class ProofRow:
    """One line of both texts."""

    before: list[Piece] = field(default_factory=list)
    after: list[Piece] = field(default_factory=list)

    @property
    def plain(self) -> bool:
        """Whether nothing in it has to be looked at."""
        return not any(
            piece.changed or piece.doubt or piece.note is not None for piece in (*self.before, *self.after)
        )

    @property
    def length(self) -> int:
        """How many characters it reads."""
        return sum(len(piece.text) for piece in self.after)


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines that stand together; ``folded`` where all are unchanged and long enough to be out of the way."""

    rows: tuple[ProofRow, ...]
    folded: bool

    @property
    def length(self) -> int:
        """How many characters they read."""
        return sum(row.length for row in self.rows)


def folds(rows: Iterable[ProofRow]) -> list[Fold]:
    """Rows in stretches: long unchanged ones apart from the rest."""
    found: list[Fold] = []
    for plain, run in _runs(rows):
        folded = plain and sum(row.length for row in run) > LONG
        if found and not folded and not found[-1].folded:
            found[-1] = Fold((*found[-1].rows, *run), folded=False)
        else:
            found.append(Fold(tuple(run), folded))
    return found


def _runs(rows: Iterable[ProofRow]) -> Iterator[tuple[bool, list[ProofRow]]]:
    run: list[ProofRow] = []
    for row in rows:
        if run and run[-1].plain != row.plain:
            yield run[-1].plain, run
            run = []
        run.append(row)
    if run:
        yield run[-1].plain, run


def rows_of_proof(
    source: str,
    repaired: str,
    shown: str,
    edits: Iterable[dict[str, Any]],
    doubts: Sequence[Doubt],
    notes: Sequence[Note] = (),
) -> list[ProofRow]:
    """Both texts cut into lines in step. ``edits`` have ``at``, ``len``, ``to``, ``why`` with ``at`` in ``source``, in order;
    ``shown`` is ``repaired`` as it is to be shown, character for character. ``doubts`` and ``notes`` are in order."""
    page = _Page(shown, doubts, notes)
    at = 0
    for edit in edits:
        page.same(source[at : edit["at"]])
        at = edit["at"] + edit["len"]
        page.edit(source[edit["at"] : at], len(edit["to"]), edit["why"])
    page.same(source[at:])
    if page.written != len(repaired):
        # the record does not fit the texts (an older format): show them whole rather than wrong
        whole = _Page(shown, doubts, notes)
        whole.write(len(shown))
        return [ProofRow([Piece(source)], whole.rows[-1].after)]
    return page.rows


Mark = TypeVar("Mark", Doubt, Note)


class _Walk(Generic[Mark]):
    """Marks in order, walked along once."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks: Sequence[Mark] = marks
        self._index = 0

    def at(self, position: int, end: int) -> tuple[Mark | None, int]:
        """The mark that ``position`` stands in, and how far nothing changes."""
        marks = self._marks
        while self._index < len(marks) and _end(marks[self._index]) <= position:
            self._index += 1
        if self._index == len(marks):
            return None, end
        mark = marks[self._index]
        if mark.position > position:
            return None, min(end, mark.position)
        return mark, min(end, _end(mark))


def _end(mark: Doubt | Note) -> int:
    return mark.position + mark.length


class _Page:
    """Both sides as they are written."""

    def __init__(self, shown: str, doubts: Sequence[Doubt], notes: Sequence[Note]) -> None:
        self.rows = [ProofRow()]
        self.written = 0
        self._shown = shown
        self._doubts = _Walk(doubts)
        self._notes = _Walk(notes)

    def same(self, text: str) -> None:
        """Text that is alike on both sides, line breaks between rows."""
        for number, line in enumerate(text.split("\n")):
            if number:
                self.rows.append(ProofRow())
                self.written += 1
            if line:
                self.rows[-1].before.append(Piece(line))
                self.write(len(line))

    def edit(self, came: str, length: int, why: str) -> None:
        """What came, and so many characters that it became."""
        kind = kind_of(why)
        if came:
            self.rows[-1].before.append(Piece(came, kind, why))
        self.write(length, kind, why)

    def write(self, length: int, kind: str = "", why: str = "") -> None:
        """Append so many characters of what is shown, cut where marks begin and end."""
        end = self.written + length
        while self.written < end:
            at = self.written
            doubt, stop = self._doubts.at(at, end)
            note, stop = self._notes.at(at, stop)
            begins = (doubt is not None and doubt.position == at, note is not None and note.position == at)
            key = note.key if note is not None else None
            self.rows[-1].after.append(Piece(self._shown[at:stop], kind, why, doubt, key, begins))
            self.written = stop
