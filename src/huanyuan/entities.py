"""Numeric entities that were put for some characters on bytes, so that a lone byte ate their `&`.

`效率?#20445;?#20998;析` was `效率”，分析`: the bytes A1[B1 A3]AC of `”，` hold those of 保, which became `&#20445;`.
A1 and AC were left alone, each ate an `&` and shows as `?`. The character that the entity names gives two bytes
back; the lone ones are chosen by the words around them, and reported.
"""

from __future__ import annotations

import operator
import re

from huanyuan.findings import Stage
from huanyuan.mirror.hypothesis import Page
from huanyuan.mirror.shift import LONGEST, invert_from

BROKEN = re.compile(r"\?#\d{4,5};")
WHY = "broken numeric entities put back"
_CONTEXT = 80


def repair_entities(text: str) -> Stage:
    """Put back what broken entities hid; everything else stays."""
    stage = Stage(text)
    page: Page | None = None
    while (found := BROKEN.search(text, stage.at)) is not None:
        mark = found.start()
        stage.keep(mark)
        page = page or Page(
            frozenset(map(operator.add, text, text[1:])),
            mirrored=False,
            beam=24,
            gap_beam=6,
            margin=18.0,
        )
        end = text.find("\n", mark, mark + LONGEST + 120)
        line = text[mark : end if end >= 0 else mark + LONGEST + 120]
        before = "".join(stage.out[-8:])[-_CONTEXT:]
        inversion = invert_from(line, 0, before[before.rfind("\n") + 1 :], page)
        if not inversion.shifted:
            stage.keep(found.end())
            continue
        stage.families.add("entitybreak")
        stage.replace(mark + inversion.end, inversion.text, WHY, inversion.doubts)
    stage.keep(len(text))
    return stage
