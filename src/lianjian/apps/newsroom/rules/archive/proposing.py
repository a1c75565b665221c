"""A text beside the one in force: what differs, what a part of it would read, and where places of one are in the other.

Edits are ``{"at", "len", "from", "to", "why"}`` with ``at`` in the earlier text, in order, without overlap,
as huanyuan gives them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

WHY = "a newer version reads it so"


def applied(text: str, edits: Sequence[dict[str, Any]]) -> str:
    """``text`` after ``edits``."""
    out, at = [], 0
    for edit in edits:
        out += [text[at : edit["at"]], edit["to"]]
        at = edit["at"] + edit["len"]
    return "".join([*out, text[at:]])


def starts_after(edits: Sequence[dict[str, Any]]) -> list[int]:
    """Where the words of each edit begin in the later text."""
    found, moved = [], 0
    for edit in edits:
        found.append(edit["at"] + moved)
        moved += len(edit["to"]) - edit["len"]
    return found


def moved_back(
    places: Sequence[dict[str, Any]], edits: Sequence[dict[str, Any]], kept: Collection[int]
) -> list[dict[str, Any]]:
    """Uncertain places of the text after all ``edits``, as they are where only those numbered in ``kept`` are made. A place that
    stands in an edit which is not made is not there."""
    starts = starts_after(edits)
    found = []
    for place in places:
        at, end = place["at"], place["at"] + place["len"]
        gone = any(
            number not in kept and start < max(end, at + 1) and at < start + len(edit["to"])
            for number, (start, edit) in enumerate(zip(starts, edits, strict=True))
        )
        if gone:
            continue
        shift = sum(
            edit["len"] - len(edit["to"])
            for number, (start, edit) in enumerate(zip(starts, edits, strict=True))
            if number not in kept and start + len(edit["to"]) <= at
        )
        found.append({**place, "at": at + shift})
    return found


def carried(position: int, length: int, edits: Sequence[dict[str, Any]]) -> int | None:
    """Where a place of the earlier text is in the later one; None where an edit touches it."""
    moved = 0
    for edit in edits:
        if edit["at"] >= position + length:
            break
        if edit["at"] + edit["len"] > position:
            return None
        moved += len(edit["to"]) - edit["len"]
    return position + moved


def composed(first: Sequence[dict[str, Any]], second: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two rounds of edits as one, against the text before the first. Edits that touch are one, with both reasons."""
    between = [
        (at, at + len(edit["to"]), 0, edit) for at, edit in zip(starts_after(first), first, strict=True)
    ]
    between += [(edit["at"], edit["at"] + edit["len"], 1, edit) for edit in second]
    between.sort(key=lambda one: (one[0], one[1], one[2]))
    groups: list[tuple[int, int, list[tuple[int, int, int, dict[str, Any]]]]] = []
    for one in between:
        touches = groups and (one[0] < groups[-1][1] or one[0] == groups[-1][0])
        if touches:
            start, stop, members = groups[-1]
            groups[-1] = (start, max(stop, one[1]), [*members, one])
        else:
            groups.append((one[0], one[1], [one]))
    found, moved = [], 0
    for start, stop, members in groups:
        was, now = _spelled(start, stop, members)
        whys = list(dict.fromkeys(member[3]["why"] for member in members))
        if was != now:
            edit = {"at": start + moved, "len": len(was), "from": was, "to": now}
            found.append({**edit, "why": "; ".join(whys)})
        moved += len(was) - (stop - start)
    return found


def _spelled(
    start: int, stop: int, members: Sequence[tuple[int, int, int, dict[str, Any]]]
) -> tuple[str, str]:
    """What stood before the first round and what stands after the second, for a stretch of the text between."""
    middle: list[str] = [""] * (stop - start)
    for a, _, round_, edit in members:
        for number, character in enumerate(edit["to"] if round_ == 0 else edit["from"]):
            middle[a - start + number] = character
    text = "".join(middle)
    before = _put(
        text, [(a - start, b - start, edit["from"]) for a, b, round_, edit in members if round_ == 0]
    )
    after = _put(text, [(a - start, b - start, edit["to"]) for a, b, round_, edit in members if round_ == 1])
    return before, after


def _put(text: str, parts: Sequence[tuple[int, int, str]]) -> str:
    out, at = [], 0
    for start, stop, words in parts:
        out += [text[at:start], words]
        at = stop
    return "".join([*out, text[at:]])
