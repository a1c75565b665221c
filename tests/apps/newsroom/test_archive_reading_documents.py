"""Word documents as their reader sees them, and packages that are none."""

from __future__ import annotations

import io
import zipfile

import pytest

from lianjian.apps.newsroom.rules.archive.reading import read_source
from lianjian.apps.newsroom.rules.archive.sources import Source
from lianjian.kernel.refusals import Refused

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def packed(body: str, *, namespace: str = WORD, **parts: str) -> bytes:
    """A package with a body and further parts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        inner = {"document": f"<w:body>{body}</w:body>", **parts}
        for name, xml in inner.items():
            package.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{namespace}">{xml}</w:{name}>')
    return out.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def lines(data: bytes) -> list[str]:
    return read_source(Source("a.docx", "docx", data)).text.split("\n")


@pytest.mark.parametrize("namespace", [WORD, STRICT], ids=["usual", "strict"])
def test_styles_lists_and_tables_are_read(namespace: str) -> None:
    """Title, heading and caption by their names, numbers that Word only draws, a row a line."""
    styles = "".join(
        f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (("1", "Title"), ("2", "heading 1"), ("3", "caption"))
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="4"><w:abstractNumId w:val="7"/></w:num>'
    )
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="4"/></w:numPr>'
    row = "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in ("学员", "三十人")) + "</w:tr>"
    data = packed(
        paragraph("夜校开课", '<w:pStyle w:val="1"/>')
        + paragraph("缘起", '<w:pStyle w:val="2"/>')
        + paragraph("先学记账", numbered)
        + paragraph("再学发货", numbered)
        + f"<w:tbl>{row}</w:tbl>"
        + paragraph("夜校一角", '<w:pStyle w:val="3"/>'),
        namespace=namespace,
        styles=styles,
        numbering=numbering,
    )
    reading = read_source(Source("a.docx", "docx", data))
    assert reading.text.split("\n") == [
        "夜校开课",
        "缘起",
        "一、先学记账",
        "二、再学发货",
        "学员　三十人",
        "夜校一角",
    ]
    assert reading.hints == {0: "title", 1: "heading", 4: "row", 5: "caption"}


def test_changes_are_taken_as_made() -> None:
    """Insertions in, deletions, hidden words, field codes and readings over characters out; text boxes once, footnotes last."""
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        f"<w:p>{run.format('村里')}<w:ins>{run.format('新')}</w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run.format('搬走')}</w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
        f"<w:r><w:instrText>PAGE</w:instrText></w:r><w:ruby><w:rt>{run.format('bàn')}</w:rt><w:rubyBase>{run.format('办')}</w:rubyBase></w:ruby>"
        f"{run.format('夜校。')}<w:r><w:AlternateContent><w:Choice><w:txbxContent>{paragraph('框里的话。')}</w:txbxContent></w:Choice>"
        f"<w:Fallback><w:txbxContent>{paragraph('框里的话。')}</w:txbxContent></w:Fallback></w:AlternateContent></w:r></w:p>"
    )
    notes = f'<w:footnote w:type="separator">{paragraph("线")}</w:footnote><w:footnote>{paragraph("脚注的话。")}</w:footnote>'
    assert lines(packed(body, footnotes=notes)) == ["村里新办夜校。", "框里的话。", "脚注的话。"]


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ('<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>', "broken"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "broken"),
        ("<a>" * 5000, "broken"),
        ("<a/>" + " " * 8_000_000, "unfolds"),
        ("no xml", "broken"),
    ],
    ids=["entities", "outside", "deep", "bomb", "none"],
)
def test_hostile_packages_are_refused(xml: str, said: str) -> None:
    """Entities are never resolved, and a part is measured while it unfolds."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", xml)
    with pytest.raises(Refused, match=said):
        read_source(Source("a.docx", "docx", out.getvalue()))
