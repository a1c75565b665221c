"""How likely a run of Chinese is: the cost of its best division into words.

The model is a word list with frequencies and kinds of words, and which kind follows which (`data/README.md`). It
is read through a memory map: "HYW2", the number of cells and of kinds (32 bits each), the cells of a hash table
(22 bits that identify the word, 10 bits of cost in fortieths of a nat), a byte of kind for each cell, and a row of
bytes for each kind. Costs are natural logarithms, lower is likelier; differences between two readings of one place
are log-likelihood ratios.
"""

from __future__ import annotations

import mmap
import struct
import sys
import zlib
from array import array
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

LONGEST = 4
"""Characters of the longest word that the model holds."""

_HEAD = 12
_NO_KIND = -1  # says nothing about what follows
_CLAUSE = 0  # punctuation: a clause begins behind it
_TRUST = 0.8  # how far the grammar of word kinds is believed

_UNSEEN = 17.0  # a Han character that is no word: rarer than one in twenty million
_FOREIGN = 14.0  # kana, Cyrillic, box drawing, the rest of GBK: what shifted bytes look like
_DIGIT = 4.5
_LATIN = 6.5
_PUNCTUATION = {
    "，": 3.0, ",": 3.0, "。": 3.6, ".": 5.5, "、": 4.3, "：": 5.3, ":": 5.3, "；": 6.0, ";": 6.0, "“": 5.0, "”": 5.0,
    "《": 6.0, "》": 6.0, "（": 5.7, "）": 5.7, "(": 5.7, ")": 5.7, "！": 6.8, "!": 6.8, "？": 6.6, "?": 6.6, "—": 6.5,
    "…": 6.5, "·": 7.0, "‘": 7.5, "’": 7.5, "\n": 4.5, "　": 9.0, " ": 5.0, "%": 6.5, "-": 7.0, "/": 8.0, "〈": 10.0,
    "〉": 10.0, "【": 8.0, "】": 8.0, "[": 8.0, "]": 8.0, "～": 8.5, "－": 8.5, "％": 7.5, "「": 9.0, "」": 9.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Model:
    cells: memoryview
    """Numbers of 32 bits."""
    mask: int
    kinds: memoryview
    """A byte for each cell."""
    follow: tuple[tuple[float, ...], ...]
    """For each kind of word, how much dearer it is after another (nats): place 0 is a clause's start, the last place,
    which `_NO_KIND` finds, one of no kind."""


@cache
def _model() -> _Model:
    with (Path(__file__).parent / "data" / "words.bin").open("rb") as file:
        data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    if bytes(data[:4]) != b"HYW2":
        raise RuntimeError("data/words.bin is not the word table this version reads; install huanyuan again")
    size, kinds = struct.unpack_from("<II", data, 4)
    kinds_at = _HEAD + 4 * size
    cells, raw = data[_HEAD:kinds_at], bytes(data[kinds_at + size :])
    if sys.byteorder == "big":
        swapped = array("I", cells.tobytes())
        swapped.byteswap()
        cells = memoryview(swapped).cast("B")
    rows = [raw[i * kinds : (i + 1) * kinds] for i in range(kinds + 1)]
    after = [(0.0, *(_TRUST * (byte - 128) / 32 for byte in row)) for row in rows]
    follow = tuple((*column, 0.0) for column in zip(*after, strict=True))
    return _Model(cells.cast("I"), size - 1, data[kinds_at : kinds_at + size], follow)


@lru_cache(maxsize=1 << 16)
def word(text: str) -> tuple[float, int] | None:
    """The cost of a word in nats and its kind, or None where the model does not know it."""
    model = _model()
    cells, mask = model.cells, model.mask
    code = zlib.crc32(text.encode("utf-16-le", "surrogatepass"))
    at = code & mask
    cell = cells[at]
    if not cell:
        return None
    mark = zlib.adler32(text.encode("utf-16-be", "surrogatepass"), code) * 2654435761 >> 5 & 0x3FFFFF
    while cell:
        if cell >> 10 == mark:
            return ((cell & 0x3FF) - 1) / 40, model.kinds[at]
        at = (at + 1) & mask
        cell = cells[at]
    return None


def word_cost(text: str) -> float | None:
    """The cost of a word alone, or None where the model does not know it."""
    found = word(text)
    return None if found is None else found[0]


@lru_cache(maxsize=1 << 15)
def character(text: str) -> tuple[float, int]:
    """The cost of a character that stands alone, and its kind as a word (`_CLAUSE` for punctuation)."""
    if "一" <= text <= "鿿":
        return word(text) or (_UNSEEN, _NO_KIND)
    known = _PUNCTUATION.get(text)
    if known is not None:
        return known, _CLAUSE
    if text.isascii() and text.isalnum():
        return (_DIGIT if text.isdigit() else _LATIN), _NO_KIND
    return _FOREIGN, _NO_KIND


def character_cost(text: str) -> float:
    """The cost of a character that stands alone."""
    return character(text)[0]


Context = tuple[str, tuple[tuple[float, int], ...]]
"""The last characters of a hypothesis; for the boundaries before them and the end, the best cost and the kind of
the word that ends there."""

START: Context = ("", ((0.0, _CLAUSE),))


def total(context: Context) -> float:
    """The cost of everything read so far."""
    return context[1][-1][0]


_Word = tuple[int, float, int, tuple[float, ...]]
"""Where in the ends of a context a word begins, its cost and kind, and its place in `_Model.follow`."""


@lru_cache(maxsize=1 << 17)
def _endings(tail: str, text: str) -> tuple[float, int, tuple[float, ...], tuple[_Word, ...], str]:
    """What `text` behind `tail` can end: itself with cost, kind and what the kind follows; longer words; the new tail.

    The tail is empty behind what is no Han character: no word goes across it, and its kind adds no cost.
    """
    cost, kind = character(text)
    follow = _model().follow
    if not "一" <= text <= "鿿":
        return cost, kind, (), (), ""
    grown = tail + text
    longer: list[_Word] = []
    for start in range(-2, -len(grown) - 1, -1):
        if (found := word(grown[start:])) is not None:
            longer.append((start, found[0], found[1], follow[found[1]]))
    return cost, kind, follow[kind], tuple(longer), grown[-(LONGEST - 1) :]


def extend(context: Context, text: str) -> Context:
    """The context after one more character; the best division is carried along (Viterbi over words)."""
    tail, ends = context
    cost, kind, follow, longer, grown = _endings(tail, text)
    before, previous = ends[-1]
    if not grown:
        return "", ((before + cost, kind),)
    best = before + cost + follow[previous]
    for start, price, its_kind, its_follow in longer:
        before, previous = ends[start]
        there = before + price + its_follow[previous]
        if there < best:
            best, kind = there, its_kind
    if len(ends) == LONGEST:
        return grown, (ends[1], ends[2], ends[3], (best, kind))
    return grown, (*ends, (best, kind))


def read(text: str, context: Context = START) -> Context:
    """The context after `text`."""
    for one in text:
        context = extend(context, one)
    return context


def cost(text: str) -> float:
    """The cost of `text` read by itself."""
    return total(read(text))


def boundaries(text: str) -> frozenset[int]:
    """Where words begin and end in the best division of `text`, by the frequencies of the words alone."""
    best, back = [0.0], [0]
    for end, one in enumerate(text, 1):
        there, start = best[-1] + character(one)[0], end - 1
        for begin in range(end - 2, max(0, end - LONGEST) - 1, -1):
            known = word(text[begin:end])
            if known is not None and best[begin] + known[0] < there:
                there, start = best[begin] + known[0], begin
        best.append(there)
        back.append(start)
    found, at = {len(text)}, len(text)
    while at:
        at = back[at]
        found.add(at)
    return frozenset(found)
