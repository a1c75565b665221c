"""Finding words in stories. Chinese has no spaces: a question is looked for as it stands, any two characters of a name
find it, and only where that finds nothing it is cut into words."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import rjieba

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_TERMS = 6
AROUND = 28
"""Characters of a passage shown before and after what was found."""

_WORDS = re.compile(r"[\w-]+")

Piece = tuple[str, bool]
"""A part of a text, and whether it is what was asked for."""


def levelled(text: str) -> str:
    """The text as it is compared: wide and narrow forms and large and small letters are alike. As long as ``text``:
    what is found at a place is there in the original too."""
    return "".join(_levelled(character) for character in text)


def _levelled(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).casefold()
    return plain if len(plain) == 1 else character


def terms(question: str) -> tuple[str, ...]:
    """What is looked for: the runs of letters, digits and Han characters, at most six; () where there are none."""
    found = dict.fromkeys(word.strip("-_") for word in _WORDS.findall(levelled(question)))
    return tuple(word for word in found if word)[:MOST_TERMS]


def cut(asked: Iterable[str]) -> tuple[str, ...]:
    """The same terms cut into words, for a question written in one run; single characters fall away where longer
    words are there."""
    words = dict.fromkeys(word for term in asked for word in rjieba.cut(term) if _WORDS.fullmatch(word))
    longer = [word for word in words if len(word) > 1]
    return tuple(longer or words)[:MOST_TERMS]


def marked(text: str, asked: Iterable[str]) -> tuple[Piece, ...]:
    """``text`` in pieces, every place of a term marked; together they are the text again."""
    found = sorted({word for word in asked if word}, key=len, reverse=True)
    if not found:
        return ((text, False),) if text else ()
    pieces: list[Piece] = []
    end = 0
    for place in re.finditer("|".join(map(re.escape, found)), levelled(text)):
        if place.start() > end:
            pieces.append((text[end : place.start()], False))
        pieces.append((text[place.start() : place.end()], True))
        end = place.end()
    if end < len(text):
        pieces.append((text[end:], False))
    return tuple(pieces)


def passage(texts: Iterable[str], asked: Iterable[str]) -> tuple[Piece, ...]:
    """The passage with the most of the terms, marked, with a few words around; () where no text holds one."""
    wanted = tuple(asked)
    best, most = "", 0
    for text in texts:
        plain = levelled(text)
        held = sum(word in plain for word in wanted)
        if held > most:
            best, most = text, held
    if not most:
        return ()
    plain = levelled(best)
    first = min(at for at in (plain.find(word) for word in wanted) if at >= 0)
    start = max(0, first - AROUND)
    end = min(len(best), start + 3 * AROUND + max(map(len, wanted)))
    cutting = f"{'…' if start else ''}{best[start:end]}{'…' if end < len(best) else ''}"
    return marked(cutting, wanted)
