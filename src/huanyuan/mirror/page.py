"""The repair of one mirrored page: in-phase stretches by table, shifts by search, then 著."""

from __future__ import annotations

import operator
import re

from huanyuan.findings import Stage
from huanyuan.mirror import zhe
from huanyuan.mirror.hypothesis import Page
from huanyuan.mirror.plain import GLOSS, damaged_run, invert
from huanyuan.mirror.shift import LONGEST, Inversion, invert_from
from huanyuan.mirror.steps import LOST_CHARACTER
from huanyuan.mirror.verdict import Verdict, judge

TABLE = "the mirror's table inverted"
GLOSSED = "the mirror's table inverted, glosses removed"
SHIFTED = "shifted bytes put back"
_MISSING = re.compile("[\u4e00-\u9fff《（(“][?](?=[0-9])")
# On a page that kept its full-width punctuation no `?` behind a character is a question.
_AMID = re.compile("[\u4e00-\u9fff《（“][?]")
_PAGE = 1 << 18
_CONTEXT = 320
_WINDOW = LONGEST + 120


def repair_mirror(text: str, verdict: Verdict | None = None) -> Stage:
    """Invert what a mirror did; a text that shows no mirror's evidence comes back as it is."""
    verdict = verdict or judge(text)
    stage = Stage(text)
    if not verdict.mirrored:
        return stage
    stage.families.add("s2t")
    if verdict.glossed:
        stage.families.add("gloss")
    wide = text.count("，") > text.count(",")
    page = Page(_pairs(text)) if "?" in text else Page()
    while (mark := text.find("?", stage.at)) >= 0:
        _in_phase(stage, mark)
        # A bounded window: a page may be one line of any length.
        line_end = text.find("\n", mark, mark + _WINDOW)
        line_start = max(text.rfind("\n", 0, mark) + 1, mark - 10)
        line = text[line_start : line_end if line_end >= 0 else mark + _WINDOW]
        recent = "".join(stage.out[-40:])[-_CONTEXT:]
        found = invert_from(line, mark - line_start, recent[recent.rfind("\n") + 1 :], page)
        if found.shifted:
            _shifted(stage, line_start, found)
        else:
            lost = _MISSING.search(text, mark - 1, mark + 2) or (
                wide and _AMID.search(text, mark - 1, mark + 2)
            )
            stage.replace(mark + 1, "?", SHIFTED, ((0, 1, LOST_CHARACTER),) if lost else ())
    _in_phase(stage, len(text))
    return stage


def _pairs(text: str) -> frozenset[str]:
    """The pairs of characters on a page, for the search; a shift's own garbage among them does no harm."""
    plain = invert(text[:_PAGE])
    return frozenset(map(operator.add, plain, plain[1:]))


def _in_phase(stage: Stage, until: int) -> None:
    """Glosses and table from where the stage stands up to `until`."""
    source = stage.source
    for match in damaged_run().finditer(source, stage.at, until):
        run = match[0]
        plain = invert(run)
        if plain == run and "著" not in run:
            continue
        stage.keep(match.start())
        doubts: tuple[tuple[int, int, str], ...] = ()
        if "著" in plain:
            plain, doubts = _decide_zhe(stage, plain, source[match.end() : match.end() + 4])
        stage.replace(match.end(), plain, GLOSSED if "(" in run else TABLE, doubts)
    stage.keep(until)


def _decide_zhe(stage: Stage, plain: str, after: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    before = "".join(stage.out[-4:])[-4:]
    following = GLOSS.sub("", invert(after))
    decided, doubts = zhe.choose(before + plain + following)
    start, end = len(before), len(before) + len(plain)
    return decided[start:end], tuple((d - start, 1, zhe.CHOSEN) for d in doubts if start <= d < end)


def _shifted(stage: Stage, line_start: int, found: Inversion) -> None:
    stage.families.add("gbkshift")
    stage.replace(line_start + found.end, found.text, SHIFTED, found.doubts)
