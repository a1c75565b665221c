"""Whether a text went through a mirror, by its own evidence, and how.

Three witnesses. Glosses: a mirror glosses traditional characters only, with one reading each, everywhere on the
page; a language lesson glosses what it teaches. The table: a mirror writes 什么, 以后, 關于 and never 麼, 後, 於;
a writer of Traditional Chinese does the opposite. Shifts: `?jìn)` is what no writer writes. Where they are too
few to be sure, the text is left alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache

from huanyuan.language import boundaries
from huanyuan.mirror.alphabet import keys_read
from huanyuan.mirror.plain import is_gloss
from huanyuan.tables import PINYIN, everyday_map, mirror_table

_ANY_GLOSS = re.compile(rf"\(([{PINYIN}]{{1,7}})\)")
_HAN = re.compile("[一-鿿]")
_TONED = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
_EATEN = re.compile(rf"\?([{PINYIN}]{{1,7}})\)")
_MERGED_CHARACTER = re.compile(
    "[里后于云只干面斗系制采范并么游余筑復發歷盡征獲志松御丑臺咸卷板谷吁辟郁胡須向秋千姜]"
)
# Alone these are as good as a word in modern prose, outside names, titles, distances and the classical.
_MERGED_ALONE = re.compile(
    "(?<![皇太王母天影歌蜂西])后(?![妃土宮冠羿稷])|(?<![公英華海鄰鄉故萬千百十幾數一二三四五六七八九兩\\d])里(?![程長弄])|"
    "(?<!單)于(?![是謙右飛丹姓先])|并(?!州)|(?<!老)么(?![么兒妹子])"
)
_HARDLY_EVER = frozenset("么于后并")
_STRONG = re.compile("[么于后并]")
_MODERN_WORDS = 3
_FEW = 20  # more slips than a page of real Traditional Chinese holds
_OUTWEIGHED = 10
_AROUND = 8  # characters on each side that tell where a word begins
_PURE = 20  # characters of the table for one that it would not have left
_MODERN = 0.008  # share of 的 below which a text is no modern prose


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was done to the text."""

    mirrored: bool
    glossed: bool


@cache
def _telling() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(mirror_table().telling))}]")


@cache
def traditional() -> re.Pattern[str]:
    """Any character that the table writes in place of a simplified one."""
    return re.compile(f"[{''.join(sorted(mirror_table().simplified))}]")


def _divided(text: str, at: int) -> tuple[frozenset[int], int]:
    """Where the words around `at` begin and end, and where in `text` that count starts."""
    start = max(0, at - _AROUND)
    around = text[start : at + _AROUND + 1]
    return boundaries(around.translate(everyday_map())), start


def _merged_words(text: str, enough: int) -> tuple[int, set[int]]:
    """What the words weigh that only a 1:1 table writes, and their places: 有關系統 holds no 關系.

    Writers slip into 面包 or 制圖 now and then, into 什么 and 關于 hardly ever.
    """
    words = mirror_table().merged_words
    weight = 0
    found: set[str] = set()
    places: set[int] = set()
    for match in _MERGED_CHARACTER.finditer(text):
        at = match.start()
        if at in places:  # 里面 is one word, not two
            continue
        for start, end in ((at - 1, at + 1), (at, at + 2), (at - 1, at + 2), (at - 2, at + 1), (at, at + 3)):
            if start >= 0 and text[start:end] in words:
                ends, begun = _divided(text, at)
                if start - begun in ends and end - begun in ends:
                    word = text[start:end]
                    if not _HARDLY_EVER.isdisjoint(word):
                        weight += 2
                    elif "里" in word or word not in found:
                        weight += 1
                    found.add(word)
                    places.update(range(start, end))
                    break
        if weight >= enough:
            break
    return weight, places


def _merged_alone(text: str, counted: set[int]) -> int:
    """Merged characters that a writer of modern Traditional Chinese would not write (于, 后, 里, 并, 么).

    里 and 后 only behind a word: alone they stand in names from abroad (伯里, 王后).
    """
    if text.count("的") < len(text) * _MODERN:
        return 0
    count = 0
    for match in _MERGED_ALONE.finditer(text):
        at = match.start()
        if at in counted:
            continue
        if match[0] in "里后":
            ends, begun = _divided(text, at)
            here = at - begun
            if not (here in ends and here + 1 in ends and here - 1 not in ends and here >= 2):
                continue
        count += 1
    return count


def _is_modern(text: str) -> bool:
    """Whether this is no verse and no classical prose, which write 于 and 后 as they like."""
    words = sum(map(text.count, "的了這們個還"))
    return text.count("的") >= len(text) * _MODERN / 2 and words >= max(_MODERN_WORDS, len(text) * _MODERN)


