"""What changed between two texts of a story, for somebody who accepted the earlier one."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from lianjian.apps.agreements.rules.changes import pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian.apps.agreements.rules.changes import Piece


def changed_lines(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[Piece, ...], ...]:
    """The lines (title, paragraphs, captions ...) that are not as they were, in the order of the text, each cut into what
    stayed, went and came. () where both say the same."""
    found: list[tuple[Piece, ...]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        old, new = list(before[a:b]), list(after[c:d])
        longest = max(len(old), len(new))
        old += [""] * (longest - len(old))
        new += [""] * (longest - len(new))
        found += [pieces(was, now) for was, now in zip(old, new, strict=True)]
    return tuple(found)
