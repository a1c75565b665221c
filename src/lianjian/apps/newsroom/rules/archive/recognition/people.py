"""Who wrote it and who took the pictures. Bylines stand in brackets at the end or the opening of a report, on a line of
their own, or behind a label; running prose is never read for names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.recognition.credits import (
    EDITOR,
    PHOTOGRAPHER,
    WRITER,
    Credited,
    in_words,
    read_credits_in,
)
from lianjian.apps.newsroom.rules.archive.recognition.guesses import (
    LIKELY,
    WEAK,
    WHY_BARE_NAME,
    WHY_BRACKETS,
    WHY_CREDIT,
    WHY_LABELLED,
    WHY_LOST_CHARACTER,
    WHY_OPENING,
    WHY_OWN_LINE,
    Guess,
)
from lianjian.apps.newsroom.rules.archive.recognition.names import name_of_person
from lianjian.apps.newsroom.rules.archive.recognition.sheets import SHORT, plainly

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian.apps.newsroom.rules.archive.recognition.sheets import Line, Sheet

_LAST_BRACKET = re.compile(r"[（(〔【\[]([^（()）〔〕【】\[\]]{2,60})[）)〕】\]]\s*$")
_OPENING_BRACKET = re.compile(r"[（(]([^（()）]{3,60})[）)]")
_REPORTS = re.compile(
    r"^(?:(?:本报|本网|本台)讯\s*)?((?:[\u4e00-\u9fff]{2,8}(?:网|报|社|台))?(?:本报|本网|见习|实习|全媒体)*记者\s*"
    r"[\u4e00-\u9fff·]{2,4}(?:[、\s　]+[\u4e00-\u9fff·]{2,4}){0,3}?"
    r"(?:\s*通讯员\s*[\u4e00-\u9fff·]{2,4}(?:[、\s　]+[\u4e00-\u9fff·]{2,4}){0,3}?)?"
    r"\s*(?:摄影报道|报道))[:：，,。 　]"
)
_LABEL = re.compile(
    r"^(作\s*者|撰\s*稿人?|撰\s*文|文\s*字|供\s*稿|记\s*者|通\s*讯\s*员|执\s*笔|整\s*理|文[/、]图|图[/、]文|文|摄\s*影|供\s*图|图\s*片|图"
    r"|责任编辑|编\s*辑|责\s*编|校\s*对|审\s*核)\s*[:：|｜丨│／/]\s*(.{2,60})$"
)
_OF_AUTHOR = re.compile(r"[\s　，,；;]*作者(?:单位|系|为|是).*$")
_CAPTION_CREDIT = re.compile(
    r"[（(]\s*((?:(?:图|摄影?|图片|供图)[:：/／\s]*)?[^（()）/／:：]{2,20}?\s*[/／]?\s*(?:摄影?|供图|图)?)\s*[）)]\s*$"
    r"|[\s　。，,]+([^\s　。，,]{2,4}(?:[、\s][^\s　。，,]{2,4})?\s*[/／]?\s*(?:摄影?|供图|图))\s*$"
    r"|[\s　。，,]+((?:摄影|图|摄)\s*[/／:：]\s*[^\s　。，,]{2,4})\s*$"
)
_ABOVE = re.compile(r"[\W_]*(?:本报|本网|本台|本刊|全媒体|融媒体)*(?:记者|通讯员|作者)[\s:：]")
"""A byline over the headline; other words may begin as names do."""

_HEAD, _TAIL = 5, 4
_TOP, _OPENS = 8, 20
"""Filled lines under which the opening is, below kicker, headline and subtitle, and characters it has at least."""

"""Filled lines at the beginning and the end among which bylines are looked for."""

_OPENING_LENGTH = 90
_END_LENGTH, _MOST_BRACKETS = 200, 6
"""Characters of the end of a line in which a bracket is looked for, and how many of them one behind the other."""


@dataclass(frozen=True, slots=True)
class People:
    """Who is credited, as a draft prints it."""

    byline: str
    credited: tuple[Credited, ...]


def find_people(sheet: Sheet, guesses: list[Guess], is_place: Callable[[str], bool]) -> People:
    """Take the bylines out of the body. ``is_place`` keeps names of places in closing brackets from being persons."""
    kept: dict[str, list[Credited]] = {WRITER: [], PHOTOGRAPHER: [], EDITOR: []}
    for line, start, found, why, span in _places(sheet, is_place):
        new = [one for one in found if one.name not in {there.name for there in kept[one.task]}]
        writers = [one for one in new if one.task == WRITER]
        if writers and kept[WRITER] and why is not WHY_LABELLED:
            continue  # another person's name at another place is no second author
        for task, field in ((WRITER, "byline"), (PHOTOGRAPHER, "photographer"), (EDITOR, "editor")):
            some = [one for one in new if one.task == task]
            if some:
                guesses.append(_guess(field, some, line, start, why))
            kept[task] += some
        both = [one for one in writers if one.both]
        if both:
            guesses.append(_guess("photographer", both, line, start, why))
        sheet.cut(line, *span)
    if not kept[WRITER]:
        _bare_name(sheet, guesses)
    byline = in_words(kept[WRITER])
    pictures = "、".join(one.name for one in kept[PHOTOGRAPHER])
    printed = f"{byline} 图/{pictures}".strip() if pictures else byline
    return People(printed, tuple(kept[WRITER] + kept[PHOTOGRAPHER]))


_Found = tuple["Line", int, list[Credited], str, tuple[int, int]]


def _places(sheet: Sheet, is_place: Callable[[str], bool]) -> list[_Found]:
    filled = sheet.filled()
    out: list[_Found] = []
    for line in [line for line in filled[:_TOP] if len(line.text) >= _OPENS][:3]:
        out += _at_opening(line)
    above = bool(filled) and _ABOVE.match(filled[0].plain)
    head = filled[0 if above else 1 : _HEAD] if len(filled) > 1 else []
    tail = [line for line in filled[-_TAIL:] if line not in head and line is not filled[0]]
    for line in [*head, *tail]:
        if found := _own_line(line):
            out.append(found)
    alone = {found[0].number for found in out if found[3] is not WHY_OPENING}
    for line in filled[-_TAIL:]:
        if line.number not in alone:
            out += _closing(line, is_place)
    return out


def _at_opening(line: Line) -> list[_Found]:
    out: list[_Found] = []
    opening = line.plain[: 2 * _OPENING_LENGTH]
    for bracket in _OPENING_BRACKET.finditer(opening, 0, _OPENING_LENGTH):
        bare = bool(re.search(r"[讯电]\s*$", opening[: bracket.start()]))
        words = line.text[slice(*bracket.span(1))]
        if bracket.end() < len(line.text) and (found := read_credits_in(words, bare=bare)):
            out.append((line, bracket.start(1), found, WHY_OPENING, bracket.span()))
    reports = None if out else _REPORTS.match(opening)
    if reports and (found := read_credits_in(line.text[slice(*reports.span(1))])):
        out.append((line, reports.start(1), found, WHY_OPENING, (reports.start(1), reports.end())))
    return out


def _own_line(line: Line) -> _Found | None:
    if len(line.text) > 60 or line.kind in {"title", "heading"}:  # noqa: PLR2004 - names, not a paragraph
        return None
    inner, start = line.text, 0
    if (closed := _LAST_BRACKET.match(line.text)) is not None:
        inner, start = closed[1], closed.start(1)
    whole = (0, len(line.text))
    label = _LABEL.match(plainly(inner))
    words = inner[slice(*label.span(2))] if label else ""
    if label and (found := read_credits_in(words, office=re.sub(r"\s", "", inner[slice(*label.span(1))]))):
        moved = start + label.start(2)
        return (line, moved, _without_label(found), WHY_LABELLED, whole)
    if found := read_credits_in(inner, bare=inner[0] in "■□◎●◆★"):
        return (line, start, found, WHY_OWN_LINE if not start else WHY_BRACKETS, whole)
    return None


def _without_label(found: list[Credited]) -> list[Credited]:
    """作者：张三 is printed as 张三: the label is not part of the byline."""
    return [
        Credited(one.name, "", one.task, one.both, one.doubtful, one.start, one.end)
        if plainly(one.office) in {"作者", "撰稿", "撰稿人", "执笔", "文字", "供稿"}
        else one
        for one in found
    ]


def _closing(line: Line, is_place: Callable[[str], bool]) -> list[_Found]:
    """Brackets that end a line near the end of the text, the last one first: names, then the editors."""
    out: list[_Found] = []
    end = len(line.text)
    while len(out) < _MOST_BRACKETS and (
        bracket := _LAST_BRACKET.search(line.text, max(0, end - _END_LENGTH), end)
    ):
        label = _LABEL.match(plainly(bracket[1]))
        if label:
            words = bracket[1][slice(*label.span(2))]
            found = _without_label(read_credits_in(words, office=bracket[1][slice(*label.span(1))]))
            start = bracket.start(1) + label.start(2)
        else:
            found = read_credits_in(_OF_AUTHOR.sub("", bracket[1]), bare=True)
            start = bracket.start(1)
        if not found or all(is_place(one.name) for one in found):
            break
        if len(line.text) <= SHORT and all(one.task == PHOTOGRAPHER for one in found):
            break  # the credit of a caption stays with it
        told = _OF_AUTHOR.search(bracket[1])  # what the author does stays in the text
        span = (0, 0) if told else (bracket.start(), end)
        out.append((line, start, found, WHY_LABELLED if label else WHY_BRACKETS, span))
        end = len(line.text[: bracket.start()].rstrip())
    return out[::-1]


def _guess(field: str, some: list[Credited], line: Line, start: int, why: str) -> Guess:
    doubtful = any(one.doubtful for one in some)
    lost = any(re.search(r"[?？\ufffd]", one.name) for one in some)
    first, last = min(one.start for one in some), max(one.end for one in some)
    return Guess(
        field,
        in_words(some) if field == "byline" else "、".join(one.name for one in some),
        WEAK if doubtful else LIKELY,
        WHY_LOST_CHARACTER if lost else why,
        line.number,
        line.at + start + first,
        last - first,
        names=tuple(one.name for one in some),
    )


def _bare_name(sheet: Sheet, guesses: list[Guess]) -> None:
    """A name alone under the headline. It is only told: such a line may be a word as well."""
    filled = sheet.filled()
    for line in filled[1:3]:
        words = re.sub(r"[\s　]", "", line.text)
        if not line.kind and len(line.text) <= 6 and name_of_person(words, named=False) == "good":  # noqa: PLR2004
            guesses.append(
                Guess(
                    "byline",
                    words,
                    WEAK,
                    WHY_BARE_NAME,
                    line.number,
                    line.at,
                    len(line.text),
                    names=(words,),
                )
            )
            return


def credit_of_caption(line: Line, words: str, guesses: list[Guess]) -> None:
    """Tell who took a picture where its caption says so: （图/张三）, 李四 摄. The caption keeps its words."""
    credit = _CAPTION_CREDIT.search(plainly(words)) if len(words) <= _END_LENGTH else None
    if not credit:
        return
    group = next(number for number in (1, 2, 3) if credit[number])
    found = [
        one
        for one in read_credits_in(words[slice(*credit.span(group))])
        if one.task == PHOTOGRAPHER or one.both
    ]
    if found:
        shift = line.text.find(words)
        guesses.append(_guess("photographer", found, line, max(0, shift) + credit.start(group), WHY_CREDIT))
