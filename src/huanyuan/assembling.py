"""The best text of several damaged copies of one article.

Copies were mangled in different ways, so that what one has lost another may have kept. What the bytes of a copy force
counts for more than what was chosen in another; where two copies are sure and differ, nothing is decided.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from huanyuan.findings import Edit, Repair, Stage
from huanyuan.joining import join
from huanyuan.weaving import CHOSEN, DIFFER, FORCED, LOST, Copy, Laid, Reading, Woven

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huanyuan.findings import Uncertain

FROM_A_COPY = "forced by the bytes of another copy"
AGREED = "several other copies agree"
MISSING = "another copy has it"
_MOST_NAMED = 4
_LONGEST_NAMED = 40
"""Other readings longer than this are another wording, not another reading; they are listed as left out."""
_DEEPEST = 3
_ROUNDS = 4
_NUMBER = "0-9０-９零〇一二三四五六七八九十百千万亿两几%％"
_DIGIT = re.compile("[0-9０-９%％]")
_NUMERAL = re.compile(f"[{_NUMBER}]")
_FURNITURE = re.compile(
    r"https?:|www\.|版权|©|copyright|责任?编辑|转载|扫码|扫一扫|二维码|点击|上一[篇页条]|下一[篇页条]|返回(首页|顶部)|相关(阅读|链接|推荐|文章)"
    r"|免责声明|关注(我们|公众号)|热线|客服|QQ|微信|更多精彩|当前位置|来源[：:]|编辑[：:]",
    re.IGNORECASE,
)
_FULL_STOP = "。！？…”』」）!?"
_SHORTEST_PARAGRAPH = 12


@dataclass(frozen=True, slots=True)
class Assembled:
    """The assembled text. `edits` are against the first text: applying them gives `text`. `uncertain` are places of `text`
    as in `Repair`. `parts` are (at, length, number of the copy) of each stretch of `text` that is not from the first;
    `left_out` are (number of the copy, text) of what a copy has more and was not put in."""

    text: str
    edits: tuple[Edit, ...] = ()
    uncertain: tuple[Uncertain, ...] = ()
    parts: tuple[tuple[int, int, int], ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()


def assemble(copies: Sequence[Repair | str]) -> Assembled:
    """The best text of `copies` (at least one), the first of which is the one to improve.

    * A place that is uncertain or lost (`?`) in the first and forced in another is taken from the other. Where only
      uncertain ones are left, two that agree win against the first, but not with figures or inside quotation marks; the
      place stays uncertain.
    * Where two forced readings differ the first's stays, and is uncertain with the others in `why`.
    * Lines that the first lacks are put in, unless one copy only has them at its very beginning or end and they do not
      read like the body. What the first has is never taken away.

    Alone, a text comes back as it is. The order of the others does not change the text. Every character is from one of the
    copies. Raises ValueError where there is no copy. Time grows with the length of the copies together.
    """
    if not copies:
        raise ValueError("There is nothing to assemble.")
    first, *others = (Copy.of(given, number) for number, given in enumerate(copies))
    # in an order of their own, so that the one in which they came does not matter
    others.sort(key=lambda copy: (-len(copy.text), copy.text, copy.doubt))
    found = _once(first, others)
    for _ in range(_ROUNDS):  # what was put in may let others be laid against it better
        better = _once(Copy.of(Repair(found.text, uncertain=found.uncertain), 0), others)
        if better.text == found.text:
            break
        found = _after(first.text, found, better)
    return found


def _once(first: Copy, others: Sequence[Copy]) -> Assembled:
    woven = _weave(first, others)
    places = {(place.at, place.len): place for place in reversed(woven.uncertain)}
    return Assembled(
        woven.text,
        tuple(woven.edits),
        tuple(places[span] for span in sorted(places)),
        tuple(woven.parts),
        tuple(dict.fromkeys(woven.left_out)),
    )


def _after(text: str, found: Assembled, better: Assembled) -> Assembled:
    """Two rounds told as one."""
    one, two = Stage(text), Stage(found.text)
    for stage, edits in ((one, found.edits), (two, better.edits)):
        for edit in edits:
            stage.keep(edit.at)
            stage.replace(edit.at + edit.len, edit.to, edit.why)
    before = {at: number for place, length, number in found.parts for at in range(place, place + length)}
    owners = {at: number for place, length, number in better.parts for at in range(place, place + length)}
    at = moved = 0
    for edit in (*better.edits, Edit(len(found.text), 0, "", "", "")):
        owners |= {near + moved: before[near] for near in range(at, edit.at) if near in before}
        at = edit.at + edit.len
        moved += len(edit.to) - edit.len
    parts: list[tuple[int, int, int]] = []
    for at in sorted(owners):
        if parts and parts[-1][2] == owners[at] and sum(parts[-1][:2]) == at:
            parts[-1] = (parts[-1][0], parts[-1][1] + 1, owners[at])
        else:
            parts.append((at, 1, owners[at]))
    left_out = tuple(dict.fromkeys((*found.left_out, *better.left_out)))
    return Assembled(better.text, tuple(join(one, two).edits), better.uncertain, tuple(parts), left_out)


def _weave(first: Copy, others: Sequence[Copy], depth: int = 0) -> Woven:
    laid = [Laid(first, copy) for copy in others]
    woven = Woven(first)
    own = {(place.at, place.at + place.len): place for place in first.places}
    at = 0
    for start, stop in _places(own, laid):
        woven.keep(at, start)
        if start == stop:
            _more(woven, laid, start, depth)
            if (start, stop) in own:
                woven.uncertain.append(replace(own[start, stop], at=woven.written))
        else:
            places = [own[span] for span in own if start <= span[0] and span[1] <= stop and span[0] < span[1]]
            _settle(woven, laid, start, stop, places)
        at = stop
    woven.keep(at, len(first.text))
    return woven


def _places(own: dict[tuple[int, int], Uncertain], laid: Sequence[Laid]) -> list[tuple[int, int]]:
    """Where something is to be decided: stretches of the first in order; those that overlap are one."""
    wanted = {span for copy in laid for span in copy.differing()} | set(own)
    found: list[tuple[int, int]] = []
    for start, stop in sorted(wanted):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def _settle(woven: Woven, laid: Sequence[Laid], start: int, stop: int, places: list[Uncertain]) -> None:
    """Decide what stands for a stretch of the first that is not empty, and write it."""
    first = Reading(woven.first, start, stop)
    readings = [reading for copy in laid if (reading := copy.reading(start, stop)) is not None]
    sure: dict[str, Reading] = {}
    for reading in readings:
        if reading.doubt == FORCED:
            sure.setdefault(reading.key, reading)
    if _is_sure(first):
        _left(woven, first, [reading for key, reading in sure.items() if key != first.key], places)
        return
    if len(sure) == 1:
        (taken,) = sure.values()
        if taken.key == first.key:
            woven.keep(start, stop)
        else:
            woven.take(start, stop, taken.text, taken.copy.number, FROM_A_COPY)
        return
    if not sure and (agreed := _agreed(first, readings)) is not None:
        came = places[0].from_ if places else first.text
        woven.doubt(agreed.text, came, AGREED)
        woven.take(start, stop, agreed.text, agreed.copy.number, AGREED)
        return
    rest = {r.key: r for r in readings if r.doubt != LOST and r.key != first.key}
    _left(woven, first, list((sure or rest).values()), places)


def _is_sure(first: Reading) -> bool:
    """Whether the first's reading is forced: a stretch that holds little doubt among much that is sure counts as such."""
    doubtful = sum(map(bool, first.copy.doubt[first.start : first.stop]))
    return doubtful == 0 or (first.stop - first.start) > 3 * doubtful + 4


