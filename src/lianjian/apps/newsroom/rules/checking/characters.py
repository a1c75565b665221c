"""Leftovers of repair and of typing: lost characters, private ones, mangled runs, punctuation."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from huanyuan import repair
from lianjian.apps.newsroom.rules.checking.findings import AROUND, Finding, Passage, Severity, found
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

LOST = gettext_noop("A character was lost here. Find out what it was.")
PRIVATE = gettext_noop("A private sign stands here: elsewhere it is shown as an empty box.")
MANGLED = gettext_noop("This looks mangled by a page or a program.")
HALF_WIDTH = gettext_noop("Half-width punctuation between Chinese characters.")
DOUBLED = gettext_noop("Punctuation stands twice.")
UNMATCHED = gettext_noop("This mark has no partner.")

_HAN = r"\u3400-\u9fff"
_LOST = re.compile("[\ufffd\ud800-\udfff]+")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]+")
_HALF = re.compile(rf"(?<=[{_HAN}])[,;:!?](?=[{_HAN}])|(?<=[{_HAN}])[,;:!?]\s*$|(?<=[{_HAN}])\.(?=[{_HAN}])")
_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"}
_DOUBLED = re.compile(r"([，。；：、])\1+|[，、；：][。；：、，]|[！？]{3,}|。[，；：、]")
_PAIRS = {"《": "》", "“": "”", "（": "）", "【": "】", "「": "」"}
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_MOST_MANGLED = 3
"""Findings of mangled runs a passage: a whole page of them is said with the first few."""


def leftovers(passage: Passage) -> list[Finding]:
    """What a repair or a slip of the hand left in a passage."""
    text = passage.text
    findings = []
    for match in _LOST.finditer(text):
        start, end = match.span()
        around = text[max(0, start - AROUND) : end + AROUND]
        findings.append(replace(found(passage, start, end, "lost", Severity.STOP, LOST), around=around))
    findings += [_look(passage, match, "private", PRIVATE) for match in _PRIVATE.finditer(text)]
    findings += _mangled(passage)
    for match in _HALF.finditer(text):
        findings.append(_look(passage, match, "half-width", HALF_WIDTH, _FULL[match.group().strip()]))
    findings += [
        _look(passage, match, "doubled", DOUBLED, match.group()[0]) for match in _DOUBLED.finditer(text)
    ]
    findings += [
        found(passage, at, at + 1, "unmatched", Severity.LOOK, UNMATCHED) for at in sorted(_unmatched(text))
    ]
    return findings


def _look(passage: Passage, match: re.Match[str], kind: str, message: str, suggestion: str = "") -> Finding:
    return found(passage, *match.span(), kind, Severity.LOOK, message, suggestion)


def _mangled(passage: Passage) -> Iterator[Finding]:
    repaired = repair(passage.text)
    for edit in repaired.edits[:_MOST_MANGLED]:
        if edit.from_.strip():
            yield found(passage, edit.at, edit.at + edit.len, "mangled", Severity.LOOK, MANGLED, edit.to)


def _unmatched(text: str) -> Iterator[int]:
    """Places of marks without a partner. A quotation over several paragraphs opens each of them: that is no fault."""
    waiting: list[int] = []
    for at, character in enumerate(text):
        if character in _PAIRS:
            waiting.append(at)
        elif character in _CLOSING:
            if waiting and text[waiting[-1]] == _CLOSING[character]:
                waiting.pop()
            else:
                yield at
    yield from (at for at in waiting if not (at == 0 and text[at] == "“"))
