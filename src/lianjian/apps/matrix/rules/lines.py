"""Text cut into what one sees at once: pages of a film, a few lines each, broken as Chinese is set.

Source of the rules: W3C, Requirements for Chinese Text Layout (clreq), "prohibition rules for line start and line end".
Width is counted in Han characters: a narrow character takes half of one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import rjieba

NEVER_FIRST = frozenset("，。、；：？！）》」』】〕〉”’…—·％℃,.;:?!)]}%～~")
"""Characters that no line begins with."""
NEVER_LAST = frozenset("（《「『【〔〈“‘([{￥$")
"""Characters that no line ends with."""
_SENTENCE = re.compile(r"[^。！？!?；;…]*[。！？!?；;…]+[”’」』）》)]*|[^。！？!?；;…]+")
_CLAUSE = re.compile(r"[^，、：,:]*[，、：,:]+[”’」』）》)]*|[^，、：,:]+")
_BLANKS = re.compile(r"\s+")


def one_line(text: str) -> str:
    """``text`` with each run of blanks as one space."""
    return _BLANKS.sub(" ", text).strip()


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, closing marks with them; joined they are the paragraph."""
    return _SENTENCE.findall(text)


def width(text: str) -> float:
    """How many Han characters ``text`` takes in a line."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def pieces(text: str) -> list[str]:
    """What a line is not broken inside: words, with the marks that may not stand apart from them."""
    found: list[str] = []
    for word in _words(text):
        glued = found and (
            word[0] in NEVER_FIRST or found[-1][-1] in NEVER_LAST or unicodedata.combining(word[0])
        )
        if glued:
            found[-1] += word
        else:
            found.append(word)
    return found


def wrap(text: str, most: float) -> list[str]:
    """Lines of at most ``most``, as few as can be, as even as can be. Only a single piece that is longer than a line is
    cut inside, and a mark that may not stand first hangs over by itself."""
    parts = [bit for piece in pieces(text) for bit in _fitting(piece, most)]
    if not parts:
        return []
    ends = [0.0]
    for part in parts:
        ends.append(ends[-1] + width(part))

    @cache
    def best(start: int) -> tuple[int, float, int]:
        """Lines from here on, their unevenness, where the first of them ends."""
        found: tuple[int, float, int] | None = None
        for end in range(start + 1, len(parts) + 1):
            long = ends[end] - ends[start]
            if long > most and end > start + 1:
                break
            count, uneven, _ = best(end) if end < len(parts) else (0, 0.0, end)
            # a short last line looks worse than a short first one, a break at a mark reads well
            bonus = 15.0 if parts[end - 1][-1] in NEVER_FIRST else 0.0
            one = (count + 1, uneven + (most - long) ** 2 - bonus, end)
            if found is None or one[:2] < found[:2]:
                found = one
        assert found is not None  # noqa: S101 - the range above is never empty
        return found

    lines, at = [], 0
    while at < len(parts):
        end = best(at)[2]
        lines.append("".join(parts[at:end]))
        at = end
    return [line.strip() for line in lines if line.strip()]


def pages(text: str, *, line: float, lines: int) -> list[str]:
    """A paragraph cut into pages of at most ``lines`` lines: at sentences, else at clauses, else between words. Joined
    they are the paragraph."""
    found: list[str] = []
    for sentence in sentences(text):
        if found and _is_short(found[-1], line) and _fits(found[-1] + sentence, line, lines):
            found[-1] += sentence
            continue
        found.extend(_paged(sentence, line, lines))
    return found


def _paged(sentence: str, line: float, lines: int) -> list[str]:
    if _fits(sentence, line, lines):
        return [sentence]
    clauses = _CLAUSE.findall(sentence)
    if len(clauses) == 1:
        clauses = pieces(sentence)
    if len(clauses) == 1:
        return _fitting(sentence, line * lines)
    found: list[str] = []
    for clause in clauses:
        if found and _fits(found[-1] + clause, line, lines):
            found[-1] += clause
        elif _fits(clause, line, lines):
            found.append(clause)
        else:
            found.extend(_paged(clause, line, lines))
    return found


def _fits(text: str, line: float, lines: int) -> bool:
    return width(text) <= line * lines and len(wrap(text, line)) <= lines


def _is_short(text: str, line: float) -> bool:
    return width(text) < line * 0.7


def _fitting(piece: str, most: float) -> list[str]:
    """A piece in bits that fit; marks that may not stand first stay with what they close."""
    if width(piece) <= most:
        return [piece]
    found, now = [], ""
    for sign in piece:
        if now and width(now + sign) > most and sign not in NEVER_FIRST and now[-1] not in NEVER_LAST:
            found.append(now)
            now = ""
        now += sign
    return [*found, now]


def _words(text: str) -> list[str]:
    found: list[str] = []
    for word in rjieba.cut(text):
        # Latin words and figures stay whole, whatever the dictionary makes of them
        if found and _is_latin(found[-1][-1]) and _is_latin(word[0]):
            found[-1] += word
        else:
            found.append(word)
    return found


def _is_latin(sign: str) -> bool:
    return sign.isascii() and not sign.isspace() and (sign.isalnum() or sign in ".-/@_%")
