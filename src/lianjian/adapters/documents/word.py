"""Documents as .docx, for editing in WPS or Word: the measures of GB/T 9704-2012, its fonts by their usual names (an
office has them; where one is missing the editor takes another)."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import segno
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from lianjian.adapters.documents.pdf import date_words
from lianjian.kernel.documents import Heading, Items, Letter, PageBreak, Paragraph, SignatureFields, Table

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph as WordParagraph
    from docx.text.run import Run

    from lianjian.kernel.documents import Block, Document

BODY, HEI, KAI, TITLE, LATIN = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋_GBK", "Times New Roman"
FACES = {1: HEI, 2: KAI, 3: BODY, 4: BODY}
TEXT = 16  # points: 3号
PITCH = Pt(28.95)  # 22 lines in 225 mm
RED = RGBColor(0xD7, 0x00, 0x0F)
GREY = RGBColor(0x55, 0x55, 0x55)
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def docx_of(document: Document) -> bytes:
    """The document as a .docx file. Page numbers are fields; places for signatures are a table with empty cells."""
    word = docx.Document()
    _page(word)
    if document.masthead:
        for line in document.masthead.split("\n"):
            _centred(word, line, TITLE, 30, bold=True, colour=RED)
        _centred(word, document.number, BODY, TEXT)
        _rule(word)
    letters = any(isinstance(part, Letter) for part in document.blocks)
    for line in () if letters else document.title.split("\n"):
        _centred(word, line, TITLE, 22, bold=True)
    if document.number and not document.masthead:
        _centred(word, document.number, KAI, TEXT)
    if document.addressee:
        colon = "：" if document.language.startswith("zh") else ":"
        _write(word.add_paragraph(), document.addressee + colon, BODY, TEXT, indent=False)
    for part in document.blocks:
        _part(word, part, document.language)
    _end(word, document)
    word.core_properties.title = NOT_IN_XML.sub("", document.title)
    word.core_properties.author = NOT_IN_XML.sub("", document.author)
    word.core_properties.language = document.language
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _part(word: WordDocument, part: Block, language: str) -> None:
    match part:
        case Heading():
            _write(word.add_paragraph(), part.text, FACES[part.level], TEXT)
        case Paragraph():
            _paragraph(word, part)
        case Items():
            for place, line in enumerate(part.lines, start=1):
                _write(word.add_paragraph(), f"{place}．{line}" if part.numbered else line, BODY, TEXT)
        case Table():
            _table(word, part)
        case SignatureFields():
            _signatures(word, part)
        case PageBreak():
            word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case Letter():
            _letter(word, part, colon="：" if language.startswith("zh") else ":", language=language)


def _paragraph(word: WordDocument, part: Paragraph) -> None:
    size = 10 if part.small else TEXT
    for place, line in enumerate(line for line in part.text.split("\n") if line.strip()):
        paragraph = word.add_paragraph()
        if part.lead and place == 0:
            _run(paragraph, part.lead, HEI, size)
        run = _write(paragraph, line, BODY, size, indent=not part.small)
        if part.small:
            run.font.color.rgb = GREY


def _page(word: WordDocument) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28 - 5)
    word.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
    normal = word.styles["Normal"]
    normal.font.name = LATIN
    normal.font.size = Pt(16)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY)


def _page_number(paragraph: WordParagraph, side: WD_ALIGN_PARAGRAPH) -> None:
    paragraph.alignment = side
    _run(paragraph, "— ", "宋体", 14)
    field = _run(paragraph, "", "宋体", 14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        field._r.append(_mark(kind, text))  # noqa: SLF001 - the library has no fields; this is its documented way in
    _run(paragraph, " —", "宋体", 14)


def _mark(kind: str, text: str) -> BaseOxmlElement:
    if text:
        element = OxmlElement("w:instrText")
        element.text = text
        return element
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def _centred(
    word: WordDocument,
    text: str,
    face: str,
    size: float,
    *,
    bold: bool = False,
    colour: RGBColor | None = None,
) -> None:
    if not text:
        return
    paragraph = word.add_paragraph()
    run = _write(paragraph, text, face, size, indent=False)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = Pt(size * 1.5) if size > TEXT else PITCH
    run.font.bold = bold
    if colour is not None:
        run.font.color.rgb = colour


def _rule(word: WordDocument) -> None:
    """A red line across the type area."""
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_after = PITCH
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "1"), ("color", "D7000F")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - borders of paragraphs are not in the library


def _write(paragraph: WordParagraph, text: str, face: str, size: float, *, indent: bool = True) -> Run:
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = PITCH if size == TEXT else Pt(size * 1.6)
    if indent:
        form.first_line_indent = Pt(2 * size)
    return _run(paragraph, text, face, size)


def _run(paragraph: WordParagraph, text: str, face: str, size: float) -> Run:
    run = paragraph.add_run(NOT_IN_XML.sub("", text))
    run.font.name = LATIN
    run.font.size = Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)  # noqa: SLF001 - only latin names are in it
    return run


def _table(word: WordDocument, part: Table) -> None:
    if part.title:
        _centred(word, part.title, HEI, 14)
    table = word.add_table(rows=1, cols=len(part.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    shares = part.widths or (1,) * len(part.columns)
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(156 * share / sum(shares))
    for cell, title in zip(table.rows[0].cells, part.columns, strict=True):
        _write(cell.paragraphs[0], title, HEI, 11, indent=False)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    head = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(head)  # noqa: SLF001 - repeats the head; not in the library
    for row in part.rows:
        cells = table.add_row().cells
        for place, words in enumerate(row):
            _write(cells[place].paragraphs[0], words, BODY, 11, indent=False)
            if place in part.numbers:
                cells[place].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    word.add_paragraph()


def _signatures(word: WordDocument, part: SignatureFields) -> None:
    word.add_paragraph()
    table = word.add_table(rows=0, cols=2)
    for place in range(0, len(part.fields), 2):
        cells = table.add_row().cells
        for cell, field in zip(cells, part.fields[place : place + 2], strict=False):
            lines = (
                field.party,
                "",
                "（签名、盖章处）",
                "",
                f"签署人：{field.signatory}",
                "日期：　　年　　月　　日",
                "",
            )
            for number, line in enumerate(lines):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                _write(paragraph, line, BODY, 14, indent=False)


def _letter(word: WordDocument, part: Letter, *, colon: str, language: str) -> None:
    if part.address:
        _write(word.add_paragraph(), part.address, BODY, 11, indent=False)
    _centred(word, part.title, TITLE, 22, bold=True)
    _write(word.add_paragraph(), part.addressee + colon, BODY, TEXT, indent=False)
    _paragraph(word, Paragraph(part.text))
    code = BytesIO()
    segno.make(part.link, error="m", micro=False).save(code, kind="png", scale=8, border=0)
    code.seek(0)
    word.add_paragraph().add_run().add_picture(code, width=Mm(36))
    for line in filter(None, (part.beside, part.link)):
        _write(word.add_paragraph(), line, BODY, 11, indent=False)
    for line in filter(None, (part.signed, date_words(part.dated, language) if part.dated else "")):
        paragraph = word.add_paragraph()
        _write(paragraph, line, BODY, TEXT, indent=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _end(word: WordDocument, document: Document) -> None:
    if document.note:
        _write(word.add_paragraph(), f"（{document.note}）", BODY, TEXT)
    dated = (date_words(document.dated, document.language),) if document.dated else ()
    if document.signed or dated:
        word.add_paragraph()
    for line in (*document.signed, *dated):
        paragraph = word.add_paragraph()
        _write(paragraph, line, BODY, TEXT, indent=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(4 * TEXT)
    if document.copies:
        _write(word.add_paragraph(), f"抄送：{document.copies}", BODY, 14, indent=False)
    if document.issued:
        issued = f"{document.issued}　　{dated[0]}印发" if dated else document.issued
        _write(word.add_paragraph(), issued, BODY, 14, indent=False)
    for line in (document.mark, document.link):
        if line:
            run = _write(word.add_paragraph(), line, BODY, 8, indent=False)
            run.font.color.rgb = GREY
