"""Punctuation in house style: full width between Chinese words (GB/T 15834-2011), half width among letters and figures.

One character becomes one character, so places found before still fit after.
"""

from __future__ import annotations

import re

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CHINESE = rf"{_HAN}\u3001-\u3011\u2018-\u201d\uff00-\uffef\u2026\u2014％%"
_WIDE = str.maketrans(",;:!?()", "，；：！？（）")
_AFTER = re.compile(rf"(?<=[{_CHINESE}])[,;:!?](?![/\w]*//)")
_BEFORE = re.compile(rf"(?<=\w)[,;!?](?=[{_HAN}“‘《])")
_ROUND = re.compile(rf"\(([^()\n]*[{_HAN}][^()\n]*)\)")
_ROUND_AFTER = re.compile(rf"(?<=[{_HAN}])\(([^()\n]*)\)(?=[{_CHINESE},;]|$)", re.MULTILINE)
_ANGLE = re.compile(rf"<([^<>\n]*[{_HAN}][^<>\n]*)>")


def in_house_style(text: str) -> str:
    """``text`` with Chinese punctuation at full width; the length does not change."""
    previous = ""
    while previous != text:  # brackets may stand in brackets; each round only widens, so there is a last one
        previous = text
        text = _ANGLE.sub(r"〈\1〉", text)
        for brackets in (_ROUND, _ROUND_AFTER):
            text = brackets.sub(r"（\1）", text)
        text = _AFTER.sub(lambda mark: mark.group().translate(_WIDE), text)
        text = _BEFORE.sub(lambda mark: mark.group().translate(_WIDE), text)
    return text
