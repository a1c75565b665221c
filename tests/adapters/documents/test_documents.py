"""Documents as PDF and .docx, read back by other programs than those that wrote them (poppler, python-docx)."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from fontTools.ttLib import TTFont

import lianjian.apps.parties
from lianjian.adapters.documents import pdf, word
from lianjian.kernel.documents import (
    Document,
    Heading,
    Items,
    Letter,
    PageBreak,
    Paragraph,
    SignatureField,
    SignatureFields,
    Table,
)

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

MOMENT = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
FONTS = Path(pdf.__file__).parent / "fonts"


def _poppler(program: str, content: bytes, tmp_path: Path, *arguments: str) -> str:
    if shutil.which(program) is None:
        pytest.skip(f"{program} (Debian's poppler-utils) is not installed")
    file = tmp_path / "document.pdf"
    file.write_bytes(content)
    command = [program, *arguments, str(file), *(["-"] if program == "pdftotext" else [])]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _agreement(**changes: object) -> Document:
    values: dict[str, object] = {
        "title": "共联共建协议",
        "number": "莆共建〔2026〕8号",
        "blocks": (
            Heading("一、总则"),
            Paragraph("墘头村、垵里村、岞山村、漈下村共建。"),
            Heading("（一）分工", 2),
            Items(("修路", "修渠"), numbered=True),
            Table(("事项", "数量"), (("水渠", "1,200"), ("道路", "未知")), numbers=frozenset({1})),
            SignatureFields(
                (SignatureField("party-1", "墘头村民委员会", "林某"), SignatureField("party-2", "协会"))
            ),
        ),
        "signed": ("墘头村民委员会",),
        "dated": date(2026, 1, 8),
    }
    return Document(**{**values, **changes})  # type: ignore[arg-type]


def test_every_word_is_printed_in_our_fonts(tmp_path: Path) -> None:
    """All parts are there, in fonts that are embedded; no other font slips in unnoticed."""
    content = pdf.pdf_of(
        _agreement(masthead="莆田市共建协会文件", addressee="各村", copies="各单位。", issued="秘书处")
    )
    text = _poppler("pdftotext", content, tmp_path).replace("\n", "").replace(" ", "")
    for words in ("莆田市共建协会文件", "莆共建〔2026〕8号", "各村：", "墘头村、垵里村、岞山村、漈下村共建。", "1．修路",
                  "1,200", "签署人：林某", "2026年1月8日", "抄送：各单位。", "2026年1月8日印发"):  # fmt: skip
        assert words in text
    fonts = _poppler("pdffonts", content, tmp_path).splitlines()[2:]
    assert fonts
    assert all("+Lianjian" in line for line in fonts)


def test_it_has_the_measures_of_the_standard(tmp_path: Path) -> None:
    """A4 and 22 lines of 28 characters on a full page (GB/T 9704-2012, 5.2)."""
    content = pdf.pdf_of(
        _agreement(title="题", number="", signed=(), dated=None, blocks=(Paragraph("田" * 28 * 50),))
    )
    assert "595.276 x 841.89 pts (A4)" in _poppler("pdfinfo", content, tmp_path)
    second = _poppler("pdftotext", content, tmp_path, "-f", "2", "-l", "2", "-layout")
    lines = [line.strip() for line in second.splitlines() if "田" in line]
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


@pytest.mark.parametrize(
    "words",
    [
        '#read("/etc/passwd")',
        "$x^2$",
        "*粗* _斜_ `码`",
        "@标签 <标签>",
        "// 注 /* 注 */",
        "\\u{41}",
        "= 题",
        "{{ x }}",
    ],
)
def test_what_people_write_is_never_markup(words: str, tmp_path: Path) -> None:
    """Signs that mean something to the typesetter are printed as they are, in every part."""
    document = _agreement(
        title=words,
        number="",
        blocks=(Paragraph(words, lead=words), Items((words,)), Table((words,), ((words,),))),
    )
    content = pdf.pdf_of(document)
    printed = _poppler("pdftotext", content, tmp_path).replace("\n", "").replace(" ", "")
    assert printed.count(words.replace(" ", "")) >= 4


@pytest.mark.parametrize("sign", ["😀", "\U00020000", "\U0010ffff", "\ue000", "\ud800"])
def test_a_sign_that_no_font_has_is_marked(sign: str, tmp_path: Path) -> None:
    """An emoji or a character of a private area does not stop a document; whoever prints it can say which are missing."""
    document = _agreement(title=f"甲{sign}乙", blocks=(Paragraph(f"丙\u200d{sign}丁\x00"),))
    printed = _poppler("pdftotext", pdf.pdf_of(document), tmp_path)
    assert "甲〓乙" in printed
    assert "丙〓丁" in printed
    assert pdf.unprintable(document.title) == (sign,)
    assert pdf.unprintable("墘〓a\n") == ()


def test_the_same_document_gives_the_same_bytes() -> None:
    """What is printed again is not another file."""
    assert pdf.pdf_of(_agreement(), now=MOMENT) == pdf.pdf_of(_agreement(), now=MOMENT)
    assert pdf.pdf_of(_agreement(), now=MOMENT) != pdf.pdf_of(_agreement(title="另一份"), now=MOMENT)


def test_places_for_signatures_lie_on_the_page_they_are_on() -> None:
    """Eleven parties: each has a place of its own, none reaches over the edge of the type area, none over another."""
    fields = tuple(SignatureField(f"party-{n}", f"第{n}村民委员会" * (1 + n % 3)) for n in range(11))
    rendered = pdf.render(_agreement(blocks=(Paragraph("文" * 400), SignatureFields(fields), PageBreak())))
    assert set(rendered.places) == {field.name for field in fields}
    taken = list(rendered.places.values())
    for place in taken:
        assert place.page >= 1
        assert 28 * 72 / 25.4 - 1 <= place.left < place.right <= (210 - 20) * 72 / 25.4
        assert 35 * 72 / 25.4 - 1 <= place.bottom < place.top <= (297 - 37) * 72 / 25.4 + 1
    for a in taken:
        others = [b for b in taken if b is not a and b.page == a.page]
        assert not [
            b
            for b in others
            if a.left < b.right and b.left < a.right and a.bottom < b.top and b.bottom < a.top
        ]


def test_every_name_of_a_place_can_be_printed() -> None:
    """No character in the names of the province's 17,498 villages and what lies above them is missing in any face."""
    data = Path(lianjian.apps.parties.__file__).parent / "data" / "divisions_fujian.csv.gz"
    signs = set(gzip.decompress(data.read_bytes()).decode()) - {"\n", "\r"}
    for name in ("LianjianSong-Regular.otf", "LianjianSong-Bold.otf", "LianjianHei-Regular.otf"):
        with TTFont(FONTS / name, lazy=True) as font:
            assert {sign for sign in signs if ord(sign) not in font.getBestCmap()} == set()