def _weight(text: str, enough: int) -> int:
    """What the table's words weigh; from `enough` on it is not counted further, as dividing into words takes long."""
    weight, counted = _merged_words(text, enough)
    return weight if weight >= enough else weight + _merged_alone(text, counted)


@cache
def simplified_only() -> re.Pattern[str]:
    """Any character that only simplified text has."""
    table = mirror_table()
    return re.compile(f"[{''.join(sorted(table.forward_sources - table.kept - {'着'}))}]")


def _all_traditional(text: str) -> bool:
    """Whether the text is in traditional characters throughout, as the table leaves it.

    Boilerplate around a page may be simplified; a line that is traditional has next to no simplified character,
    no 着, and none of the variants (爲 衆 説) that the table does not write.
    """
    if len(traditional().findall(text)) < 4 * len(simplified_only().findall(text)):
        return False
    table = other = 0
    for line in text.split("\n"):
        written, left = len(traditional().findall(line)), len(simplified_only().findall(line))
        if written > left:
            table += written
            other += left + len(_never_written().findall(line))
    return other * _PURE <= table


@cache
def _never_written() -> re.Pattern[str]:
    return re.compile(f"[着{''.join(sorted(mirror_table().variants))}]")


@dataclass(frozen=True, slots=True)
class _Glosses:
    """Glosses on a page: as a mirror writes them (`ours`), as it does not (`others`), and on shifted bytes
    (`eaten`: `?jìn)`, `F(xiàn)`); how many keys, and how many glosses on keys that are glossed throughout."""

    ours: int
    others: int
    eaten: int
    keys: int
    systematic: int

    @property
    def total(self) -> int:
        return self.ours + self.eaten

    def are_a_mirrors(self) -> bool:
        """A shift hides a key's true neighbours, so a few odd ones do not disprove the page."""
        return self.systematic * 10 >= self.ours * 8 and self.others * 8 <= self.ours


def _glosses(text: str) -> _Glosses:
    others = cut = 0
    readings: dict[str, set[str]] = defaultdict(set)
    glossed: Counter[str] = Counter()
    for match in _ANY_GLOSS.finditer(text):
        key, reading = text[match.start() - 1 : match.start()], match[1]
        if is_gloss(key, reading):
            readings[key].add(reading)
            glossed[key] += 1
        elif "一" <= key <= "鿿" and _TONED.search(reading):
            others += 1
        elif "@" <= key <= "~" and _TONED.search(reading):
            cut += any(second == ord(key) for _, second in keys_read(reading))
    systematic = sum(n for k, n in glossed.items() if len(readings[k]) == 1 and n * 4 >= text.count(k) * 3)
    eaten = sum(1 for match in _EATEN.finditer(text) if _TONED.search(match[1]))
    return _Glosses(glossed.total(), others, eaten + cut, len(glossed), systematic)


def _density(text: str, glosses: int) -> float:
    """Glosses a character in the lines that have any; a list of words to learn is dense, and so is its page counted
    when it is not in traditional characters."""
    if len(traditional().findall(text)) < len(simplified_only().findall(text)):
        return 1.0
    lines = [line for line in text.split("\n") if ")" in line and _ANY_GLOSS.search(line)]
    return glosses / max(1, sum(len(_HAN.findall(line)) for line in lines))


def judge(text: str) -> Verdict:
    """The verdict on a whole document."""
    clean = Verdict(mirrored=False, glossed=False)
    if not traditional().search(text):
        return clean
    against = len(_telling().findall(text))
    glosses = _glosses(text)
    if not glosses.total and 2 * len(_STRONG.findall(text)) + _FEW < _OUTWEIGHED * against:
        return clean
    # What is asked below: whether there is any, two, eight or ten times as much as speaks against it.
    for_table = _weight(text, max(2, _OUTWEIGHED * against))
    if glosses.total and glosses.are_a_mirrors() and against * 8 <= glosses.total + for_table:
        # A lesson may gloss three hard words; it does not gloss 國 and 會 each time, nor eat parentheses.
        sure = glosses.keys >= 4 or (for_table and not against)
        density = _density(text, glosses.total)
        few = glosses.total >= 3 and glosses.keys >= 2 and not against and density <= 0.25
        if glosses.eaten or (density <= 0.5 and (sure or few)):
            return Verdict(mirrored=True, glossed=True)
    by_table = (
        for_table >= 2 and against * _OUTWEIGHED <= for_table and not glosses.others and _is_modern(text)
    )
    return Verdict(mirrored=True, glossed=False) if by_table and _all_traditional(text) else clean
