"""A text as lines that know their place in it, and what was taken out of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huanyuan.tables import everyday_map

if TYPE_CHECKING:
    from collections.abc import Mapping

BLANKS = " \t\r\u3000\ufeff\u00a0"
_PLAIN = everyday_map() | str.maketrans("佈０１２３４５６７８９：／．－", "布0123456789:/.-")

SHORT = 42
"""Characters that a headline or a caption has at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the blanks at its ends. ``at`` is the place of its first character in the whole text, ``kind`` what the
    format calls it (title, heading, caption, picture, row or "")."""

    number: int
    at: int
    text: str
    kind: str = ""

    @property
    def plain(self) -> str:
        """The line as labels, days and places are looked for in it."""
        return plainly(self.text)


def plainly(words: str) -> str:
    """``words`` with half-width figures and simplified characters, character for character: labels and names of places in
    traditional texts are found by it, and what is found is then taken from the text itself."""
    return words.translate(_PLAIN)


class Sheet:
    """The lines of a text. What was recognised and has a place of its own is taken out; the rest is the body."""

    def __init__(self, text: str, hints: Mapping[int, str]) -> None:
        self.lines: list[Line] = []
        self._cuts: dict[int, list[tuple[int, int]]] = {}
        at = 0
        for number, raw in enumerate(text.split("\n")):
            words = raw.strip(BLANKS)
            self.lines.append(
                Line(number, at + len(raw) - len(raw.lstrip(BLANKS)), words, hints.get(number, ""))
            )
            at += len(raw) + 1

    def take(self, line: Line) -> None:
        """The whole line leaves the body."""
        self.cut(line, 0, len(line.text))

    def cut(self, line: Line, start: int, end: int) -> None:
        """The characters from ``start`` to before ``end`` leave the body."""
        self._cuts.setdefault(line.number, []).append((start, end))

    def rest(self, line: Line) -> str:
        """What is left of a line."""
        words = line.text
        for start, end in sorted(self._cuts.get(line.number, ()), reverse=True):
            words = words[:start] + words[end:]
        return words.strip(BLANKS)

    def is_cut(self, line: Line, at: int) -> bool:
        """Whether the character of the line at ``at`` has left the body."""
        return any(start <= at < end for start, end in self._cuts.get(line.number, ()))

    def filled(self) -> list[Line]:
        """The lines that still say something, in order."""
        return [line for line in self.lines if line.text and self.rest(line)]


def is_short(words: str, limit: int = SHORT) -> bool:
    """Whether a line is one that says something without being a sentence."""
    return 0 < len(words) <= limit and words[-1] not in "。！？；：，、!?;:,…”’"


_LABELLED = re.compile(
    r"^(?:活动|会议|培训|报名|开课)?(?:时\s*间|地\s*点|主\s*题|对象|内容)\s*[:：]|^(?:主持人?|主讲|参会|参加|出席|列席|记录|联系人|联系电话|电话|主办|承办|协办|地址|邮箱|网址"
    r"|落款|抄送|文号|附件)(?:单位|人员|人)?\s*[:：]"
)


def is_labelled(words: str) -> bool:
    """Whether a line belongs to a form: 地点：村部."""
    return bool(_LABELLED.match(words))