def _agreed(first: Reading, readings: Sequence[Reading]) -> Reading | None:
    """The better choice where no reading is sure: one that is forced in part where the first's is not at all, else what
    two others chose alike for different damage. None where neither is there, or where it would be delicate."""
    if first.part(FORCED):
        return None
    able = [reading for reading in readings if reading.doubt == CHOSEN and reading.key != first.key]
    found = {reading.key: reading for reading in reversed(able) if reading.part(FORCED)}
    if len(found) != 1:
        votes = Counter(key for key, _ in {(r.key, r.evidence) for r in (*able, first)})
        best = votes.most_common(2)
        alone = len(best) == 1 or best[0][1] > best[1][1]
        if not able or not alone or best[0][1] < 2 or best[0][0] == first.key:
            return None
        found = {reading.key: reading for reading in reversed(able) if reading.key == best[0][0]}
    (reading,) = found.values()
    risky = _is_delicate(reading.part(CHOSEN) + first.text, first.copy.text, first.start, first.stop)
    return None if risky else reading


def _is_delicate(piece: str, text: str, start: int, stop: int) -> bool:
    """Whether a change here could change a figure, a title or somebody's words."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    quoted = line.count("“") > line.count("”") or line.count("《") > line.count("》")
    beside = text[max(0, start - 1) : start] + text[stop : stop + 1]
    numeral = _NUMERAL.search(piece) is not None
    all_numeral = bool(piece) and all(_NUMERAL.match(character) for character in piece)
    return (
        quoted
        or _DIGIT.search(piece) is not None
        or all_numeral
        or (numeral and bool(_NUMERAL.search(beside)))
    )


def _left(woven: Woven, first: Reading, others: Sequence[Reading], places: list[Uncertain]) -> None:
    """Keep what the first has, with its doubts and with what else was read."""
    long = [r for r in others if len(r.text) > _LONGEST_NAMED or first.stop - first.start > _LONGEST_NAMED]
    woven.left_out += [(reading.copy.number, reading.text) for reading in long]
    named = sorted({reading.text for reading in others if reading not in long})
    why = DIFFER + "、".join(f"“{text}”" for text in named[:_MOST_NAMED]) if named else ""
    if why and (not places or (len(places) == 1 and places[0].len == first.stop - first.start)):
        woven.doubt(first.text, places[0].from_ if places else first.text, why)
    else:
        woven.uncertain += [replace(place, at=woven.written + place.at - first.start) for place in places]
    woven.keep(first.start, first.stop)


def _more(woven: Woven, laid: Sequence[Laid], at: int, depth: int) -> None:
    """Put in what others have between two characters of the first."""
    said = [reading for copy in laid if (reading := copy.inserted(at)) is not None]
    having = [reading for reading in said if reading.text]
    lacking = len(said) - len(having)
    if not having:
        return
    text = woven.first.text
    at_edge = at in (0, len(text))
    is_lines = any("\n" in reading.text for reading in having)
    if not is_lines and not at_edge:
        _more_in_line(woven, having, lacking, at)
        return
    if lacking > len(having):
        woven.left_out += [(reading.copy.number, reading.text) for reading in having]
        return
    base, *rest = sorted((r.copy.part(r.start, r.stop) for r in having), key=_worth)
    other = _weave(base, rest if depth < _DEEPEST else [], depth + 1)
    start, stop = _body_of(other, [base, *rest], at_start=at == 0, at_end=at == len(text), is_open=bool(text))
    whole = other.text
    woven.left_out += [(base.number, cut) for cut in (whole[:start], whole[stop:]) if cut.strip()]
    if start < stop:
        woven.weave_in(at, other, start, stop, MISSING)


def _worth(copy: Copy) -> tuple[int, int, str]:
    """Sorts the best piece first: the longest, and among these the surest."""
    return (-len(copy.text), sum(map(bool, copy.doubt)), copy.text)


def _more_in_line(woven: Woven, having: Sequence[Reading], lacking: int, at: int) -> None:
    """A few characters that others have within a line."""
    sure = {reading.key: reading for reading in reversed(having) if reading.doubt == FORCED}
    if len(sure) == 1:
        ((key, reading),) = sure.items()
        number = sum(other.key == key for other in having)
        # the first counts as one that lacks it where a figure or somebody's words would change
        against = lacking + _is_delicate(reading.text, woven.first.text, at, at)
        if number > against:
            woven.take(at, at, reading.text, reading.copy.number, MISSING)
            return
    named = sorted({reading.text for reading in having if len(reading.text) <= _LONGEST_NAMED})
    woven.left_out += [(r.copy.number, r.text) for r in having if len(r.text) > _LONGEST_NAMED]
    text = woven.first.text
    if named and at < len(text):
        # a place has to have a length to be seen: the character that follows stands for it
        before = "、".join(f"“{reading}”" for reading in named[:_MOST_NAMED])
        woven.doubt(text[at], text[at], f"{DIFFER}before it {before}")


def _body_of(
    other: Woven, pieces: Sequence[Copy], *, at_start: bool, at_end: bool, is_open: bool
) -> tuple[int, int]:
    """Which stretch of an insertion goes in: at the outer edges of the article what one copy alone has and what does not
    read like the body stays out."""
    text = other.text
    lines = [match.span() for match in re.finditer(r"\n?[^\n]+|\n", text)] if at_end else []
    if at_start and not at_end:
        lines = [match.span() for match in re.finditer(r"[^\n]*\n|[^\n]+", text)]
    start, stop = 0, len(text)
    while at_end and lines and lines[-1][1] == stop and start < stop:
        begin = lines.pop()[0]
        goes_on = is_open and begin == 0 and not text.startswith("\n")
        if _is_body(text[begin:stop], pieces, goes_on=goes_on):
            break
        stop = begin
    while at_start and lines and start < stop:
        begin, end = lines.pop(0)
        if begin != start or _is_body(text[begin:end], pieces, goes_on=False):
            break
        start = end
    return start, max(start, stop)


def _is_body(line: str, pieces: Sequence[Copy], *, goes_on: bool) -> bool:
    line = line.strip()
    if _FURNITURE.search(line) and len(line) < 5 * _SHORTEST_PARAGRAPH:
        return False
    if goes_on or sum(_holds(piece.text, line) for piece in pieces) > 1:
        return True
    return len(line) >= _SHORTEST_PARAGRAPH and line[-1] in _FULL_STOP


def _holds(text: str, line: str) -> bool:
    """Whether most of `line` stands in `text`, run by run."""
    run = min(4, len(line))
    runs = [line[at : at + run] for at in range(len(line) - run + 1)]
    return sum(piece in text for piece in runs) * 2 > len(runs)
