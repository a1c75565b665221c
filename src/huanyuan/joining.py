"""Several stages of repair told as one: edits against the first input, places in the last output."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from huanyuan.findings import Edit, Stage, Uncertain

if TYPE_CHECKING:
    from collections.abc import Sequence


def _spans(edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """Where each edit's text begins and ends in the output."""
    spans, moved = [], 0
    for edit in edits:
        start = edit.at + moved
        spans.append((start, start + len(edit.to)))
        moved += len(edit.to) - edit.len
    return spans


def _clusters(first: Stage, second: Stage) -> list[tuple[int, int, str]]:
    """Stretches of the text between two stages that either changed, and why; those that touch are one."""
    pieces = [(*span, edit.why) for span, edit in zip(_spans(first.edits), first.edits, strict=True)]
    pieces += [(edit.at, edit.at + edit.len, edit.why) for edit in second.edits]
    found: list[tuple[int, int, str]] = []
    for start, stop, why in sorted(pieces, key=lambda piece: piece[:2]):
        if found and (start < found[-1][1] or (start == found[-1][1] and start in (found[-1][0], stop))):
            begun, end, reason = found[-1]
            found[-1] = (begun, max(end, stop), reason if why in reason else f"{reason}; {why}")
        else:
            found.append((start, stop, why))
    return found


def join(first: Stage, second: Stage) -> Stage:
    """One stage with the input of `first` and the output of `second`, whose source is the output of `first`."""
    families = first.families | second.families
    if not second.edits:
        return replace(first, families=families, uncertain=_sorted(first.uncertain + second.uncertain))
    out = second.text()
    if not first.edits:
        places = _carried(first.uncertain, second.edits, out) + second.uncertain
        return replace(second, families=families, uncertain=_sorted(places))
    joined = Stage(first.source, [out], families=families, at=len(first.source), written=len(out))
    earlier, later = list(zip(_spans(first.edits), first.edits, strict=True)), second.edits
    source_at = out_at = done = i = j = 0
    for start, stop, why in _clusters(first, second):
        source_at, out_at = source_at + start - done, out_at + start - done
        source_to, out_to = source_at + stop - start, out_at + stop - start
        while i < len(earlier) and earlier[i][0][1] <= stop:
            source_to += earlier[i][1].len - len(earlier[i][1].to)
            i += 1
        while j < len(later) and later[j].at + later[j].len <= stop:
            out_to += len(later[j].to) - later[j].len
            j += 1
        was, now = first.source[source_at:source_to], out[out_at:out_to]
        if was != now:
            joined.edits.append(Edit(source_at, len(was), was, now, why))
        source_at, out_at, done = source_to, out_to, stop
    joined.uncertain = _sorted(_carried(first.uncertain, later, out) + second.uncertain)
    return joined


def _sorted(places: list[Uncertain]) -> list[Uncertain]:
    return sorted(places, key=lambda place: (place.at, place.len))


def _carried(places: Sequence[Uncertain], edits: Sequence[Edit], out: str) -> list[Uncertain]:
    """Uncertain places of an earlier stage, where they are after later edits."""
    spans = _spans(edits)
    stops = [edit.at + edit.len for edit in edits]
    carried = []
    for place in places:
        index = bisect_right(stops, place.at)
        moved = spans[index - 1][1] - stops[index - 1] if index else 0
        start, stop = place.at + moved, place.at + place.len + moved
        while index < len(edits) and edits[index].at < place.at + place.len:
            start = min(start, spans[index][0])
            stop = max(spans[index][1], place.at + place.len + spans[index][1] - stops[index])
            index += 1
        carried.append(replace(place, at=start, len=stop - start, to=out[start:stop]))
    return carried
