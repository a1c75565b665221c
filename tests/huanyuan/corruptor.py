"""The forward model: what mirrors and wrong encodings do to a text, step by step on its bytes.

Written from the observed mechanism, independently of the repair: it knows no hypothesis, only bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from huanyuan.tables import mirror_table

if TYPE_CHECKING:
    import random

CUT_MARKS = ("！", "，", "；", "？")
_GLOSSED = (
    "國會發經業產學長來過對時動個開關農鄉進聯現實機網報務數據設計標準環境應當場質變為無從統習語說這還點組織"
    "導領義書術黨員們見問題認識話團體種類總結論證優勢強調達到運營區縣鎮際專門東車馬魚風飛電視圖館樣條項"
)


@dataclass(frozen=True)
class Mirror:
    """One page's way through a mirror. `glossed`: the keys of this page; `cuts`: which marks it is cut at."""

    glossed: str = _GLOSSED
    cuts: tuple[str, ...] = CUT_MARKS
    ascii_marks: bool = False
    readings: dict[str, str] = field(default_factory=dict)

    def apply(self, text: str) -> str:
        """The page as the mirror shows it."""
        return "\n".join(self._line(line) for line in text.split("\n"))

    def reading(self, key: str) -> str:
        return self.readings.get(key) or min(mirror_table().readings[key])

    def _line(self, line: str) -> str:
        traditional = line.translate(str.maketrans(mirror_table().forward))
        data = b"".join(c.encode("gbk", "replace") for c in traditional)
        for key in self.glossed:
            if key in mirror_table().readings:
                gloss = f"({self.reading(key)})".encode("gbk")
                data = data.replace(key.encode("gbk"), key.encode("gbk") + gloss)
        pieces = [data]
        if self.cuts:
            pieces = re.split(b"(" + b"|".join(mark.encode("gbk") for mark in self.cuts) + b")", data)
        shown = "".join(decode_pairwise(piece) for piece in pieces)
        return shown.translate(str.maketrans("，：；！？（）", ",:;!?()")) if self.ascii_marks else shown


def decode_pairwise(data: bytes) -> str:
    """GBK as the mirrors decode it: one `?` for a lead byte with an illegal trail, which it eats."""
    shown: list[str] = []
    at = 0
    while at < len(data):
        first = data[at]
        if first < 0x80:
            shown.append(chr(first))
            at += 1
        elif at + 1 == len(data) or first in (0x80, 0xFF):
            shown.append("?")
            at += 1
        else:
            shown.append(_pair(first, data[at + 1]))
            at += 2
    return "".join(shown)


def _pair(first: int, second: int) -> str:
    if not (0x40 <= second <= 0xFE and second != 0x7F):
        return "?"
    user_zone = (second >= 0xA1 and (0xAA <= first <= 0xAF or first >= 0xF8)) or (
        second <= 0xA0 and 0xA1 <= first <= 0xA7
    )
    try:
        return bytes((first, second)).decode("gbk")
    except UnicodeDecodeError:
        return "" if user_zone else "?"


def random_mirror(chance: random.Random, *, glosses: bool = True) -> Mirror:
    """A page's parameters drawn at random: some of the keys, some of the cuts."""
    keys = [k for k in mirror_table().readings if k in _GLOSSED]
    keys = chance.sample(keys, k=chance.randint(len(keys) // 3, len(keys))) if glosses else []
    readings = {k: chance.choice(sorted(mirror_table().readings[k])) for k in keys}
    cuts = tuple(mark for mark in CUT_MARKS if chance.random() < 0.7) if glosses else ()
    return Mirror("".join(keys), cuts, chance.random() < 0.5, readings)


def entities(text: str, keys: str) -> str:
    """Numeric entities put for characters on bytes, not aligned, so that a lone byte eats the `&`."""
    return "\n".join(_entities(line, keys) for line in text.split("\n"))


def _entities(text: str, keys: str) -> str:
    data = text.encode("gbk", "replace")
    for key in keys:
        data = data.replace(key.encode("gbk"), f"&#{ord(key)};".encode())
    return re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), decode_pairwise(data))


def as_latin1(text: str, *, lose_soft_hyphens: bool = True, merge: bool = True) -> str:
    """GBK bytes shown as cp1252; byte pairs that are valid UTF-8 shown as that, as some pages do."""
    data = text.encode("gbk", "replace")
    shown = "".join(bytes((b,)).decode("cp1252", "ignore") or chr(b) for b in data)
    if merge:
        shown = re.sub(r"[\xc2-\xdf][\x80-\xbf]", _merged, shown)
    if lose_soft_hyphens:
        shown = shown.replace("\xad", "")
    return shown


def _merged(match: re.Match[str]) -> str:
    return match[0].encode("latin-1").decode("utf-8")


def as_gbk(text: str) -> str:
    """UTF-8 bytes shown as GBK; what GBK lacks is lost."""
    return decode_pairwise(text.encode("utf-8"))