def test_own_fonts_are_taken_from_the_home(tmp_path: Path, settings: SettingsWrapper) -> None:
    """A font with the usual name of a 仿宋, laid into the home, sets the text; the others stay."""
    settings.HOME = tmp_path
    (tmp_path / "fonts").mkdir()
    with TTFont(FONTS / "LianjianKai-Regular.ttf") as font:
        for record in font["name"].names:
            if record.nameID in {1, 4, 6}:
                record.string = "FangSong"
        font.save(str(tmp_path / "fonts" / "own.ttf"))
    fonts = _poppler("pdffonts", pdf.pdf_of(_agreement()), tmp_path)
    assert "FangSong" in fonts
    assert "LianjianHei" in fonts


def test_word_reads_the_same_words() -> None:
    """The editable form has all words, the head that repeats, and the standard's margins in millimetres."""
    document = _agreement(masthead="莆田市共建协会文件", note="此件公开", link="https://example.org/x")
    read = docx.Document(BytesIO(word.docx_of(document)))
    text = "\n".join(paragraph.text for paragraph in read.paragraphs)
    for words in (
        "莆田市共建协会文件",
        "共联共建协议",
        "一、总则",
        "1．修路",
        "（此件公开）",
        "2026年1月8日",
    ):
        assert words in text
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    assert {"水渠", "1,200", "未知"} <= set(cells)
    assert any("墘头村民委员会" in cell and "签署人：林某" in cell for cell in cells)
    section = read.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins if margin] == [37, 35, 28, 26]


def test_signs_that_xml_has_not_are_left_out_of_word() -> None:
    """A control character in old words does not stop the document."""
    read = docx.Document(BytesIO(word.docx_of(_agreement(title="甲\x00乙", blocks=(Paragraph("丙\x0b丁"),)))))
    assert {"甲乙", "丙丁"} <= {paragraph.text for paragraph in read.paragraphs}


def test_an_english_document_is_english(tmp_path: Path) -> None:
    """Dates and the words of the form follow the document's language, not the reader's."""
    content = pdf.pdf_of(_agreement(title="Report", language="en", masthead="", addressee="All villages"))
    text = _poppler("pdftotext", content, tmp_path)
    assert "All villages:" in text
    assert "8 January 2026" in text
    assert "Signed by:" in text


def _letters(count: int) -> Document:
    return Document(
        title="邀请函",
        blocks=tuple(
            Letter(
                title="邀请函",
                addressee=f"墘头村第{n}组　林阿妹",
                text="诚邀贵单位响应“共联共建倡议”。",
                link=f"https://example.cn/calls/together/invited/{n}.{'aB3_' * 12}:{'x' * 43}/",
                beside="此码仅供本单位使用。",
                address="莆田市涵江区新县镇张洋村 1 号" if n % 2 else "",
                signed="促进会",
                dated=date(2026, 11, 2),
            )
            for n in range(1, count + 1)
        ),
    )


def test_letters_stand_one_to_a_page_with_their_own_code(tmp_path: Path) -> None:
    """Three letters are three pages without numbers; each page has its own addressee and its own link, which is whole."""
    document = _letters(3)
    pages = _poppler("pdftotext", pdf.pdf_of(document, now=MOMENT), tmp_path, "-layout").split("\f")
    assert len([page for page in pages if page.strip()]) == 3
    for n, page in enumerate(pages[:3], start=1):
        flat = "".join(page.split()).replace("\u200b", "")
        assert f"墘头村第{n}组" in flat
        assert f"invited/{n}.{'aB3_' * 12}:{'x' * 43}/" in flat
        assert "2026年11月2日" in flat
        assert f"—{n}—" not in flat
        assert (flat.count("张洋村") == 1) == bool(n % 2)
    assert _poppler("pdfinfo", pdf.pdf_of(_letters(1), now=MOMENT), tmp_path).count("Pages:           1") == 1


def test_letters_can_be_edited(tmp_path: Path) -> None:
    """The same letters as .docx: the words, and a picture of the code each."""
    read = docx.Document(BytesIO(word.docx_of(_letters(2))))
    words = "\n".join(paragraph.text for paragraph in read.paragraphs)
    assert words.count("诚邀贵单位") == 2
    assert len(read.inline_shapes) == 2
