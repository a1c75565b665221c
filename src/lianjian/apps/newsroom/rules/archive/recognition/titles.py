"""The headline of a text, and the lines around it.

Chinese newspapers set up to three: 引题 (the kicker, above), 主题 (the headline), 副题 (the subtitle, below, often after a
dash). Web pages repeat the headline in the body, and lists put it in 《》.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.recognition.guesses import (
    LIKELY,
    WEAK,
    WHY_DASH,
    WHY_FIRST_LINE,
    WHY_FORMAT,
    WHY_HEAD_LINES,
    WHY_LABELLED,
    WHY_NO_HEADLINE,
    Guess,
)
from lianjian.apps.newsroom.rules.archive.recognition.sheets import SHORT, is_labelled
from lianjian.apps.newsroom.rules.drafts import TITLE_LIMIT

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.archive.recognition.sheets import Line, Sheet

_DASH = re.compile(r"^\s*(?:[—–－―─-]{1,4})\s*(?=\S)")
_OUTER = re.compile(
    r"^(?:《([^《》]+)》|【([^【】]+)】|〖([^〖〗]+)〗|「([^「」]+)」|『([^『』]+)』|〔([^〔〕]+)〕|\[([^\[\]]+)\])$"
)
_LIST_OF_WORKS = re.compile(r"^(?:[\s　、，,]*《[^《》]+》){2,}[\s　、，,]*$")
_LABEL = re.compile(
    r"^[\[【（(]?(?P<label>正?标\s*题|题\s*目|主标题|主题|副标题|副题|引题|眉题|肩题)[\]】）)]?\s*[:：]\s*(?P<value>.{2,})$"
)
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．]\s*\D|第[一二三四五六七八九十]{1,3}[章节条]"
    r"|[上中下][篇部集](?:[\s:：]|$)|关键[词字][^:：]{0,3}[:：]|\d{1,2}$)"
)
_NO_HEADLINE = re.compile(
    r"^(?:图为|图[一二三四五六七八九十\d①-⑩]|[上下左右]图|[▲△▼↑↓◆]|[（(](?:摘要|导读|完)|(?:各位|尊敬的|亲爱的|致)[^，。]{1,20}[:：]"
    r"|(?:问|答|[上下]联|横批)[:：]|[\u4e00-\u9fff]{2,3}[:：][^:：]*[？?！!]$|\S{1,10}[\s　]+\d[\d.]*\S{0,6}$|By\s+[A-Z])"
)
_OFFICIAL = re.compile(
    r"^.{0,40}关于.{2,80}的(?:通知|通告|公告|公示|意见|函|复函|请示|报告|决定|倡议书?|方案|办法|批复|建议)$"
    r"|^.{2,60}会议纪要$|^在.{2,40}[会式动礼坛]上的(?:讲话|发言|致辞|致词|主持词)$"
)
"""The title of an official paper or a speech, of any length; around it stand who issues it, the number, who spoke."""

_GOES_ON = re.compile(r"(?:[、，,：:]|[的与和及在为把让向从到对]|[“‘《（(][^”’》）)]*)$")
_SITE = re.compile(
    r"\s*[-_|｜—–]{1,2}\s*[^-_|｜—–]{2,24}?(?:网|报|社|台|频道|客户端|门户|平台|在线|公众号|首页)\s*$"
)
_HEADLINE_ENDS = "。；：，、;:,…"
_LABELS = {"副标题": "subtitle", "副题": "subtitle", "引题": "kicker", "眉题": "kicker", "肩题": "kicker"}
_MOST_LINES = 5
_LONGEST_REPEAT = 400
_NO_TITLES = frozenset(["heading", "caption", "picture", "row"])
_NO_NEWS = re.compile(
    r"^(?:[^，。]{0,24}?\d{1,2}月\d{1,2}日\s?专?(?:电|讯|消息)|[\u4e00-\u9fff]{1,8}[社网报台]讯)?\s*(?:据了解|据悉|日前|近日|记者[^，。]{0,24}获悉)?[，,]?"
)
"""How a report begins before it says anything."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the text; ``line`` is the number of the headline's line, -1 where it was made of the text."""

    title: str
    subtitle: str
    kicker: str
    line: int
    lines: frozenset[int] = frozenset()
    """All lines of headline, subtitle and kicker."""


