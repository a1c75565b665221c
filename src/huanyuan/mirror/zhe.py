"""著: the one character of the mirrors' table with two origins, 着 (the particle) and 著 (to write, notable).

The words around it decide. A place is reported as uncertain unless a known word makes the choice: 显著 is written
so by everybody, 写着 is verb and particle, but 执著 beside 执着, or 著 at the end of an author line, is a choice.
"""

from __future__ import annotations

import re

from huanyuan.language import cost

_WRITTEN = (
    "著名|著作|著称|著述|著录|著者|著书|著文|著说|著译|著有《|著《|著：《|"
    "(?<=显)著|(?<=专)著|(?<=土)著|(?<=名)著|(?<=论)著|(?<=卓)著|(?<=合)著|(?<=巨)著|(?<=编)著|(?<=译)著|"
    "(?<=原)著|(?<=遗)著|(?<=昭)著|(?<=撰)著|(?<=杂)著|(?<=新)著|(?<=拙)著|(?<=较)著|(?<=微知)著|(?<=等)著|"
    "(?<=主)著|(?<=所)著|著(?=[)）/]|\\s*$)|(?<=[，。；、：,;:\\s生曾他她])著有"
)
_PLACE = re.compile("著")
_TELLS = re.compile(_WRITTEN, re.MULTILINE)
_SPLITS = frozenset("名论新原合主所等译遗较土专")
"""First halves that also end other words (讨论着, 等着, 有名): the words on both sides decide."""
_EITHER = frozenset("执")
_MARGIN = 3.0

CHOSEN = "the mirror's 著 stands for 着 or 著; the words around it speak for this one"


def _window(text: str, at: int, character: str) -> str:
    return text[max(0, at - 4) : at] + character + text[at + 1 : at + 4]


def choose(text: str) -> tuple[str, list[int]]:
    """`text` with every 著 decided, and the offsets where the decision is open to doubt."""
    written = {match.start() + match[0].index("著"): match[0] for match in _TELLS.finditer(text)}
    decided = list(text)
    doubts = []
    for match in _PLACE.finditer(text):
        at = match.start()
        before = text[at - 1 : at]
        if at not in written:
            decided[at] = "着"
            if before in _EITHER or not before or not "一" <= before <= "鿿":
                doubts.append(at)
            continue
        if before in _SPLITS and written[at] == "著":
            margin = cost(_window(text, at, "着")) - cost(_window(text, at, "著"))
            decided[at] = "著" if margin > 0 else "着"
            if abs(margin) < _MARGIN or text[at + 1 : at + 2] in "\n)）/":
                doubts.append(at)
        elif not text[at + 1 : at + 2].strip():
            doubts.append(at)
    return "".join(decided), doubts
