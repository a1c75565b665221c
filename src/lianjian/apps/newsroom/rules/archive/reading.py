"""From bytes to lines of text with what the format itself says about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.decoding import decoded
from lianjian.apps.newsroom.rules.archive.documents import read_document
from lianjian.apps.newsroom.rules.archive.furniture import WHY_COUNTED, without_furniture
from lianjian.apps.newsroom.rules.archive.items import read_item
from lianjian.apps.newsroom.rules.archive.lines import Line, joined, lines_of_text, without_entities
from lianjian.apps.newsroom.rules.archive.mhtml import page_of
from lianjian.apps.newsroom.rules.archive.page_says import about_line
from lianjian.apps.newsroom.rules.archive.pages import lines_of_markup, read_page
from lianjian.apps.newsroom.rules.archive.sources import LARGEST_DOCUMENT, LARGEST_LINE, LARGEST_TEXT
from lianjian.apps.newsroom.rules.archive.tidying import MOST_TAGS
from lianjian.apps.newsroom.rules.archive.unpacking import too_large
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian.apps.newsroom.rules.archive.lines import Cut
    from lianjian.apps.newsroom.rules.archive.sources import Source

MEDIA_TYPES = {
    "txt": "text/plain",
    "html": "text/html",
    "mhtml": "multipart/related",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "item": "application/json",
}
_LARGEST = {"txt": LARGEST_TEXT, "html": LARGEST_TEXT, "item": LARGEST_LINE}


_MARKED = re.compile(r"</(?:p|div|span|font|strong|td)>|<br\s*/?>", re.IGNORECASE)
_END = re.compile("\r\n|[\r\n]")
_LOOKED_AT = 20_000
"""Characters of a text in which tags are looked for; two show that it was cut out of a page."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A source as text, a line each for paragraphs, headings and captions.

    ``hints`` says what the format calls a line (by its number): title, heading or caption. ``cuts`` are the words that were
    taken off, each with its reason. ``says`` is what stood beside the text, in the file's own fields: title, subtitle,
    published (an ISO day), source, author, site, url; hints, not facts. ``notes`` are marks for whoever looks at the item.
    """

    text: str
    encoding: str
    media_type: str
    hints: dict[int, str] = field(default_factory=dict)
    cuts: tuple[Cut, ...] = ()
    notes: tuple[str, ...] = ()
    says: dict[str, str] = field(default_factory=dict)


def read_source(source: Source) -> Reading:
    """The text of a source, not yet repaired. Raises Refused where there is none, and nothing else whatever the bytes are."""
    if not source.data.strip():
        raise Refused(gettext_noop("The file is empty."))
    limit = _LARGEST.get(source.kind, LARGEST_DOCUMENT)
    if len(source.data) > limit:
        raise too_large(limit)
    readers = {"txt": _plain, "html": _page, "mhtml": _saved_page, "docx": _document, "item": _item}
    reading = readers[source.kind](source.data)
    if not any(character.isalnum() for character in reading.text):
        raise Refused(gettext_noop("There is no text in it."))
    return reading


def _plain(data: bytes) -> Reading:
    found, notes = decoded(data)
    return _reading("txt", found.encoding, _lines_of(found.text), notes=notes, says={})


def _lines_of(text: str) -> list[Line]:
    """The lines of a text; one that was cut out of a page or a database still has their tags and names of characters."""
    if len(_MARKED.findall(text[:_LOOKED_AT])) > 1 and text.count("<") + text.count("\n") < MOST_TAGS:
        return lines_of_markup(_END.sub("<br>", text))
    return [Line(line) for line in lines_of_text(without_entities(text))]


def _page(data: bytes) -> Reading:
    found, notes = decoded(data)
    page = read_page(found.text)
    text, hints = joined(page.lines)
    return Reading(text, found.encoding, MEDIA_TYPES["html"], hints, tuple(page.cuts), notes, page.says)


def _saved_page(data: bytes) -> Reading:
    inside, address = page_of(data)
    if len(inside) > LARGEST_TEXT:
        raise too_large(LARGEST_TEXT)
    reading = _page(inside)
    says = {**reading.says, "url": address} if address else reading.says
    return Reading(
        reading.text, reading.encoding, MEDIA_TYPES["mhtml"], reading.hints, reading.cuts, reading.notes, says
    )


def _document(data: bytes) -> Reading:
    document = read_document(data)
    return _reading("docx", "utf-8", document.lines, notes=document.notes, says={})


def _item(data: bytes) -> Reading:
    found, notes = decoded(data)
    lines, says = read_item(found.text)
    return _reading("item", found.encoding, lines, notes=notes, says=says)


def _reading(
    kind: str, encoding: str, lines: Sequence[Line], *, notes: tuple[str, ...], says: dict[str, str]
) -> Reading:
    """Lines without furniture; what a line cut off said of day, source and author is kept as what the file says."""
    kept, cuts = without_furniture(lines)
    for cut in cuts:
        if cut.why == WHY_COUNTED:
            says = {**about_line(cut.line), **says}
    text, hints = joined(kept)
    return Reading(text, encoding, MEDIA_TYPES[kind], hints, tuple(cuts), notes, says)
