"""Two texts in step: what came on the left, what it became on the right, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Doubt:
    """An uncertain place of the repaired text, by its key."""

    key: int
    position: int
    length: int
    state: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is treated alike. ``changed``: it differs from the other side; ``doubt``: the uncertain place
    that it is, if it is one; ``why``: what changed it."""

    text: str
    changed: bool = False
    why: str = ""
    doubt: Doubt | None = None


@dataclass(slots=True)
class ProofRow:
    """One line of both texts."""

    before: list[Piece] = field(default_factory=list)
    after: list[Piece] = field(default_factory=list)


def rows_of_proof(
    source: str, repaired: str, shown: str, edits: Iterable[dict[str, Any]], doubts: Sequence[Doubt]
) -> list[ProofRow]:
    """Both texts cut into lines in step. ``edits`` have ``at``, ``len``, ``to``, ``why`` with ``at`` in ``source``, in order;
    ``shown`` is ``repaired`` as it is to be shown, character for character."""
    rows = [ProofRow()]
    at = written = 0

    def same(text: str) -> None:
        nonlocal written
        for number, line in enumerate(text.split("\n")):
            if number:
                rows.append(ProofRow())
                written += 1
            if line:
                rows[-1].before.append(Piece(line))
                _write(rows[-1].after, shown, written, len(line), doubts, changed=False)
                written += len(line)

    for edit in edits:
        same(source[at : edit["at"]])
        at = edit["at"] + edit["len"]
        rows[-1].before.append(Piece(source[edit["at"] : at], changed=True, why=edit["why"]))
        _write(rows[-1].after, shown, written, len(edit["to"]), doubts, changed=True, why=edit["why"])
        written += len(edit["to"])
    same(source[at:])
    if written != len(repaired):
        # the record does not fit the texts (an older format): show them whole rather than wrong
        whole: list[Piece] = []
        _write(whole, shown, 0, len(shown), doubts, changed=False)
        return [ProofRow([Piece(source)], whole)]
    return rows


def _write(
    into: list[Piece],
    shown: str,
    start: int,
    length: int,
    doubts: Sequence[Doubt],
    *,
    changed: bool,
    why: str = "",
) -> None:
    """Append ``shown[start : start + length]``, cut where uncertain places begin and end."""
    end = start + length
    at = start
    for doubt in doubts:
        first, last = max(doubt.position, start), min(doubt.position + doubt.length, end)
        if first >= last or first < at:
            continue
        if first > at:
            into.append(Piece(shown[at:first], changed, why))
        into.append(Piece(shown[first:last], changed, why, doubt))
        at = last
    if at < end:
        into.append(Piece(shown[at:end], changed, why))
