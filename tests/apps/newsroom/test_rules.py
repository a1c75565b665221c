"""The newsroom's rules: what may go public, house style, proofs, pictures."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lianjian.apps.newsroom.rules.archive.corrections import find_again
from lianjian.apps.newsroom.rules.archive.house_style import in_house_style
from lianjian.apps.newsroom.rules.archive.proof import Doubt, rows_of_proof
from lianjian.apps.newsroom.rules.drafts import manuscript_sha256
from lianjian.apps.newsroom.rules.pictures import clean_picture
from lianjian.kernel.refusals import Refused


@given(
    st.text(st.sampled_from("乡村ab1 \n"), max_size=12), st.text(st.sampled_from("乡村ab1 \n"), max_size=12)
)
def test_texts_are_the_same_exactly_where_they_read_the_same(one: str, other: str) -> None:
    """Blanks at the ends and the kind of line end do not count; everything else does."""
    first = manuscript_sha256({"title": "t"}, [["paragraph", one]])
    assert first == manuscript_sha256({"title": "t"}, [["paragraph", f" {one}\r\n".replace("\n", "\n")]])
    same = one.strip() == other.strip()
    assert (first == manuscript_sha256({"title": "t"}, [["paragraph", other]])) == same


@given(st.text(st.sampled_from("乡村,;:!?()<>“”《》12 ab.\n/"), max_size=40))
def test_house_style_keeps_every_place(text: str) -> None:
    """One character becomes one character, words and figures stay, and doing it twice changes nothing more."""
    styled = in_house_style(text)
    assert len(styled) == len(text)
    marks = set(",;:!?()<>")
    assert all(before == after for before, after in zip(text, styled, strict=True) if before not in marks)
    assert in_house_style(styled) == styled


@pytest.mark.parametrize(
    ("text", "styled"),
    [
        ("他说:“好!”(记者 王五)", "他说：“好！”（记者 王五）"),
        ("在12:30开会,共1,000人", "在12:30开会，共1,000人"),
        ("《关于<党建引领>的倡议书》", "《关于〈党建引领〉的倡议书》"),
        ("“1+1+1>3”效应", "“1+1+1>3”效应"),
        ("Hello, world (really)!", "Hello, world (really)!"),
    ],
)
def test_house_style_by_example(text: str, styled: str) -> None:
    """Full width among Chinese words, half width among letters and figures."""
    assert in_house_style(text) == styled


def test_the_lines_of_a_proof_are_the_texts_themselves() -> None:
    """Left joined is the source, right joined the repaired text, and the doubt stands where it was reported."""
    source, repaired = "第一行發(fā)展\n第二行?！好", "第一行发展\n第二行。”好"
    edits = [
        {"at": 3, "len": 5, "to": "发", "why": "x"},
        {"at": 13, "len": 2, "to": "。”", "why": "y"},
    ]
    at = repaired.index("。")
    rows = rows_of_proof(source, repaired, repaired, edits, [Doubt(7, at, 1, "open")])
    assert "\n".join("".join(piece.text for piece in row.before) for row in rows) == source
    assert "\n".join("".join(piece.text for piece in row.after) for row in rows) == repaired
    doubts = [piece for row in rows for piece in row.after if piece.doubt]
    assert [(piece.text, piece.doubt.key) for piece in doubts if piece.doubt] == [("。", 7)]


@given(st.text(st.sampled_from("甲乙丙丁"), min_size=1, max_size=30), st.data())
def test_a_place_is_found_again_or_not_at_all(text: str, data: st.DataObject) -> None:
    """In an unchanged text a place that is found is the place that was meant, never another like it."""
    position = data.draw(st.integers(0, len(text) - 1))
    found = find_again([text], text, position, 1)
    assert found in {None, (0, position)}


def test_lines_that_end_alike_are_told_apart_by_how_they_begin() -> None:
    """Quotations close with the same words again and again: the place is known by the whole of its line."""
    lines = [
        f"“{name}也来了，会开完以后每户发一本账，一笔一笔都要查得到。" for name in ("老林", "小陈", "阿芳")
    ]
    text = "\n".join(lines)
    position = len(lines[0]) + len(lines[1])
    assert text[position] == "。"
    assert find_again(lines, text, position, 1) == (1, len(lines[1]) - 1)


def test_photographs_stand_upright_and_carry_nothing_along() -> None:
    """A sideways photograph is turned, brought down in size, and its EXIF is gone."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Somebody"
    out = io.BytesIO()
    Image.new("RGB", (6000, 60), "red").save(out, "JPEG", exif=exif)
    clean = clean_picture(out.getvalue())
    assert clean.height == 4096
    assert clean.width < clean.height
    assert b"Somebody" not in clean.data
    assert not Image.open(io.BytesIO(clean.data)).getexif()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg",
        b'<html xmlns="x"/>',
        b'<!DOCTYPE s [<!ENTITY a "x">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b"\xff\xd8\xff" + random.Random(3).randbytes(300),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    """One sentence with the cure, no traceback."""
    with pytest.raises(Refused):
        clean_picture(data)
