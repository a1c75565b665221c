"""The body: paragraphs, headings, and captions, each of which becomes the place of a picture that is still to be found."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.recognition.guesses import (
    LIKELY,
    WEAK,
    WHY_AFTER_PICTURE,
    WHY_FORMAT,
    WHY_NUMBERED,
    WHY_PARALLEL,
    WHY_PICTURE_WORDS,
    WHY_SHORT_LINE,
    Guess,
)
from lianjian.apps.newsroom.rules.archive.recognition.names import is_organisation, name_of_person
from lianjian.apps.newsroom.rules.archive.recognition.people import credit_of_caption
from lianjian.apps.newsroom.rules.archive.recognition.sheets import SHORT, is_labelled, is_short, plainly
from lianjian.apps.newsroom.rules.drafts import DraftBlock

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.archive.recognition.sheets import Line, Sheet

_NUMBERED = re.compile(
    r"^([一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.、．]\s*\D|第[一二三四五六七八九十]{1,3}[章节部分]{1,2}"
    r"|[上中下][篇部集](?:[\s:：]|$)|关键[词字][^:：]{0,3}[:：]|\d{1,2}$)"
)
_NO_CAPTION = re.compile(
    r"〔(?:19|20)\d\d〕\s*\d+\s*号$|文件$|^[-—·－\s]*(?:END|全文完|完)[-—·－\s]*$|^.$|^此致$"
    r"|(?:书记|[县市区镇乡局部会校院馆所站]长|主任|主席|代表|总经理|董事长)[\s　]+\S{1,2}[\s　]?\S{1,2}$",
    re.IGNORECASE,
)
"""Short lines that belong to no picture: numbers of documents, ends, who speaks."""

_OF_PICTURE = re.compile(
    r"^(?:图为|图中|图\s*[一二三四五六七八九十\d①-⑩]{1,2}\s*[:：、.为是]?|[上下左右](?:图|两图|组图)(?:为|[:：])?|组图|[▲△▼▽↑↓◆]\s*\S|图片说明[:：]"
    r"|图[:：|丨])"
)
_ENDS_AS_PICTURE = re.compile(
    r"(?:[（(](?:图|摄|资料图|资料照片|图片|供图|效果图|航拍)[^（）()]{0,20}[）)]|[^，。；]{2,6}[\s　/／]*(?:摄|摄影|供图)"
    r"|（[^（）]{2,10}[\s/／]*(?:摄|摄影|供图|图)）)。?$"
)
_CAPTION_LENGTH = 90
_HEADING_LENGTH = 16


def blocks_of(sheet: Sheet, guesses: list[Guess]) -> tuple[tuple[str, str], ...]:
    """The rest of the text as (kind, words)."""
    lines = sheet.filled()
    alike = _parallel(lines)
    blocks: list[tuple[str, str]] = []
    for place, line in enumerate(lines):
        words = sheet.rest(line)
        after_picture = place > 0 and lines[place - 1].kind == "picture"
        kind, sure, why = _kind(lines, place, words, alike, after_picture=after_picture)
        shift = max(0, line.text.find(words))
        if kind != "paragraph":
            guesses.append(Guess(kind, words, sure, why, line.number, line.at + shift, len(words)))
        if kind == "caption":
            credit_of_caption(line, words, guesses)
        if kind == "caption" and after_picture:
            blocks[-1] = ("caption", words)  # the picture and its caption are one
        else:
            blocks.append((kind, words))
    return tuple(blocks)


def as_drafted(blocks: tuple[tuple[str, str], ...]) -> tuple[DraftBlock, ...]:
    """Blocks as a draft holds them."""
    out: list[DraftBlock] = []
    for kind, words in blocks:
        if kind == "heading":
            out.append(DraftBlock("heading", words))
        elif kind == "caption":
            out.append(DraftBlock("picture", caption=words))
        elif kind == "picture":
            out.append(DraftBlock("picture", alt=words))
        else:
            out.append(DraftBlock("paragraph", words))
    return tuple(out)


def _kind(
    lines: list[Line], place: int, words: str, alike: set[int], *, after_picture: bool
) -> tuple[str, str, str]:
    line = lines[place]
    words = plainly(words) if len(words) <= _CAPTION_LENGTH else words
    short = is_short(words) and not is_labelled(words)
    brief = len(words) <= _CAPTION_LENGTH
    listed = _is_attached(lines, place)
    alone = (
        not _is_author(lines, place, words)
        and not _NO_CAPTION.search(words)
        and line is not lines[-1]
        and not _in_a_list(lines, place)
        and not _signs(lines, place)
    )
    rules = (
        (line.kind in {"heading", "caption", "picture"}, line.kind, LIKELY, WHY_FORMAT),
        (
            brief and (_OF_PICTURE.match(words) or _ENDS_AS_PICTURE.search(words)),
            "caption",
            LIKELY,
            WHY_PICTURE_WORDS,
        ),
        (line.kind == "row", "paragraph", "", ""),
        (short and not listed and _NUMBERED.match(words), "heading", LIKELY, WHY_NUMBERED),
        (short and line.number in alike, "heading", WEAK, WHY_PARALLEL),
        (after_picture and len(words) <= SHORT, "caption", LIKELY, WHY_AFTER_PICTURE),
        (
            short and alone and not listed,
            "caption",
            WEAK,
            WHY_SHORT_LINE,
        ),
    )
    return next((rule[1:] for rule in rules if rule[0]), ("paragraph", "", ""))


def _is_author(lines: list[Line], place: int, words: str) -> bool:
    """Whether a line reads like a name where authors stand: under the headline or at the end."""
    edge = place in {0, 1, len(lines) - 2, len(lines) - 1}
    return edge and name_of_person(re.sub(r"[\s　]", "", words), named=False) == "good"


def _is_attached(lines: list[Line], place: int) -> bool:
    """Whether a line goes on with what is attached: 附件：1.… and 2.… below it."""
    for line in lines[place - 1 : max(0, place - 8) : -1] if place else ():
        if line.text.startswith("附件"):
            return True
        if not _NUMBERED.match(line.text):
            return False
    return False


def _in_a_list(lines: list[Line], place: int) -> bool:
    """Three short lines in a row are a list, a table or a poem."""
    shorts = [is_short(line.text) and not line.kind for line in lines[max(0, place - 2) : place + 3]]
    middle = min(place, 2)
    return any(
        all(shorts[start : start + 3]) and start <= middle < start + 3 for start in range(len(shorts) - 2)
    )


def _signs(lines: list[Line], place: int) -> bool:
    """Who signs a letter or a notice stands over the day at its end."""
    return place >= len(lines) - 2 and is_organisation(lines[place].text)


def _parallel(lines: list[Line]) -> set[int]:
    """Numbers of short lines that divide the text: at least two of one length, each before a paragraph."""
    fitting = [
        line
        for place, line in enumerate(lines[:-1])
        if 4 <= len(line.text) <= _HEADING_LENGTH  # noqa: PLR2004 - a heading has some words
        and is_short(line.text)
        and not line.kind
        and not is_short(lines[place + 1].text)
        and (place == 0 or not is_short(lines[place - 1].text))
    ]
    lengths = Counter(len(line.text) for line in fitting)
    same = {length for length, times in lengths.items() if times > 1}
    return {line.number for line in fitting if len(line.text) in same} if len(same) == 1 else set()