def find_head(sheet: Sheet, guesses: list[Guess]) -> Head:
    """Take headline and subtitle out of the body. There is always a headline, at worst a clause of the text."""
    filled = sheet.filled()
    marked = next((line for line in filled if line.kind == "title"), None)
    labelled = _labelled(filled[:_MOST_LINES])
    if marked is not None:
        title = _tell(guesses, "title", [marked], LIKELY, WHY_FORMAT)
        number = marked.number
        sheet.take(marked)
        subtitle, under = _below(sheet, filled, filled.index(marked), guesses)
        head = Head(title, subtitle, "", number, frozenset({number, under} - {-1}))
    elif "title" in labelled:
        head = _from_labels(sheet, labelled, guesses)
    else:
        head = _from_lines(sheet, filled, guesses)
    if head.line >= 0:
        _drop_repeats(sheet, head)
    return head


def _labelled(lines: list[Line]) -> dict[str, tuple[Line, re.Match[str]]]:
    out: dict[str, tuple[Line, re.Match[str]]] = {}
    for line in lines:
        if len(line.text) <= 2 * SHORT and (found := _LABEL.match(line.text)):
            label = re.sub(r"\s", "", found["label"])
            out.setdefault(_LABELS.get(label, "title"), (line, found))
    return out


def _from_labels(sheet: Sheet, labelled: dict[str, tuple[Line, re.Match[str]]], guesses: list[Guess]) -> Head:
    values = {"title": "", "subtitle": "", "kicker": ""}
    for field, (line, found) in labelled.items():
        values[field] = _bared(found["value"].strip())
        at = line.at + found.start("value")
        guesses.append(
            Guess(field, values[field], LIKELY, WHY_LABELLED, line.number, at, len(found["value"]))
        )
        sheet.take(line)
    return Head(
        values["title"],
        values["subtitle"],
        values["kicker"],
        labelled["title"][0].number,
        frozenset(line.number for line, _ in labelled.values()),
    )


def _from_lines(sheet: Sheet, filled: list[Line], guesses: list[Guess]) -> Head:
    group = _lines_above(sheet, filled)
    if not group:
        title = _telling_clause("\n".join(sheet.rest(line) for line in filled))
        guesses.append(Guess("title", title, WEAK, WHY_NO_HEADLINE))
        return Head(title, "", "", -1)
    official = next((line for line in group if _OFFICIAL.match(line.text)), None)
    parts = [[official]] if official else _wrapped(group)
    main, sub, above = _roles(parts)
    dashed = sub is not None and bool(_DASH.match(parts[sub][0].text))
    title = _tell(guesses, "title", parts[main], LIKELY, WHY_FIRST_LINE if main == 0 else WHY_HEAD_LINES)
    subtitle = kicker = ""
    if above is not None:
        kicker = _tell(guesses, "kicker", parts[above], WEAK, WHY_HEAD_LINES)
    if sub is not None:
        sure, why = (LIKELY, WHY_DASH) if dashed else (WEAK, WHY_HEAD_LINES)
        subtitle = _tell(guesses, "subtitle", parts[sub], sure, why)
    for place in {main, sub, above} - {None}:
        for line in parts[place or 0]:
            sheet.take(line)
    lines = frozenset(line.number for place in {main, sub, above} - {None} for line in parts[place or 0])
    return Head(title, subtitle, kicker, parts[main][0].number, lines)


def _lines_above(sheet: Sheet, filled: list[Line]) -> list[Line]:
    """The short lines before the first long one: the headline among them; [] where the text begins at once."""
    group: list[Line] = []
    for line in filled[: _MOST_LINES + 1]:
        words = sheet.rest(line)
        if group and _is_parted(sheet, group[-1], line):
            break
        heads = line.kind == "heading" and not group  # a heading over everything is the headline
        if not _may_be_headline(words) or (line.kind in _NO_TITLES and not heads):
            break
        group.append(line)
    following = filled[len(group)] if len(group) < len(filled) else None
    if not group or following is None:
        # nothing but short lines: the first is taken for the headline where others follow it
        first = filled[:1] if len(filled) > 1 and group else []
        return first if first and len(filled[1].text) > len(first[0].text) else []
    longest = max(len(sheet.rest(line)) for line in filled[len(group) : len(group) + 3])
    told = is_labelled(following.text) or _OFFICIAL.match(group[0].text)
    if (
        not told
        and following.kind == ""
        and longest <= max(len(line.text) for line in group)
        and len(group) == 1
    ):
        return []
    if len(group) > _MOST_LINES - 1:
        return group[:1]
    return _without_captions(group)


def _is_parted(sheet: Sheet, above: Line, line: Line) -> bool:
    """Whether a line that was taken out (day and source, a byline) stands between: headline and subtitle have none between
    them, so what comes after it is the text."""
    between = sheet.lines[above.number + 1 : line.number]
    return any(one.text for one in between) and not _DASH.match(line.text)


