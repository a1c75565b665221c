"""A Word document (docx, ECMA-376) as lines.

Read from its parts rather than through python-docx: that holds all pictures in memory, refuses the strict form that WPS may
write, and hands on neither text boxes nor footnotes. Only the parts that hold text are unpacked, each measured while it unfolds.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from lianjian.apps.newsroom.rules.archive.document_numbers import Numbering, local, value_of
from lianjian.apps.newsroom.rules.archive.lines import Line, lines_of_text
from lianjian.apps.newsroom.rules.archive.sources import MEGABYTE
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_OF_A_PART = 24 * MEGABYTE
"""A part unfolded: a book of a million characters has ten."""

STEEPEST = 250
MOST_MEMBERS = 5000
DEEPEST = 200
"""Elements in each other; Word nests text boxes and tables a dozen deep."""

_NOT_TEXT = frozenset(
    [
        "del",
        "moveFrom",
        "Fallback",
        "rt",
        "pPrChange",
        "rPrChange",
        "instrText",
        "delText",
        "commentReference",
    ]
)
"""What was deleted or moved away, the second copy of drawings, readings over characters, codes of fields."""

_TITLES = frozenset(["title", "标题", "文章标题"])
_HEADING = re.compile(r"^(?:heading|标题|toc heading)\s*\d?", re.IGNORECASE)
_CAPTIONS = frozenset(["caption", "题注", "图注", "图片说明"])
PICTURES_LEFT = "pictures-left"
FOOTNOTES = "footnotes"


_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, etree.XMLSyntaxError, EOFError, OSError, NotImplementedError,
    RuntimeError, ValueError, KeyError, OverflowError,
)  # fmt: skip
"""All that zipfile and lxml raise over damaged packages."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """The lines of a document and notes on what it holds besides: pictures, footnotes at the end."""

    lines: list[Line]
    notes: tuple[str, ...]


def is_document(names: frozenset[str]) -> bool:
    """Whether a zip archive with these names is a Word document."""
    return "word/document.xml" in names or (
        "[Content_Types].xml" in names and "word/_rels/document.xml.rels" in names
    )


def read_document(data: bytes) -> ReadDocument:
    """The text as its reader sees it: insertions in, deletions out. Raises Refused where it cannot be read."""
    broken = Refused(
        gettext_noop("This Word document is broken."),
        cure=gettext_noop("Open it in WPS or Word and save it again as docx."),
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if len(package.infolist()) > MOST_MEMBERS:
                raise broken
            story = _part(package, "word/document.xml")
            if story is None:
                raise broken
            styles = _styles(_part(package, "word/styles.xml"))
            numbering = Numbering(_part(package, "word/numbering.xml"))
            notes = _part(package, "word/footnotes.xml")
    except _DAMAGE as failure:
        raise broken from failure
    lines = list(_Reader(styles, numbering).lines(story))
    said: list[str] = []
    if any(local(element) in {"pict", "drawing"} and _holds_picture(element) for element in story.iter()):
        said.append(PICTURES_LEFT)
    if notes is not None and (below := list(_Reader(styles, Numbering(None)).lines(notes))):
        lines += [Line(line.text) for line in below]
        said.append(FOOTNOTES)
    return ReadDocument(lines, tuple(said))


def _part(package: zipfile.ZipFile, name: str) -> etree._Element | None:
    try:
        member = package.getinfo(name)
    except KeyError:
        return None
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise NotImplementedError(name)
    limit = min(MOST_OF_A_PART, max(member.compress_size * STEEPEST, MEGABYTE))
    with package.open(member) as inside:
        data = inside.read(limit + 1)
    if len(data) > limit:
        raise Refused(gettext_noop("It unfolds to far more than a story holds; it was not opened."))
    if b"<!DOCTYPE" in data[:MEGABYTE] or b"<!ENTITY" in data[:MEGABYTE] or b"\0" in data[:64]:
        raise ValueError("Office writes neither entities nor UTF-16")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)


def _styles(part: etree._Element | None) -> dict[str, str]:
    """Names of paragraph styles by their ids; WPS numbers the ids."""
    found: dict[str, str] = {}
    for style in part if part is not None else ():
        if local(style) == "style":
            name = next((value_of(child) for child in style if local(child) == "name"), "")
            found[value_of(style, "styleId")] = name
    return found


def _holds_picture(element: etree._Element) -> bool:
    return any(local(inner) in {"blip", "imagedata"} for inner in element.iter())


class _Reader:
    """Walks one part; text boxes stand after the paragraph that anchors them."""

    def __init__(self, styles: dict[str, str], numbering: Numbering) -> None:
        self.styles = styles
        self.numbering = numbering

    def lines(self, root: etree._Element, depth: int = 0) -> Iterator[Line]:
        """Lines of the paragraphs and tables below ``root``."""
        for child in root:
            name = local(child)
            if name in _NOT_TEXT or depth > DEEPEST:
                continue
            if name == "p":
                yield from self._paragraph(child, depth)
            elif name == "tbl":
                yield from self._table(child, depth)
            elif name in {"footnote", "endnote"} and value_of(child, "type"):
                continue  # the line above the notes
            else:
                yield from self.lines(child, depth + 1)

    def _paragraph(self, paragraph: etree._Element, depth: int) -> Iterator[Line]:
        style, number = self._properties(paragraph)
        boxes: list[etree._Element] = []
        text = "".join(self._words(paragraph, boxes, 0))
        if text.strip():
            kind = _kind(style)
            label = self.numbering.label(number)
            for at, line in enumerate(lines_of_text(text)):
                yield Line(f"{label}{line}" if at == 0 else line, kind)
        for box in boxes:
            yield from self.lines(box, depth + 1)

    def _properties(self, paragraph: etree._Element) -> tuple[str, tuple[str, int] | None]:
        style, number, level = "", None, 0
        for properties in paragraph:
            if local(properties) != "pPr":
                continue
            for element in properties:
                if local(element) == "pStyle":
                    style = self.styles.get(value_of(element), value_of(element))
                elif local(element) == "numPr":
                    for inner in element:
                        if local(inner) == "numId":
                            number = value_of(inner)
                        elif local(inner) == "ilvl" and value_of(inner).isdigit():
                            level = int(value_of(inner)[:2])
        return style, (number, level) if number else None

    def _words(self, element: etree._Element, boxes: list[etree._Element], depth: int) -> Iterator[str]:
        """Text of the runs below ``element``; text boxes are put aside."""
        if depth > DEEPEST:
            return
        for child in element:
            name = local(child)
            if name == "t":
                yield child.text or ""
            elif name in {"br", "cr"}:
                yield "\n"
            elif name in {"tab", "ptab"}:
                yield " "
            elif name == "noBreakHyphen":
                yield "-"
            elif name == "txbxContent":
                boxes.append(child)
            elif name in _NOT_TEXT or name == "pPr" or (name == "r" and _is_hidden(child)):
                continue
            else:
                yield from self._words(child, boxes, depth + 1)

    def _table(self, table: etree._Element, depth: int) -> Iterator[Line]:
        """A line a row. Tables that hold a page of text in one cell are layout: their paragraphs stay paragraphs."""
        rows = [row for row in _below(table, "tr") if not _is_deleted(row)]
        cells = [[list(self.lines(cell, depth + 1)) for cell in _below(row, "tc")] for row in rows]
        for row in cells:
            filled = [cell for cell in row if cell]
            if len(filled) == 1:
                yield from filled[0]
            elif filled:
                told = [" ".join(line.text for line in cell) for cell in row]
                yield Line("　".join(told).strip("　"), "row")


def _below(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children called ``name``, content controls and custom marks looked through."""
    for child in element:
        if local(child) == name:
            yield child
        elif local(child) in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _below(child, name)


def _is_deleted(row: etree._Element) -> bool:
    return any(
        local(inner) == "del" for properties in row if local(properties) == "trPr" for inner in properties
    )


def _is_hidden(run: etree._Element) -> bool:
    return any(
        local(mark) == "vanish" and value_of(mark) not in {"0", "false", "off"}
        for properties in run
        if local(properties) == "rPr"
        for mark in properties
    )


def _kind(style: str) -> str:
    name = style.strip().lower()
    if name in _TITLES:
        return "title"
    if name in _CAPTIONS:
        return "caption"
    return "heading" if _HEADING.match(name) else ""
