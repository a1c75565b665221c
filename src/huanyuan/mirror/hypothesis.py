"""One reading of a shifted stretch while it is being spelled, and what makes it likely."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from huanyuan.language import Context, character_cost, extend, word_cost
from huanyuan.mirror.alphabet import FIRST_LEAD, by_first, by_second

_STOPS = "，。、：；！？,.:;!?"
_OPENERS = "“《（(‘【「"
_CLOSERS = "”》）)’】」"
_MARKS = frozenset(_STOPS + _OPENERS + _CLOSERS)
_CLOSED_BY = dict(zip(_CLOSERS, _OPENERS, strict=True))
_UNLIKELY = 7.0
_FAMILIAR = 1.5
_LOOKED_AT = 300
_PLAIN_STOPS = frozenset(_STOPS) - {"、"}
_NOT_BEFORE_STOPS = frozenset(_STOPS + _OPENERS + "\n　 ") | {""}


def punctuation_cost(before: str, mark: str) -> float:
    """What the neighbour and the open quotation before it add to the cost of a mark (nats; see clreq 3.1)."""
    last = before[-1:]
    if mark in _STOPS:
        if not last or last in _STOPS or last in _OPENERS or last in "\n　 ":
            return _UNLIKELY
        # Lists go on as they began.
        return -1.5 if mark == "、" and "、" in before[-8:] else 0.0
    if mark in _CLOSERS:
        opener = _CLOSED_BY[mark]
        recent = before[-_LOOKED_AT:]
        is_open = recent.rfind(opener) > recent.rfind(mark)
        # Inside a quotation a full stop is where it most often ends.
        return (
            (-2.0 if last in "。！？" else 0.0) if is_open else (0.5 if last in "。！？" else _UNLIKELY / 2)
        )
    if mark in _OPENERS:
        recent = before[-_LOOKED_AT:]
        is_open = recent.rfind(mark) > recent.rfind(_CLOSERS[_OPENERS.index(mark)])
        return _UNLIKELY if is_open else 0.0
    return 0.0


def ending_cost(mark: str) -> float:
    """What it adds to the cost of a character that it is the last of its paragraph."""
    if mark in "。”；：！？》）…":
        return -1.0
    return _UNLIKELY if mark in _OPENERS or mark in "，、" else 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of the page that a stretch stands on."""

    pairs: frozenset[str] = frozenset()
    """Pairs of characters that the rest of the page holds: its names and topics come again."""
    mirrored: bool = True
    """Whether the page went through the table; else the bytes are those of simplified text."""
    beam: int = 12
    """Hypotheses that are followed at a time. Twice as many read mirrored pages no better, and take twice as long."""
    gap_beam: int = 4
    """The best of them, which try vanished pairs."""
    margin: float = 14.0
    """Nats behind the best reading of the same place: what is dearer will not come back."""


_NO_PAGE = Page()
Doubt = tuple[int, int, str]
"""Offset in the text of a hypothesis, length, and why."""


@lru_cache(maxsize=1 << 14)
def likely_firsts(last: str, second: int, limit: int, *, mirrored: bool) -> tuple[tuple[int, str], ...]:
    """First bytes for a known second byte, and their characters: those worth trying behind `last`."""
    return _likely(last, by_second(second, mirrored=mirrored), limit)


@lru_cache(maxsize=1 << 14)
def likely_seconds(last: str, first: int, limit: int, *, mirrored: bool) -> tuple[tuple[int, str], ...]:
    """Second bytes that could have been taken for a first one, and their characters, likewise."""
    row = by_first(first, mirrored=mirrored)
    return _likely(last, {second: c for second, c in row.items() if second >= FIRST_LEAD}, limit)


def _likely(last: str, row: dict[int, str], limit: int) -> tuple[tuple[int, str], ...]:
    last_cost = character_cost(last) if last else 0.0

    def rank(item: tuple[int, str]) -> float:
        joined = word_cost(last + item[1]) if last else None
        alone = character_cost(item[1])
        return alone if joined is None else min(alone, joined - last_cost)

    return tuple(sorted(row.items(), key=rank)[:limit])


class Hypothesis:
    """A reading of the shown text so far; none is changed once made. A hundred thousand are made for one page, so
    this is no dataclass."""

    __slots__ = ("before", "context", "cost", "doubts", "extra", "half", "key", "last", "page", "text")

    def __init__(
        self,
        half: int | None,
        text: str,
        context: Context,
        doubts: tuple[Doubt, ...] = (),
        extra: float = 0.0,
        key: str = "",
        before: str = "",
        page: Page = _NO_PAGE,
    ) -> None:
        self.half = half
        """The first byte of an original character whose second byte is not yet shown; None in phase."""
        self.text = text
        self.context = context
        self.doubts = doubts
        self.extra = extra
        self.key = key
        """The traditional or shown character just completed: a gloss may follow it."""
        self.before = before
        """The repaired text before the stretch."""
        self.page = page
        self.last = text[-1:] or before[-1:]
        """The character before the next one."""
        self.cost = context[1][-1][0] + extra
        """Nats, lower is likelier."""

    def spell(
        self, text: str, half: int | None, *, key: str = "", extra: float = 0.0, doubt: Doubt | None = None
    ) -> Hypothesis:
        """This hypothesis with `text` written and `half` held."""
        context, extra = self._read(text, extra)
        doubts = (*self.doubts, doubt) if doubt else self.doubts
        return Hypothesis(
            half, self.text + text, context, doubts, self.extra + extra, key, self.before, self.page
        )

    def spell_below(
        self,
        limit: float,
        text: str,
        half: int | None,
        *,
        key: str = "",
        extra: float = 0.0,
        doubt: Doubt | None = None,
    ) -> Hypothesis | None:
        """The same where it costs less than `limit`; else None, before anything is made: most are dearer."""
        context, extra = self._read(text, extra)
        extra += self.extra
        if context[1][-1][0] + extra >= limit:
            return None
        doubts = (*self.doubts, doubt) if doubt else self.doubts
        return Hypothesis(half, self.text + text, context, doubts, extra, key, self.before, self.page)

    def _read(self, text: str, extra: float) -> tuple[Context, float]:
        """The context after `text`, and `extra` with what its pairs and marks add."""
        context, last = self.context, self.last
        for offset, character in enumerate(text):
            if "一" <= character <= "鿿":
                if last + character in self.page.pairs:
                    extra -= _FAMILIAR
            elif character in _PLAIN_STOPS:  # most marks: told by what stands before alone
                extra += _UNLIKELY if last in _NOT_BEFORE_STOPS else 0.0
            elif character in _MARKS:
                extra += punctuation_cost(self.before + self.text + text[:offset], character)
            last = character
            context = extend(context, character)
        return context, extra

    def choose(self, text: str, half: int | None, why: str, *, extra: float = 0.0) -> Hypothesis:
        """The same as `spell` where nothing forces `text`: it is reported, with `why`."""
        return self.spell(text, half, extra=extra, doubt=(len(self.text), len(text), why))

    def choose_below(
        self, limit: float, text: str, half: int | None, why: str, *, extra: float = 0.0
    ) -> Hypothesis | None:
        """The same where it costs less than `limit`."""
        return self.spell_below(limit, text, half, extra=extra, doubt=(len(self.text), len(text), why))
