"""Shifted stretches of a mirrored page, inverted byte by byte.

The page was decoded pair by pair from a place inside a character, so every shown character is the second byte of
one original character and the first of the next. A hypothesis walks over the shown text with the half character
that it holds and spells the original. Where bytes are lost it branches, and `huanyuan.language` says which branch
is Chinese. Every branch that neither bytes nor a reading forced is kept as a doubt.

How a stretch starts, always with a `?`:
  `?yàn)`  a gloss inserted inside a character: the lone first byte of the next one ate the parenthesis;
  `?！`    a cut inside two characters: the bytes of ！ ， ； ？ were the second of one and the first of the next.
How it ends: a second byte 40-7E seen as ASCII, an ASCII byte eaten by a lone byte, a gloss, a cut, a line's end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import attrgetter

from huanyuan.amounts import ALIKE_IN_GBK, spare_amounts
from huanyuan.language import read
from huanyuan.mirror.hypothesis import Hypothesis, Page
from huanyuan.mirror.plain import GLOSS, is_gloss
from huanyuan.mirror.steps import LOST_CHARACTER, steps

LONGEST = 240
"""Shown characters after which a stretch is given up: real ones end within a sentence or two."""
_GAP_MARGIN = 9.0
_SETTLED = 3  # shown characters in phase after which hypotheses are compared


@dataclass(frozen=True, slots=True)
class Inversion:
    """What stood in the shown text from the `?` up to `end`; without a shift it is the `?` itself."""

    end: int
    text: str
    doubts: tuple[tuple[int, int, str], ...]
    shifted: bool


def _keep_best(waiting: list[Hypothesis], page: Page) -> list[Hypothesis]:
    best: dict[tuple[int | None, str], Hypothesis] = {}
    for hypothesis in waiting:
        name = (hypothesis.half, hypothesis.text[-3:])
        known = best.get(name)
        if known is None or hypothesis.cost < known.cost:
            best[name] = hypothesis
    kept = sorted(best.values(), key=attrgetter("cost"))[: page.beam]
    return [h for h in kept if h.cost < kept[0].cost + page.margin]


def invert_from(line: str, start: int, before: str, page: Page | None = None) -> Inversion:
    """Invert `line` from the `?` at `start` until every hypothesis is in phase again.

    `before` is the repaired text just before it; `page` is what is known of the whole.
    """
    page = page or Page()
    none = Inversion(start + 1, "?", (), shifted=False)
    begun = Hypothesis(None, "", read(before[-4:]), before=before, page=page)
    waiting: dict[int, list[Hypothesis]] = {start: [begun]}
    cheapest: dict[int, float] = {}
    limit, settled = min(len(line), start + LONGEST), 0
    while waiting:
        at = min(waiting)
        if at >= limit:
            break
        here = _keep_best(waiting.pop(at), page)
        if at > start and not waiting and all(h.half is None for h in here):
            settled += 1
            if settled > _SETTLED or len(here) == 1:
                waiting = {at: here}
                break
        else:
            settled = 0
        for rank, hypothesis in enumerate(here):
            gaps = rank < page.gap_beam and hypothesis.cost < here[0].cost + _GAP_MARGIN
            for end, follower in steps(line, at, hypothesis, gaps=gaps, cheapest=cheapest):
                lowest = cheapest.get(end, math.inf)
                if follower.cost < lowest + page.margin:
                    waiting.setdefault(end, []).append(follower)
                    cheapest[end] = min(lowest, follower.cost)
    ends = [(end, h) for end, there in waiting.items() for h in there if h.half is None]
    if not ends:
        return none
    end, best = min(ends, key=lambda item: item[1].cost)
    if best.text.startswith("?") and not best.doubts:
        return none
    # The last character's own gloss belongs to it.
    if (gloss := GLOSS.match(line, end)) and is_gloss(best.key, gloss[1]):
        end = gloss.end()
    text, doubts = spare_amounts(
        best.text, best.doubts, (before, line[end : end + 1]), LOST_CHARACTER, ALIKE_IN_GBK
    )
    return Inversion(end, text, doubts, shifted=True)
