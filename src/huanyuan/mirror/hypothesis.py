"""One reading of a shifted stretch while it is being spelled, and what makes it likely."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from huanyuan.language import Context, character_cost, read, total, word_cost
from huanyuan.mirror.alphabet import FIRST_LEAD, alphabet

_STOPS = "，。、：；！？,.:;!?"
_OPENERS = "“《（(‘【「"
_CLOSERS = "”》）)’】」"
_CLOSED_BY = dict(zip(_CLOSERS, _OPENERS, strict=True))
_UNLIKELY = 7.0
_FAMILIAR = 1.5
_LOOKED_AT = 300


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


@lru_cache(maxsize=1 << 14)
def likely_firsts(last: str, second: int, limit: int, *, mirrored: bool) -> tuple[tuple[int, str], ...]:
    """First bytes for a known second byte, and their characters: those worth trying behind `last`."""
    return _likely(last, alphabet(mirrored=mirrored).by_second.get(second, {}), limit)


@lru_cache(maxsize=1 << 14)
def likely_seconds(last: str, first: int, limit: int, *, mirrored: bool) -> tuple[tuple[int, str], ...]:
    """Second bytes that could have been taken for a first one, and their characters, likewise."""
    row = alphabet(mirrored=mirrored).by_first.get(first, {})
    return _likely(last, {second: c for second, c in row.items() if second >= FIRST_LEAD}, limit)


def _likely(last: str, row: dict[int, str], limit: int) -> tuple[tuple[int, str], ...]:
    last_cost = character_cost(last) if last else 0.0

    def rank(item: tuple[int, str]) -> float:
        joined = word_cost(last + item[1]) if last else None
        alone = character_cost(item[1])
        return alone if joined is None else min(alone, joined - last_cost)

    return tuple(sorted(row.items(), key=rank)[:limit])


@dataclass(slots=True)  # not frozen: a hundred thousand of them are made for one page, and none is changed
class Hypothesis:
    """A reading of the shown text so far. `doubts` are (offset in `text`, length, why)."""

    half: int | None
    """The first byte of an original character whose second byte is not yet shown; None in phase."""
    text: str
    context: Context
    doubts: tuple[tuple[int, int, str], ...] = ()
    extra: float = 0.0
    key: str = ""
    """The traditional or shown character just completed: a gloss may follow it."""
    before: str = ""
    """The repaired text before the stretch."""
    page: Page = Page()

    @property
    def cost(self) -> float:
        """Nats, lower is likelier."""
        return total(self.context) + self.extra

    @property
    def last(self) -> str:
        """The character before the next one."""
        return self.text[-1:] or self.before[-1:]

    def spell(
        self, text: str, half: int | None, *, key: str = "", extra: float = 0.0, why: str = ""
    ) -> Hypothesis:
        """This hypothesis with `text` written and `half` held; `why` marks the text as a doubt."""
        doubts = (*self.doubts, (len(self.text), len(text), why)) if why else self.doubts
        last = self.last
        for offset, character in enumerate(text):
            if not "一" <= character <= "鿿":
                extra += punctuation_cost(self.before + self.text + text[:offset], character)
            elif last + character in self.page.pairs:
                extra -= _FAMILIAR
            last = character
        context = read(text, self.context)
        return Hypothesis(
            half, self.text + text, context, doubts, self.extra + extra, key, self.before, self.page
        )
