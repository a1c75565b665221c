"""A byline read word by word: tasks (记者, 文/图, 供稿 …) and the names they go with. It is one only if nothing is left over."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lianjian.apps.newsroom.rules.archive.recognition.names import is_organisation, is_surname, name_of_person
from lianjian.apps.newsroom.rules.archive.recognition.sheets import plainly

WRITER, PHOTOGRAPHER, EDITOR = "writer", "photographer", "editor"

_OFFICES = (
    "(?:本报|本网|本刊|本台|见习|实习|特约|首席|全媒体|融媒体|融媒|驻地|新媒体|乡村)*"
    "(?:记者|通讯员|通讯|撰稿人|撰稿|评论员|观察员|实习生|作者|特派员)"
)
_EDITORS = "责任编辑|值班编辑|执行编辑|编辑|责编|美编|校对|审核|初审|复审|终审|监制|主编|总编|审稿|排版|制作|统筹|策划|编审"
_BOTH = "文[/、&]?图|图[/、&]?文|文并摄|文[/、]摄|摄影报道|图片报道|撰文摄影|采写摄影"
_PICTURES = "摄影|摄像|拍摄|图片提供|图片|供图|航拍|视频|摄|图"
_TEXTS = "撰文|撰稿|文字|采写|整理|编写|供稿|报道|文稿|投稿|口述|执笔|文"
_FROM = r"(?:[\u4e00-\u9fff]{2,10}(?:网|报|社|台|刊))?"
_TASK = re.compile(rf"(?:{_FROM}{_OFFICES})|{_EDITORS}|{_BOTH}|{_PICTURES}|{_TEXTS}")
_OFFICE_FIRST = re.compile(
    rf"(?:{_FROM}{_OFFICES})(?=\S)|(?:{_EDITORS})(?!部)(?=\S)|(?:摄影|撰文|供稿|供图)(?=\S)"
)
_TASK_LAST = re.compile(rf"(?<=\S\S)(?:{_BOTH}|摄影|摄|供图|供稿|报道|整理|撰文|采写|撰稿)$")
_TOKEN = re.compile(
    rf"[A-Z][A-Za-z.'’-]*(?: [A-Z][A-Za-z.'’-]*)+|(?:{_BOTH})(?![\u4e00-\u9fff])"
    r"|[^\s　、,，;；|｜丨│／/:：&＋+_■□◎●▲◆★—-]+"
)
_ORNAMENT = " \t　■□◎●▲◆★—-"


@dataclass(frozen=True, slots=True)
class Credited:
    """A name with what it did. ``office`` is the word before it (记者), ``task`` what kind of work (writer, photographer,
    editor), ``both`` that it wrote and took the pictures; ``start`` and ``end`` its place in the words that were read."""

    name: str
    office: str
    task: str
    both: bool
    doubtful: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    words: str
    task: bool
    start: int
    end: int


def read_credits(words: str, *, office: str = "", bare: bool = False) -> list[Credited]:
    """The names in a byline, [] where the words are none. ``office`` is a label that was cut off before; without one and
    without any task in the words there is no byline, unless ``bare`` lets names stand alone (each with a known surname)."""
    pieces = _joined([piece for token in _TOKEN.finditer(words) for piece in _pieces(token)])
    if not pieces or len(pieces) > 24 or not any(not piece.task for piece in pieces):  # noqa: PLR2004 - a page of names
        return []
    tasks = bool(office) or any(piece.task for piece in pieces)
    if not tasks and not bare:
        return []
    found = _assigned(words, pieces, office)
    named: list[Credited] = []
    for one in found:
        how = name_of_person(one.name, named=tasks)
        if how:
            named.append(replace(one, doubtful=how == "weak"))
        elif is_organisation(one.name) and (tasks or one is not found[-1]):
            named.append(one)  # an author's office stands before the name
        else:
            return []
    return named


def read_credits_in(text: str, *, office: str = "", bare: bool = False) -> list[Credited]:
    """As ``read_credits``, for text that may be in traditional characters: read as simplified, told as it stands."""
    plain = plainly(text)
    found = read_credits(plain, office=plainly(office), bare=bare)
    return found if plain == text else [_as_it_stands(one, plain, text, office) for one in found]


def _as_it_stands(one: Credited, plain: str, text: str, office: str) -> Credited:
    name = re.sub(r"\s", "", text[one.start : one.end])
    at = plain.rfind(one.office, 0, one.start) if one.office else -1
    word = text[at : at + len(one.office)] if at >= 0 else office if one.office else ""
    return replace(one, name=name if len(name) == len(one.name) else one.name, office=word)


def _pieces(token: re.Match[str]) -> list[_Piece]:
    words, start = token[0], token.start()
    if _TASK.fullmatch(words):
        return [_Piece(words, True, start, token.end())]
    pieces: list[_Piece] = []
    if first := _OFFICE_FIRST.match(words):
        pieces.append(_Piece(first[0], True, start, start + first.end()))
        words, start = words[first.end() :], start + first.end()
    last = _TASK_LAST.search(words)
    end = start + (last.start() if last else len(words))
    if end > start:
        pieces.append(_Piece(words[: end - start], False, start, end))
    if last:
        pieces.append(_Piece(last[0], True, end, token.end()))
    return pieces


def _joined(pieces: list[_Piece]) -> list[_Piece]:
    """Typesetters pull names of two characters apart: 张　三."""
    out: list[_Piece] = []
    for piece in pieces:
        before = out[-1] if out else None
        if (
            before
            and not before.task
            and not piece.task
            and len(before.words) == len(piece.words) == 1
            and is_surname(before.words)
        ):
            out[-1] = _Piece(before.words + piece.words, False, before.start, piece.end)
        else:
            out.append(piece)
    return out


def _assigned(words: str, pieces: list[_Piece], office: str) -> list[Credited]:
    """Which task goes with which name: 文/张三 before it, 张三/文 and 张三 摄 after it."""
    found: list[Credited] = []
    waiting = 0
    now = office
    leading = _is_work(pieces[0]) and not office
    for place, piece in enumerate(pieces):
        if not piece.task:
            kind, both = _kind(now)
            shown = now if now and not _is_work_word(now) else ""
            found.append(Credited(piece.words, shown, kind, both, False, piece.start, piece.end))
            continue
        before = words[pieces[place - 1].end : piece.start] if place else ""
        after = words[piece.end : pieces[place + 1].start] if place + 1 < len(pieces) else ""
        tied_back = place > 0 and not pieces[place - 1].task and _ties(before)
        named_after = place + 1 < len(pieces) and not pieces[place + 1].task
        forward = not _is_work(piece) or (
            not tied_back and named_after and (leading or _ties(after) or not _is_work(pieces[-1]))
        )
        if forward:
            now = piece.words
            continue
        kind, both = _kind(piece.words)
        for number in range(waiting, len(found)):
            found[number] = replace(found[number], task=kind, both=both)
        waiting = len(found)
        now = "" if not found or not found[-1].office else found[-1].office
    return found


def _ties(between: str) -> bool:
    return bool(re.search(r"[/／:：|｜丨│]", between))


def _is_work(piece: _Piece) -> bool:
    return piece.task and _is_work_word(piece.words)


def _is_work_word(words: str) -> bool:
    return bool(re.fullmatch(rf"{_BOTH}|{_PICTURES}|{_TEXTS}", words)) and not re.fullmatch(_OFFICES, words)


def _kind(task: str) -> tuple[str, bool]:
    if re.fullmatch(_BOTH, task):
        return WRITER, True
    if re.fullmatch(_PICTURES, task):
        return PHOTOGRAPHER, False
    if re.fullmatch(_EDITORS, task):
        return EDITOR, False
    return WRITER, False


def in_words(credited: list[Credited]) -> str:
    """The names as a byline prints them: each office once, before its names."""
    words: list[str] = []
    office = ""
    for one in credited:
        if one.office and one.office != office:
            words.append(one.office)
        office = one.office
        words.append(one.name)
        if one.both and one is credited[-1]:
            words.append("文/图")
    return " ".join(words).strip(_ORNAMENT)
