"""From bytes to lines of text with what the format itself says about them."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import docx

import huanyuan
from lianjian.apps.newsroom.rules.archive.pages import lines_of_page
from lianjian.apps.newsroom.rules.archive.sources import LARGEST_DOCUMENT, LARGEST_TEXT
from lianjian.apps.newsroom.rules.archive.unpacking import too_large
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.archive.sources import Source

MEDIA_TYPES = {
    "txt": "text/plain",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "item": "application/json",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A source as text, a line each for paragraphs, headings and captions. ``hints`` says what the format calls a line
    (by its number): title, heading or caption. ``cut`` are lines that were taken off as page furniture."""

    text: str
    encoding: str
    media_type: str
    hints: dict[int, str] = field(default_factory=dict)
    cut: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_source(source: Source) -> Reading:
    """The text of a source, not yet repaired. Raises Refused where there is none."""
    readers = {"txt": _plain, "html": _page, "docx": _document, "item": _item}
    if not source.data.strip():
        raise Refused(gettext_noop("The file is empty."))
    reading = readers[source.kind](source.data)
    if not any(character.isalnum() for character in reading.text):
        raise Refused(gettext_noop("There is no text in it."))
    return reading


def decoded(data: bytes) -> huanyuan.Decoded:
    """Bytes as text. Raises Refused where they are no text in any encoding that is known."""
    try:
        return huanyuan.decode(data)
    except huanyuan.Refused as no_text:
        raise Refused(
            gettext_noop("This is no text: it may be a picture, a program or a damaged file."),
            cure=gettext_noop("Open it where it was made and save it as text in UTF-8."),
        ) from no_text


def _plain(data: bytes) -> Reading:
    if len(data) > LARGEST_TEXT:
        raise too_large(LARGEST_TEXT)
    found = decoded(data)
    lines = [line.strip(" \t\u3000\ufeff") for line in found.text.splitlines()]
    return Reading("\n".join(line for line in lines if line), found.encoding, MEDIA_TYPES["txt"])


def _page(data: bytes) -> Reading:
    found = decoded(data)
    lines, cut = lines_of_page(found.text)
    hints = {number: kind for number, (kind, _) in enumerate(lines) if kind}
    return Reading(
        "\n".join(text for _, text in lines), found.encoding, MEDIA_TYPES["html"], hints, tuple(cut)
    )


def _document(data: bytes) -> Reading:
    broken = Refused(
        gettext_noop("This Word document is broken."),
        cure=gettext_noop("Open it in WPS or Word and save it again as docx."),
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(member.file_size for member in package.infolist()) > 4 * LARGEST_DOCUMENT:
                raise Refused(gettext_noop("It unfolds to far more than a story holds; it was not opened."))
        document = docx.Document(io.BytesIO(data))
        lines = list(_lines_of_document(document))
    except Refused:
        raise
    except Exception as failure:
        raise broken from failure
    hints = {number: kind for number, (kind, _) in enumerate(lines) if kind}
    pictures = len(document.inline_shapes)
    notes = ("pictures-left",) if pictures else ()
    return Reading("\n".join(text for _, text in lines), "utf-8", MEDIA_TYPES["docx"], hints, (), notes)


def _lines_of_document(document: Any) -> Any:
    for piece in document.iter_inner_content():
        if hasattr(piece, "rows"):
            for row in piece.rows:
                cells = [" ".join(cell.text.split()) for cell in row.cells]
                if any(cells):
                    yield "", "　".join(cells)
            continue
        style = (piece.style.name or "") if piece.style is not None else ""
        kind = ""
        if style in {"Title", "标题"}:
            kind = "title"
        elif style.startswith(("Heading", "标题")):
            kind = "heading"
        elif style in {"Caption", "题注"}:
            kind = "caption"
        for line in piece.text.splitlines():
            if line.strip():
                yield kind, line.strip(" \t\u3000")


def _item(data: bytes) -> Reading:
    wrong = Refused(
        gettext_noop("This line is no JSON object with “id” and “text”."),
        cure=gettext_noop('Write one object a line, as {"id": "1", "text": "…"}.'),
    )
    found = decoded(data)
    try:
        value = json.loads(found.text)
    except (ValueError, RecursionError) as failure:
        raise wrong from failure
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise wrong
    title = value.get("title") if isinstance(value.get("title"), str) else ""
    text = f"{title}\n{value['text']}" if title else value["text"]
    lines = [line.strip(" \t\u3000\ufeff") for line in text.splitlines()]
    hints = {0: "title"} if title and title.strip() else {}
    return Reading("\n".join(line for line in lines if line), found.encoding, MEDIA_TYPES["item"], hints)
