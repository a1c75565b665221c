"""Where a text came from and when it was published: the line web pages put above an article, labels, the dateline."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.recognition.credits import WRITER, in_words, read_credits_in
from lianjian.apps.newsroom.rules.archive.recognition.dates import EXACT, WHOLE, Said, days_in
from lianjian.apps.newsroom.rules.archive.recognition.guesses import (
    LIKELY,
    WEAK,
    WHY_ALONE,
    WHY_DATELINE,
    WHY_LABELLED,
    WHY_SENT,
    WHY_STAMP,
    WHY_TAKEN_FROM,
    Guess,
)
from lianjian.apps.newsroom.rules.archive.recognition.names import is_organisation
from lianjian.apps.newsroom.rules.archive.recognition.sheets import SHORT, is_labelled

if TYPE_CHECKING:
    from datetime import date

    from lianjian.apps.newsroom.rules.archive.recognition.sheets import Line, Sheet

_PUBLISHED = (
    "发布时间|发布日期|发表时间|发表日期|发稿时间|发稿日期|刊发时间|上传时间|上线时间|发布于|发表于|时间|日期"
)
_CHANGED = "更新时间|更新日期|编辑时间|修改时间"
_SOURCES = (
    "稿件来源|文章来源|信息来源|新闻来源|资料来源|本文来源|内容来源|来源|稿源|出处|转自|转载自|摘自|选自"
)
_PERSONS = "作者|记者|通讯员|撰稿人?|供稿|摄影"
_DESK = "责任编辑|责编|编辑|校对|审核|初审|复审|终审|监制"
_COUNTS = (
    "浏览次数|浏览量|浏览|点击数|点击量|点击|阅读次数|"
    "阅读量|阅读|访问量|访问|人气|字体|字号|评论|分享|关键词|标签|栏目|分类|打印|收藏"
)
_COUNTED = re.compile(r"[\s\d次万+大中小\[\]【】（）()]*")
_LABEL = re.compile(
    rf"(?P<label>{_PUBLISHED}|{_CHANGED}|{_SOURCES}|{_PERSONS}|{_DESK}|{_COUNTS})\s*(?:[:：|｜丨]|(?<=发布于)|(?<=发表于))\s*"
)
_CLOCK = re.compile(r"T?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|(?:星期|周)[一二三四五六日天]")
_LOOSE = re.compile(r"[\s　|｜丨/／·,，、\[\]【】（）()－—-]+")
_PAPER = r"《[^》]{2,20}》|[\u4e00-\u9fffA-Za-z]{2,16}?(?:日报|晚报|时报|导报|网|社|电视台|广播电台|客户端|公众号|在线|频道|融媒)"
_TAKEN = re.compile(
    rf"(?:转自|转载自|摘自|选自|原载于?|原文载于|刊于|刊载于|载于|据)(?:\s*[:：])?\s*(?P<paper>{_PAPER})\s*(?P<rest>[^。）)]{{0,24}})"
)
_REPORTED = re.compile(r"^(?:[^。，]{0,8})(?:消息|报道|电|讯)")
_DATELINE = re.compile(
    r"^[（(【]?(?P<who>[\u4e00-\u9fff·]{2,16}?(?:社|网|报|台|客户端))?(?P<where>[\u4e00-\u9fff]{0,8}?)\s*"
    r"(?P<day>(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日)\s*(?:专?电|讯|消息)"
)
_AGENCY = re.compile(r"^(?P<who>[\u4e00-\u9fff]{2,10}?(?:社|网|报|台))讯(?=[\s（(，：:])")
_OWN = ("本报", "本网", "本社", "本台", "本刊")
_IN_BRACKETS = re.compile(rf"[（(]\s*(?:{_SOURCES})\s*[:：]\s*([^）)]{{2,40}})[）)]")
_DIGITS_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)")
_PATH_OF_PAGE = re.compile(
    r"^(?:当前位置|您的位置)?[:：\s]*[^>＞»›。，]{2,20}(?:\s*[>＞»›]\s*[^>＞»›。，]{1,30}){1,5}$"
)
"""首页 > 乡村 > 正文"""

_WRITTEN_AT = re.compile(r"\s*(?:[写作记草改]|定稿|修改)?于(?!\s*\d)")
"""2020年5月6日于龙潭村: so authors sign."""

_DAY_OF_FORM = re.compile(r"(?:时\s*间|日\s*期)\s*[:：]")
_LONGEST_PATH = 200
_HEAD, _TAIL = 8, 5
_OPENS_WITHIN = 12
_OPENING = 200
"""Characters of a line in which a dateline is read."""


@dataclass(slots=True)
class Stamp:
    """What is known of the publication: its day (None where it is not said whole), the day the report was sent, the source."""

    published_on: date | None = None
    firm: bool = False
    sent: Said | None = None
    source: str = ""
    byline: str = ""
    told: set[int] = field(default_factory=set)
    """Where days of publication stand in the text, of this one or of one that it was taken from."""


def find_stamp(sheet: Sheet, guesses: list[Guess], published: date | None) -> Stamp:
    """Read labels and datelines; lines that hold nothing else leave the body. ``published`` is the day where the caller
    knows it from elsewhere."""
    stamp = Stamp(published, firm=published is not None)
    filled = sheet.filled()
    head, tail = filled[:_HEAD], filled[-_TAIL:]
    for line in head[:3]:
        if len(line.text) <= _LONGEST_PATH and _PATH_OF_PAGE.match(line.text):
            sheet.take(line)
    for line in [*head, *(line for line in tail if line not in head)]:
        if not _lone_day(sheet, line, stamp, guesses, filled) and not _in_a_form(line, filled):
            _page_line(sheet, line, stamp, guesses)
    for line in sheet.filled():
        if not {"）", ")"}.isdisjoint(line.text[-2:]):
            _in_brackets(sheet, line, stamp, guesses)
    rest = sheet.filled()
    _taken_from(rest, stamp, guesses)
    _dateline(rest[:_HEAD], stamp, guesses)
    return stamp


def _publish(
    stamp: Stamp, guesses: list[Guess], line: Line, said: Said, why: str, *, sure: str = LIKELY
) -> None:
    if said.whole is None or said.grain != EXACT:
        return
    if why is not WHY_SENT:
        stamp.told.add(line.at + said.at)
    if any(guess.field == "published_on" for guess in guesses):
        return
    day = said.whole[0]
    guesses.append(
        Guess(
            "published_on",
            day.isoformat(),
            sure,
            why,
            line.number,
            line.at + said.at,
            len(said.words),
            day.isoformat(),
            day.isoformat(),
        )
    )
    if stamp.published_on is None:
        stamp.published_on, stamp.firm = day, sure == LIKELY


def _from(stamp: Stamp, guesses: list[Guess], line: Line, words: str, at: int, why: str, sure: str) -> None:
    """Keep a source: the first one with a label counts, others are told only if there is none."""
    value = words.strip(" 　。，；:：|")
    if not re.search("[（(【]", value):
        value = value.rstrip("）)】] 　")
    if not value or stamp.source:
        return
    shift = words.find(value)
    bare = value.strip("《》")
    lost = re.search(r"[?？\ufffd]", bare)
    guesses.append(
        Guess(
            "source",
            bare,
            WEAK if lost else sure,
            why,
            line.number,
            line.at + at + shift,
            len(value),
            names=(bare,),
        )
    )
    if sure == LIKELY:
        stamp.source = bare


def _lone_day(sheet: Sheet, line: Line, stamp: Stamp, guesses: list[Guess], filled: list[Line]) -> bool:
    """A line with nothing but a day (and a time): under the headline, or under a letter or a notice."""
    if len(line.text) > SHORT:
        return False
    said = [one for one in days_in(line.plain) if one.kind == WHOLE and one.grain == EXACT]
    if len(said) != 1:
        return False
    left = line.plain.replace(said[0].words, "", 1)
    if _LOOSE.sub("", _CLOCK.sub("", left)):
        return False
    _publish(stamp, guesses, line, said[0], WHY_ALONE)
    if line is not filled[-1]:
        sheet.take(line)
    return True


def _in_a_form(line: Line, filled: list[Line]) -> bool:
    """时间：… beside 地点：… or 主持人：… is the day of a meeting."""
    if not _DAY_OF_FORM.match(line.plain):
        return False
    place = filled.index(line)
    return any(
        is_labelled(other.plain) and not _DAY_OF_FORM.match(other.plain)
        for other in filled[max(0, place - 2) : place + 3]
    )


def _page_line(sheet: Sheet, line: Line, stamp: Stamp, guesses: list[Guess]) -> None:
    plain = line.plain
    if not plain or len(plain) > 150 or plain[-1] in "。！；" or line.kind == "title":  # noqa: PLR2004 - longer is prose
        return
    labels = list(_LABEL.finditer(plain))
    if any(word in plain for word in ("地点", "活动时间", "会议时间")):
        return
    days = [said for said in days_in(plain) if said.kind == WHOLE and said.grain == EXACT]
    if not days and (bare := _DIGITS_DAY.search(plain)) and labels:
        days = [
            replace(said, at=bare.start(), words=bare[0])
            for said in days_in(f"{bare[1]}-{bare[2]}-{bare[3]}")
        ]
    opens = plain.lstrip(" 　[【（(")
    lead = len(plain) - len(opens)
    starts = (labels and labels[0].start() == lead) or (
        days and (days[0].at == lead or _has_clock(plain, days[0]))
    )
    if not starts:
        return
    fields = _fields(plain, labels)
    if not days and not any(
        re.fullmatch(_SOURCES, name) or (re.fullmatch(_COUNTS, name) and _COUNTED.fullmatch(value))
        for name, _, value in fields
    ):
        return  # names alone are read with the bylines, and 阅读：一天一小时 is a heading
    loose = plain[: labels[0].start()] if labels else plain
    signed = days and _WRITTEN_AT.match(plain[days[0].at + len(days[0].words) :])
    if signed or any(mark in loose for mark in "，。；") or len(_residue(loose, days)) > 24:  # noqa: PLR2004 - the name of a site
        return
    if any(len(value) > 60 for _, _, value in fields):  # noqa: PLR2004 - a sentence, not a value
        return
    _read_fields(line, fields, days, stamp, guesses)
    if not any(re.fullmatch(_SOURCES, name) for name, _, _ in fields):
        _site_name(line, loose, days, stamp, guesses)
    sheet.take(line)


def _has_clock(plain: str, said: Said) -> bool:
    """A day with the time to the minute in a short line is the stamp of a page, whatever stands before it."""
    return len(plain) <= SHORT + 18 and bool(_CLOCK.match(plain[said.at + len(said.words) :].lstrip()))


def _fields(plain: str, labels: list[re.Match[str]]) -> list[tuple[str, int, str]]:
    """(label, where its value begins, value) of a line."""
    ends = [*(label.start() for label in labels[1:]), len(plain)][: len(labels)]
    return [
        (label["label"], label.end(), plain[label.end() : end])
        for label, end in zip(labels, ends, strict=True)
    ]


def _read_fields(
    line: Line, fields: list[tuple[str, int, str]], days: list[Said], stamp: Stamp, guesses: list[Guess]
) -> None:
    ordered = sorted(fields, key=lambda field: bool(re.fullmatch(_CHANGED, field[0])))
    for name, at, value in ordered:
        inside = [said for said in days if at <= said.at < at + len(value)]
        if re.fullmatch(_PUBLISHED, name) and inside:
            _publish(stamp, guesses, line, inside[0], WHY_LABELLED)
        elif re.fullmatch(_CHANGED, name) and inside:
            _publish(stamp, guesses, line, inside[0], WHY_LABELLED, sure=WEAK)
        elif re.fullmatch(_SOURCES, name):
            cut = min((said.at - at for said in inside), default=len(value))
            paper = re.split(r"\s{2,}|　|[|｜丨]", value[:cut].strip())[0]
            start = at + value.find(paper)
            _from(stamp, guesses, line, line.text[start : start + len(paper)], start, WHY_LABELLED, LIKELY)
        elif re.fullmatch(f"{_PERSONS}|{_DESK}", name):
            _persons(line, name, at, value, stamp, guesses)
    if days and not any(re.fullmatch(_CHANGED, name) for name, _, _ in fields):
        _publish(stamp, guesses, line, days[0], WHY_STAMP)


def _persons(line: Line, name: str, at: int, value: str, stamp: Stamp, guesses: list[Guess]) -> None:
    found = read_credits_in(line.text[at : at + len(value)], office=name)
    if not found:
        return
    field = {WRITER: "byline"}.get(found[0].task, found[0].task)
    start, end = found[0].start, found[-1].end
    names = tuple(one.name for one in found)
    shown = in_words(found).removeprefix(name).strip() if name != "记者" else in_words(found)
    doubtful = any(one.doubtful for one in found)
    if field == "byline":
        stamp.byline = f"{stamp.byline} {shown}".strip()
    guesses.append(
        Guess(
            field,
            shown if field == "byline" else "、".join(names),
            WEAK if doubtful else LIKELY,
            WHY_LABELLED,
            line.number,
            line.at + at + start,
            end - start,
            names=names,
        )
    )


def _residue(loose: str, days: list[Said]) -> str:
    for said in days:
        loose = loose.replace(said.words, " ", 1)
    return _LOOSE.sub(" ", _CLOCK.sub(" ", loose)).strip()


def _site_name(line: Line, loose: str, days: list[Said], stamp: Stamp, guesses: list[Guess]) -> None:
    for words in _residue(loose, days).split():
        if is_organisation(words) or re.fullmatch(_PAPER, words):
            start = line.plain.find(words)
            _from(stamp, guesses, line, line.text[start : start + len(words)], start, WHY_STAMP, LIKELY)


def _in_brackets(sheet: Sheet, line: Line, stamp: Stamp, guesses: list[Guess]) -> None:
    """（来源：…） at the end of a line."""
    for bracket in _IN_BRACKETS.finditer(line.plain):
        if bracket.end() >= len(line.text) - 1:
            words = line.text[slice(*bracket.span(1))]
            _from(stamp, guesses, line, words, bracket.start(1), WHY_LABELLED, LIKELY)
            sheet.cut(line, *bracket.span())


def _taken_from(lines: list[Line], stamp: Stamp, guesses: list[Guess]) -> None:
    """据《…》报道, 转自 …: at the opening or the close it is the source, elsewhere perhaps."""
    told = False
    for place, line in enumerate(lines):
        for found in _TAKEN.finditer(line.plain):
            if found[0].startswith("据") and not _REPORTED.match(found["rest"]):
                continue
            opens = place <= 1 and found.start() <= _OPENS_WITHIN
            edge = opens or (place >= len(lines) - 2 and _is_in_brackets(line.text, found.start()))
            if not edge and not found[0].startswith(("据", "转", "摘", "原载")):
                continue
            at, words = found.start("paper"), line.text[found.start("paper") : found.end("paper")]
            if not told:
                _from(stamp, guesses, line, words, at, WHY_TAKEN_FROM, LIKELY if edge else WEAK)
            told = True
            if found[0].startswith("据"):
                continue  # the day on which it was printed may stand at the end
            days = [replace(said, at=found.start("rest") + said.at) for said in days_in(found["rest"])]
            stamp.told.update(line.at + said.at for said in days)
            if days and edge:
                _publish(stamp, guesses, line, days[0], WHY_TAKEN_FROM)
            return


def _is_in_brackets(text: str, at: int) -> bool:
    return text.rfind("（", max(0, at - _OPENING), at + 1) >= 0


def _dateline(lines: list[Line], stamp: Stamp, guesses: list[Guess]) -> None:
    """新华社福州7月1日电: who sent it, and when."""
    for line in lines:
        opening = _DATELINE.match(line.plain) or _AGENCY.match(line.plain)
        if not opening:
            continue
        who = (opening["who"] or "").removeprefix("据")
        told = any(guess.field == "source" for guess in guesses)
        if who and not told and not who.startswith(_OWN):
            _from(stamp, guesses, line, who, line.plain.find(who), WHY_DATELINE, WEAK)
        if opening.re is _DATELINE:
            days = [said for said in days_in(line.plain[:_OPENING]) if said.at == opening.start("day")]
            stamp.sent = days[0] if days else None
            if days:
                _sent(line, days[0], stamp, guesses)
        return


def _sent(line: Line, said: Said, stamp: Stamp, guesses: list[Guess]) -> None:
    if stamp.published_on is not None or any(guess.field == "published_on" for guess in guesses):
        return
    if said.whole is not None:
        _publish(stamp, guesses, line, said, WHY_SENT, sure=WEAK)
        return
    guesses.append(
        Guess("published_on", said.words, WEAK, WHY_SENT, line.number, line.at + said.at, len(said.words))
    )
