"""The order in which kinds of damage are undone, and the one look that most texts need."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from huanyuan import latin, utf8
from huanyuan.entities import BROKEN, repair_entities
from huanyuan.findings import Repair, Stage
from huanyuan.joining import join
from huanyuan.mirror.page import repair_mirror
from huanyuan.strays import repair_indents, repair_strays, repair_yi
from huanyuan.tables import mirror_table

if TYPE_CHECKING:
    from collections.abc import Callable

_STAGES: tuple[Callable[[str], Stage], ...] = (
    latin.repair_latin,
    utf8.repair_utf8,
    repair_entities,
    repair_mirror,
    repair_yi,
    repair_strays,
    repair_indents,
)
"""Wrong encodings first: what they hide may be damaged as well."""


@cache
def _sign() -> re.Pattern[str]:
    """What every damaged text shows somewhere; a text without it needs no second look."""
    traditional = "".join(sorted(mirror_table().simplified))
    return re.compile(
        f"[{traditional}壹]|{BROKEN.pattern}|{latin.DENSE.pattern}|{utf8.sign().pattern}|^\\?\\?[^?\\s]",
        re.MULTILINE,
    )


def repair(text: str) -> Repair:
    """Undo the known kinds of damage; a text that shows none comes back as it is, character for character.

    Never raises for a `str`, whatever it holds (lone surrogates and control characters pass through), takes time
    in proportion to its length, and repairing what was repaired changes nothing more.
    """
    if _sign().search(text) is None:
        return Repair(text)
    whole = Stage(text)
    for stage in _STAGES:
        whole = join(whole, stage(whole.text()))
    out = whole.text()
    return Repair(
        out,
        changed=out != text,
        families=tuple(sorted(whole.families)),
        uncertain=tuple(whole.uncertain),
        edits=tuple(whole.edits),
    )
