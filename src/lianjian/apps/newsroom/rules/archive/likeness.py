"""Whether two repaired texts are copies of one article, found without comparing each with each.

A text is the set of runs of characters of what it says (letters and digits; blanks and punctuation do not count). MinHash
(Broder, *On the resemblance and containment of documents*, 1997) makes a short signature of the set; signatures are cut
into bands, and texts that share a band are candidates (Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*, 3.4).
Candidates are then compared in full.

Measured on families made up for it (``tests/apps/newsroom/families.py``; 40 of each):

====================================================  ==============  =======================
pair                                                  likeness        found by bands
====================================================  ==============  =======================
mangled and repaired                                  1.000           all
cut off, 80 % / 50 % / 30 % of it left                1.000           all / all / 39
reprint, other headline, first paragraph, furniture   0.894 to 1.000  all
another story                                         at most 0.080   (28 share a band)
yearly reports by one template                        at most 0.227   (all share bands)
notices of 80 characters by one form                  at most 0.656   (all share bands)
====================================================  ==============  =======================

Hence the threshold of 0.8. A signature takes 3 ms for 1,300 characters, a comparison 3 to 30 ms.
"""

from __future__ import annotations

import hashlib
import re
import struct
from functools import lru_cache

from huanyuan.aligning import align

RUN = 5
"""Characters in a run."""
BANDS = 24
"""Bands of a signature."""
ROWS = 2
"""Least values that make up a band."""
THRESHOLD = 0.8
"""From this likeness on, a text counts as a copy."""
SHORTEST = 60
"""Letters and digits that a text needs: shorter ones (notices, captions) are alike by their form."""
FIGURE = 20
MISSING = 10
"""Characters that a stretch counts which one copy lacks, however long it is."""
FEWEST_SHARED = 0.3
"""Share of the shorter one's runs below which two texts are not laid against each other."""
_NUMERAL = re.compile("[0-9零〇一二三四五六七八九十百千万亿两]")
_PLACE = 12
"""A longer stretch is no figure in its place, but another passage."""


def said(text: str) -> str:
    """What a text says: its letters and digits."""
    return "".join(character for character in text if character.isalnum())


def runs(text: str) -> set[str]:
    """The runs of characters of a text that was put through ``said``."""
    return {text[at : at + RUN] for at in range(max(len(text) - RUN + 1, 0))}


@lru_cache(maxsize=16)  # an import asks before and after it knows that a text is new
def signature(text: str) -> tuple[int, ...]:
    """The bands of a text, signed 64-bit numbers that hold the band's number; () where it says too little to be known by.

    One permutation is cut into as many bins as the signature has values (Li, Owen, Zhang, *One Permutation Hashing*, 2012),
    so that each run is hashed once. The hash is BLAKE2b: the same on every machine and for ever.
    """
    words = said(text)
    if len(words) < SHORTEST:
        return ()
    least: list[int | None] = [None] * (BANDS * ROWS)
    for run in runs(words):
        (value,) = struct.unpack("<Q", hashlib.blake2b(run.encode(), digest_size=8).digest())
        number, value = value % len(least), value // len(least)
        before = least[number]
        if before is None or value < before:
            least[number] = value
    bands = []
    for band in range(BANDS):
        rows = [_borrowed(least, band * ROWS + row) for row in range(ROWS)]
        digest = hashlib.blake2b(repr((band, rows)).encode(), digest_size=8).digest()
        (value,) = struct.unpack("<q", digest)
        bands.append(value - value % BANDS + band)
    return tuple(bands)


def _borrowed(least: list[int | None], number: int) -> int:
    """The least value of a bin; an empty bin borrows from the next one that is not."""
    for step in range(len(least)):
        value = least[(number + step) % len(least)]
        if value is not None:
            return value + step * 7919
    return 0


def likeness(a: str, b: str) -> float:
    """How sure it is that two texts are copies of one article, 0 to 1.

    Copies say the same in one long stretch (all of a copy that was cut off; all but the head of a reprint) and differ there
    only where something was lost. Stories made by one template say nearly the same, but with other figures: a figure that
    differs in its place counts as much as ``FIGURE`` other characters. The stretch has to be half of the shorter text.
    """
    a, b = said(a), said(b)
    shorter = min(len(a), len(b))
    if shorter < SHORTEST:
        return 1.0 if a == b and a else 0.0
    here, there = runs(a), runs(b)
    if len(here & there) < FEWEST_SHARED * min(len(here), len(there)):
        return 0.0
    figures = 0
    best = (0, 0, 0)
    score = same = other = 0
    for span in align(a, b):
        left, right = span.a1 - span.a0, span.b1 - span.b0
        if span.same:
            score, same = score + left, same + left
            if score > best[0]:
                best = (score, same, other)
            continue
        if left and right:
            apart = max(left, right)
            figures += _other_figure(a, span.a0, span.a1, b, span.b0, span.b1)
        else:
            apart = min(left + right, MISSING)
        score, other = score - 3 * apart, other + apart
        if score < 0:
            score = same = other = 0
    _, same, other = best
    if not same:
        return 0.0
    covered = min(1.0, 2 * same / shorter)
    return max(0.0, covered * (same - FIGURE * figures) / (same + other))


def _other_figure(a: str, a0: int, a1: int, b: str, b0: int, b1: int) -> bool:
    """Whether another figure stands in the same place."""
    if max(a1 - a0, b1 - b0) > _PLACE:
        return False
    return bool(_NUMERAL.search(a[a0:a1]) and _NUMERAL.search(b[b0:b1]))
