"""JSON files that are no lines: an array of objects, or one object that is a story itself or holds the array.

Exports of databases wrap their rows (``{"RECORDS": [{…}]}``, ``{"data": {"list": [{…}]}}``); each row is an item.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from lianjian.apps.newsroom.rules.archive.decoding import decoded
from lianjian.apps.newsroom.rules.archive.items import no_item, tells_a_story
from lianjian.apps.newsroom.rules.archive.sources import Source, TurnedAway
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK = re.compile(r"[\s\ufeff]*")
_BETWEEN = re.compile(r"\s*,?\s*")
_WRAPPED = re.compile(r'"[^"\n]{1,40}"\s*:\s*\[\s*(?=\{)')
"""Where the rows begin in an object that holds them."""

_LARGEST_HEAD = 4096


def read_whole(name: str, data: bytes, most: int) -> Iterator[Source | TurnedAway]:
    """The items of a file, numbered from one, each with its words as they stand in the file; at most ``most``."""
    try:
        text = decoded(data)[0].text
    except Refused as no_text:
        yield TurnedAway(name, no_text)
        return
    begin = _past(_BLANK, text, 0)
    if text[begin : begin + 1] == "[":
        yield from _rows(name, text, begin + 1, most)
        return
    value, end = _first(text, begin)
    alone = value is not None and _past(_BLANK, text, end) == len(text)
    if alone and not tells_a_story(value) and (rows := _WRAPPED.search(text, begin, begin + _LARGEST_HEAD)):
        yield from _rows(name, text, rows.end(), most)
    elif alone:
        yield Source(name, "item", text[begin:end].encode("utf-8", "surrogatepass"))
    else:
        yield from _rows(name, text, begin, most)


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    """The place after what ``pattern`` matches at ``at``."""
    found = pattern.match(text, at)
    return found.end() if found else at


def _first(text: str, at: int) -> tuple[Any, int]:
    try:
        return json.JSONDecoder().raw_decode(text, at)
    except (ValueError, RecursionError):
        return None, at


def _rows(name: str, text: str, at: int, most: int) -> Iterator[Source | TurnedAway]:
    decoder = json.JSONDecoder()
    number = 0
    while True:
        at = _past(_BETWEEN, text, at)
        if at >= len(text) or text[at] == "]":
            break
        number += 1
        if number > most:
            yield TurnedAway(
                name, Refused(gettext_noop("The file holds more than %(most)d lines."), most=most)
            )
            return
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            yield TurnedAway(f"{name}:{number}", no_item() if number == 1 else _broken())
            return
        yield Source(f"{name}:{number}", "item", text[at:end].encode("utf-8", "surrogatepass"))
        at = end
    if not number:
        yield TurnedAway(name, Refused(gettext_noop("There is no text in it.")))


def _broken() -> Refused:
    return Refused(
        gettext_noop("From here on the file is no JSON."),
        cure=gettext_noop("Export it again; what stands before this place was read."),
    )
