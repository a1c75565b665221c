"""Stretches of a mirrored page that are in phase: glosses go, the table is inverted. Nothing is chosen here."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from huanyuan.tables import PINYIN, mirror_table, simplify_map

_WORD = 24  # characters of a few words with their glosses
GLOSS = re.compile(rf"\(([{PINYIN}]{{1,7}})\)")


@cache
def damaged_run() -> re.Pattern[str]:
    """A run of the table's characters with the glosses among them."""
    return re.compile(rf"(?:[{''.join(mirror_table().simplified)}著](?:\([{PINYIN}]{{1,7}}\))?)+")


def is_gloss(character: str, reading: str) -> bool:
    """Whether a mirror would write `reading` behind `character`."""
    if character == "著":
        return reading in ("zhe", "zhù", "zháo", "zhuó", "zhāo")
    return reading in mirror_table().readings.get(character, ())


@cache
def _glossed() -> re.Pattern[str]:
    return re.compile(rf"([{''.join(mirror_table().simplified)}著])\(([{PINYIN}]{{1,7}})\)")


def _drop(match: re.Match[str]) -> str:
    return match[1] if is_gloss(match[1], match[2]) else match[0]


def invert(run: str) -> str:
    """`run` without the glosses of its characters, in simplified characters; 著 is left for `zhe`."""
    return _inverted_word(run) if len(run) <= _WORD else _inverted(run)


@lru_cache(maxsize=1 << 12)
def _inverted_word(run: str) -> str:
    """The same, kept: most runs are words that come again."""
    return _inverted(run)


def _inverted(run: str) -> str:
    if "(" in run:
        run = _glossed().sub(_drop, run)
    return run.translate(simplify_map())
