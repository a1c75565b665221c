"""Where a Chinese headline may break: between phrases, never inside a word and never before a mark.

Follows the W3C's requirements for Chinese text layout (clreq): no closing mark at the start of a line, no
opening mark at its end. A phrase stays at nine Han characters or fewer: one line of a 320 pixel phone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from unicodedata import category, east_asian_width

import rjieba

LIMIT = 9.0
"""The widest phrase, in Han characters."""

_STAYS = frozenset("的了着过地得吗呢吧啊们性化者们上下里中")
"""Hold on to what stands before them."""
_LEADS = frozenset(
    (
        "把",
        "被",
        "由",
        "让",
        "给",
        "从",
        "向",
        "对",
        "在",
        "为",
        "和",
        "与",
        "及",
        "或",
        "将",
        "到",
        "用",
        "按",
        "比",
        "跟",
        "靠",
        "是",
        "不",
        "也",
        "都",
        "就",
        "再",
        "又",
        "要",
        "会",
        "能",
        "可",
    )
)
"""Open a phrase: good before, bad after."""
_PLACES = frozenset("村镇乡县市区省州")
"""End the name of a place: what they stand after belongs to it, even where the dictionary does not know the name."""
_LATIN = re.compile(r"[!-~\u00a1-\u024f]+")


def width(text: str) -> float:
    """How much of a line ``text`` takes, in Han characters: wide and full-width ones 1, others one half."""
    return sum(1.0 if east_asian_width(char) in "WFA" else 0.5 for char in text)


@lru_cache(maxsize=4096)
def phrases(text: str) -> tuple[str, ...]:
    """``text`` cut into phrases; joined they are ``text`` again.

    No phrase is wider than ``LIMIT`` unless it is one run of Latin letters or digits, or marks that may not
    be parted from their word; no phrase but the first begins with a closing mark or a space, none but the
    last ends with an opening mark.
    """
    found: list[str] = []
    clause: list[str] = []
    for word in _words(text):
        clause.append(word)
        if category(word[-1]) in ("Po", "Pe", "Pf") and category(word[0]) not in ("Ps", "Pi"):
            found += _balanced(clause)
            clause = []
    return tuple(found + _balanced(clause))


def _words(text: str) -> list[str]:
    """Words of the dictionary, with marks and spaces hung on the word they belong to."""
    pieces: list[str] = []
    end = 0
    for run in _LATIN.finditer(text):
        pieces += _cut(text[end : run.start()])
        pieces.append(run.group())
        end = run.end()
    pieces += _cut(text[end:])
    words: list[str] = []
    for piece in pieces:
        if words and (_hangs(piece[0]) or _opens(words[-1][-1])):
            words[-1] += piece
        else:
            words.append(piece)
    return words


def _cut(text: str) -> list[str]:
    found: list[str] = []
    for word in _with_places(rjieba.cut(text)):
        parts = -(-len(word) // int(LIMIT))
        size = -(-len(word) // parts) if parts else 1
        found += [word[at : at + size] for at in range(0, len(word), size)]
    return found


def _with_places(words: list[str]) -> list[str]:
    """The same words, no name of a place parted from its 村 or 镇. 村里 and 市场 begin with one and are words."""
    found: list[str] = []
    for word in words:
        rest = word
        if found and word[0] in _PLACES and not _hangs(found[-1][-1]) and width(found[-1]) < LIMIT:
            # a dictionary word stays whole without guessing; a guess like 村共联 falls into characters
            known = rjieba.cut(word, False)
            if known[0] == word[0]:
                found[-1] += word[0]
                rest = word[1:]
        if rest:
            found.append(rest)
    return found


def _hangs(char: str) -> bool:
    return (
        category(char) in ("Po", "Pe", "Pf", "Pd", "Mn", "Mc", "Me")
        or char.isspace()
        or category(char) == "Cf"
    )


def _opens(char: str) -> bool:
    return category(char) in ("Ps", "Pi")


def _balanced(words: list[str]) -> list[str]:
    """Part one clause at least cost: few phrases, alike in width, opened by words that open a phrase."""
    if not words:
        return []
    total = sum(width(word) for word in words)
    ideal = total / -(-total // LIMIT) if total else 1.0
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        options = []
        for start in range(end - 1, -1, -1):
            wide = sum(width(word) for word in words[start:end])
            if wide > LIMIT and start < end - 1:
                break
            options.append((best[start][0] + 12 + (wide - ideal) ** 2 + _seam(words, start), start))
        best.append(min(options))
    cuts = [len(words)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    return ["".join(words[start:end]) for start, end in pairwise(reversed(cuts))]


def _seam(words: list[str], at: int) -> float:
    """What it costs to begin a phrase at word ``at``."""
    if at == 0:
        return 0.0
    before, after = words[at - 1], words[at]
    cost = 60.0 if after[0] in _STAYS and len(after) == 1 else 0.0
    cost -= 6.0 if after in _LEADS else 0.0
    cost += 14.0 if before in _LEADS else 0.0
    cost -= 4.0 if before[-1] in "的了" else 0.0
    return cost + (8.0 if len(before) == 1 or len(after) == 1 else 0.0)