def _without_captions(group: list[Line]) -> list[Line]:
    """The headline and the lines that go with it: a numbered line or a caption begins the body."""
    kept = [group[0]]
    for line in group[1:]:
        if _NUMBERED.match(line.text) or _NO_HEADLINE.match(line.text) or len(line.text) < 5:  # noqa: PLR2004
            break
        kept.append(line)
    return kept


def _may_be_headline(words: str) -> bool:
    return (
        0 < len(words) <= (TITLE_LIMIT if _OFFICIAL.match(words) else SHORT)
        and (words[-1] not in _HEADLINE_ENDS or words.endswith(("，", "、", "……")))
        and not _NO_HEADLINE.match(words)
        and not is_labelled(words)
        and not _LIST_OF_WORKS.match(words)
        and "。" not in words
    )


def _wrapped(group: list[Line]) -> list[list[Line]]:
    """Lines put together where one plainly goes on in the next."""
    parts: list[list[Line]] = []
    for line in group:
        before = parts[-1][-1].text if parts else ""
        if parts and not _DASH.match(line.text) and (_GOES_ON.search(before) or _is_open(before)):
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


def _is_open(words: str) -> bool:
    return any(
        words.count(opening) > words.count(closing) for opening, closing in ("“”", "《》", "（）", "‘’")
    )


def _roles(parts: list[list[Line]]) -> tuple[int, int | None, int | None]:
    """Which part is headline, subtitle and kicker."""
    dashed = next((place for place, part in enumerate(parts) if place and _DASH.match(part[0].text)), None)
    if dashed is not None:
        return dashed - 1, dashed, dashed - 2 if dashed > 1 else None
    if len(parts) == 1:
        return 0, None, None
    lengths = [sum(len(line.text) for line in part) for part in parts]
    if len(parts) == 2:  # noqa: PLR2004 - headline and one line with it
        return (0, 1, None) if lengths[0] <= lengths[1] else (1, None, 0)
    return 1, 2, 0


def _below(sheet: Sheet, filled: list[Line], place: int, guesses: list[Guess]) -> tuple[str, int]:
    """The subtitle under a headline that the format marks: only a dash tells it from a caption."""
    for line in filled[place + 1 : place + 3]:
        if len(line.text) <= SHORT and _DASH.match(line.text):
            sheet.take(line)
            return _tell(guesses, "subtitle", [line], LIKELY, WHY_DASH), line.number
    return "", -1


def _tell(guesses: list[Guess], field: str, part: list[Line], sure: str, why: str) -> str:
    first, last = part[0], part[-1]
    value = "".join(line.text for line in part)
    start = first.at
    if field == "subtitle" and (dash := _DASH.match(value)):
        value, start = value[dash.end() :], start + dash.end()
    value = _bared(_SITE.sub("", value) if part[0].kind == "title" else value)
    if re.search(r"[?\ufffd]", value.rstrip("?？")):
        sure = WEAK
    length = last.at + len(last.text) - start
    guesses.append(Guess(field, value, sure, why, first.number, start, length))
    return value


def _bared(words: str) -> str:
    """A headline that stands wholly in brackets, without them."""
    found = _OUTER.match(words)
    return next(group for group in found.groups() if group).strip() if found else words


def _plainly(words: str) -> str:
    return "".join(character for character in words if character.isalnum())


def _drop_repeats(sheet: Sheet, head: Head) -> None:
    """The headline said once more above the text."""
    known = {_plainly(words) for words in (head.title, head.subtitle, head.kicker + head.title) if words} - {
        ""
    }
    for line in sheet.filled()[:6]:
        brief = len(line.text) <= _LONGEST_REPEAT
        if brief and line.number != head.line and _plainly(_SITE.sub("", line.text)) in known:
            sheet.take(line)


def _telling_clause(text: str) -> str:
    """The clause of the opening sentences whose pairs of characters come back most often in the text."""
    pairs = Counter(text[at : at + 2] for at in range(len(text) - 1))
    opening = re.split(r"(?<=[。！？])|\n", text.strip())[:2]
    clauses: list[str] = []
    for sentence in opening:
        plain = _NO_NEWS.sub("", re.sub(r"（[^（）]*）", "", sentence))
        clauses += [part.strip(" 　。！？；") for part in re.split(r"[，；。！？]", plain)]
    fitting = [clause for clause in clauses if 8 <= len(clause) <= 30]  # noqa: PLR2004 - the length of a headline
    if not fitting:
        return (clauses[0] if clauses else text.strip())[:30] or text.strip()[:30]

    def weight(clause: str) -> float:
        inside = {clause[at : at + 2] for at in range(len(clause) - 1)}
        return sum(pairs[pair] - 1 for pair in inside) / len(inside) + len(clause) / 20

    return max(fitting, key=weight)
