"""Single characters that do not belong: 壹 for every 一, traditional characters strayed into simplified text,
`??` where the indent of paragraphs was."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from huanyuan.findings import Stage
from huanyuan.language import word_cost
from huanyuan.mirror import zhe
from huanyuan.mirror.verdict import simplified_only, traditional
from huanyuan.tables import everyday_map, mirror_table

YI = "壹 put for 一 by a site's filter"
TO_SIMPLIFIED = "the traditional characters of a converted page"
STRAY = "a traditional character strayed into simplified text"
STRAY_DOUBT = "a single traditional character amid simplified text: an editor may have meant it"
INDENT = "the lost indent of a paragraph"

_AMOUNT = re.compile("[零壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬万億亿圆圓元角整]")
_OF_CONTRACTS = re.compile("[份式号件套张万百千]")
"""What clerks count in such numerals."""
_RARE = 8  # simplified characters to a stray, at least
_HEAD = 1000
_PARTICLES = 1  # of a hundred characters, at least
_INDENTED = 4  # one of so many paragraphs, at least, lost its indent
_COMMON_WORD = 12.5
_INDENT = re.compile("^\\?\\?(?=[\u4e00-\u9fff“‘《「『（])", re.MULTILINE)


def _yi_places(text: str) -> list[int]:
    """Where 壹 stands for 一: in a common word, and in no amount of money."""
    places = []
    for match in re.finditer("壹", text):
        at = match.start()
        around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
        if not _AMOUNT.search(around):
            places.append(at)
    return places


def is_prose(text: str) -> bool:
    """Whether sentences stand here, no list of words: a dictionary shows every form of a character on purpose."""
    return sum(text.count(particle) for particle in "的了是在") * 100 >= _PARTICLES * len(text)


def _yi_words(text: str, places: list[int]) -> set[str]:
    """The common words that these 壹 would form as 一 (一位, 一些, 统一)."""
    found = set()
    for at in places:
        for start, end in ((at, at + 2), (at - 1, at + 1)):
            plain = text[max(0, start) : end].translate(everyday_map()).replace("壹", "一")
            cost = word_cost(plain) if len(plain) == end - start else None
            if cost is not None and cost < _COMMON_WORD:
                found.add(plain)
    return found


def repair_yi(text: str) -> Stage:
    """Undo 壹 for 一 where a text has no 一 left; a page converted to traditional on the way goes back whole."""
    stage = Stage(text)
    places = _yi_places(text) if "壹" in text else []
    # A filter leaves no 一 behind, and hits many words; a name (壹基金), a cheque or a contract (壹式贰份) does neither.
    if len(places) < 2 or text.count("一") * 8 > len(places) or not is_prose(text):
        return stage
    if sum(not _OF_CONTRACTS.search(word) for word in _yi_words(text, places)) < 2:
        return stage
    stage.families.add("yiyi")
    converted = len(traditional().findall(text)) > 4 * len(simplified_only().findall(text))
    if converted:
        stage.families.add("s2t")
        _simplify(stage, set(places))
    else:
        for at in places:
            stage.keep(at)
            stage.replace(at + 1, "一", YI)
    stage.keep(len(text))
    return stage


@cache
def _everyday() -> re.Pattern[str]:
    kept = "乾瞭徵藉覆"  # these stand in simplified text too (乾隆, 瞭望, 宫商角徵羽)
    characters = "".join(chr(code) for code in everyday_map() if chr(code) not in kept)
    return re.compile(f"[壹{characters}]+")


def _simplify(stage: Stage, places: set[int]) -> None:
    for match in _everyday().finditer(stage.source):
        at = match.start()
        plain = "".join(
            "一" if at + i in places else c if c in "壹著" else c.translate(everyday_map())
            for i, c in enumerate(match[0])
        )
        doubts: tuple[tuple[int, int, str], ...] = ()
        if "著" in plain:
            before = stage.source[max(0, at - 4) : at].translate(everyday_map()).replace("着", "著")
            after = stage.source[match.end() : match.end() + 4].translate(everyday_map())
            decided, open_places = zhe.choose(before + plain + after)
            plain = decided[len(before) : len(before) + len(plain)]
            offsets = [place - len(before) for place in open_places]
            doubts = tuple((o, 1, zhe.CHOSEN) for o in offsets if 0 <= o < len(plain))
        if plain != match[0]:
            stage.keep(at)
            stage.replace(match.end(), plain, TO_SIMPLIFIED, doubts)


_CLAUSE = re.compile("[^，。、；：！？“”‘’「」『』《》（）()\\[\\]【】,.;:!?\"'\\s]+")
_ABOUT_CHARACTERS = re.compile("繁|異體|异体|正体字|正體|简化字|簡化|古字|写作|寫作")


def repair_strays(text: str) -> Stage:
    """Simplify single traditional characters inside words of simplified text, outside quotations and titles."""
    stage = Stage(text)
    head = text[:_HEAD]
    if len(traditional().findall(head)) > 2 + len(simplified_only().findall(head)) // 5:
        return stage
    strays = len(traditional().findall(text))
    if not strays or strays * _RARE > len(simplified_only().findall(text)):
        return stage
    if _ABOUT_CHARACTERS.search(text) or not is_prose(text):
        return stage
    table = mirror_table().simplified
    counts = Counter(traditional().findall(text))
    for clause in _CLAUSE.finditer(text):
        found = list(traditional().finditer(clause[0]))
        if len(found) != 1 or len(simplified_only().findall(clause[0])) < 2:
            continue
        at = found[0].start()
        if counts[found[0][0]] > 3 or found[0][0] in mirror_table().variants or _quoted(text, clause):
            continue
        plain = table[found[0][0]]
        if _in_a_word(clause[0][:at] + plain + clause[0][at + 1 :], at):
            stage.keep(clause.start() + at)
            stage.families.add("straychar")
            stage.replace(clause.start() + at + 1, plain, STRAY, ((0, 1, STRAY_DOUBT),))
    stage.keep(len(text))
    return stage


def _quoted(text: str, clause: re.Match[str]) -> bool:
    """Whether a clause is all that stands between marks of quotation: a name or a word as such."""
    before, after = text[clause.start() - 1 : clause.start()], text[clause.end() : clause.end() + 1]
    return (
        before in "“‘「『《（([【" and after in "”’」』》）)]】" and len(clause[0]) < 5
        if before and after
        else False
    )


def _in_a_word(clause: str, at: int) -> bool:
    """Whether the character at `at` forms a common word with one that only simplified text has."""
    for start, end in ((at, at + 2), (at - 1, at + 1), (at - 1, at + 2), (at - 2, at + 1), (at, at + 3)):
        piece = clause[max(0, start) : end]
        cost = word_cost(piece) if len(piece) == end - start else None
        others = piece.replace(clause[at], "", 1)
        if cost is not None and cost < _COMMON_WORD + 2 and simplified_only().search(others):
            return True
    return False


def repair_indents(text: str) -> Stage:
    """Drop the `??` that two ideographic spaces became, where several paragraphs begin with it."""
    stage = Stage(text)
    found = list(_INDENT.finditer(text))
    lines = sum(1 for line in text.split("\n") if line.strip()) if len(found) > 1 else 0
    if len(found) < 2 or len(found) * _INDENTED < lines:
        return stage
    stage.families.add("qmark")
    for match in found:
        stage.keep(match.start())
        stage.replace(match.end(), "", INDENT)
    stage.keep(len(text))
    return stage
