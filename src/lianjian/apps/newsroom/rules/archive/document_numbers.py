"""Numbers that Word writes before paragraphs without keeping them in the text: “一、”, “（二）”, “3.”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset([
    "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
    "japaneseCounting", "ideographDigital",
])  # fmt: skip
_LONGEST_LABEL = 12
_LEVELS = 9
_HUNDRED = 100


def local(element: etree._Element) -> str:
    """The name of an element without its namespace: the strict form of docx has another one."""
    return str(element.tag).rpartition("}")[2]


def value_of(element: etree._Element, name: str = "val") -> str:
    """An attribute, whatever its namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


class Numbering:
    """The lists of a document, counted as its paragraphs go by."""

    def __init__(self, part: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        """By list: format, pattern and first number of each level."""
        self._counts: dict[str, dict[int, int]] = {}
        if part is None:
            return
        kinds = {
            value_of(child, "abstractNumId"): _levels(child)
            for child in part
            if local(child) == "abstractNum"
        }
        for child in part:
            if local(child) == "num":
                kind = next((value_of(inner) for inner in child if local(inner) == "abstractNumId"), "")
                self._levels[value_of(child, "numId")] = kinds.get(kind, {})

    def label(self, number: tuple[str, int] | None) -> str:
        """What stands before the next paragraph of the list, "" for bullets and where there is none."""
        if number is None:
            return ""
        name, level = number
        levels = self._levels.get(name, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(name, {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        form, pattern, _ = levels[level]
        if form in {"bullet", "none"}:
            return ""

        def figure(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            if at not in levels:
                return ""
            return _figure(counts.get(at, levels[at][2]), levels[at][0])

        label = re.sub(r"%([1-9])", figure, pattern)[:_LONGEST_LABEL]
        return f"{label} " if label[-1:] in {".", ")"} or label[-1:].isdigit() else label


def _levels(kind: etree._Element) -> dict[int, tuple[str, str, int]]:
    found: dict[int, tuple[str, str, int]] = {}
    for level in kind:
        at = value_of(level, "ilvl")
        if local(level) != "lvl" or not at.isdigit() or int(at[:2]) >= _LEVELS:
            continue
        said = {local(inner): value_of(inner) for inner in level}
        start = said.get("start", "1")
        first = int(start[:4]) if start.isdecimal() and start.isascii() else 1
        found[int(at[:2])] = (said.get("numFmt", "decimal"), said.get("lvlText", ""), first)
    return found


def _figure(number: int, form: str) -> str:
    if form in _CHINESE and 0 < number < _HUNDRED:
        tens, ones = divmod(number, 10)
        if not tens:
            return _DIGITS[ones]
        return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
    if form in {"lowerLetter", "upperLetter"} and 0 < number <= 26:  # noqa: PLR2004 - letters of the alphabet
        return chr((ord("a") if form == "lowerLetter" else ord("A")) + number - 1)
    if form == "decimalEnclosedCircle" and 0 < number <= 20:  # noqa: PLR2004 - ① to ⑳ in Unicode
        return chr(0x2460 + number - 1)
    return str(number)
