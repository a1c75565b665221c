"""Text, lines of jsonl and files that are not what they are called: read by what their bytes are, refused by name."""

from __future__ import annotations

import io
import json
import pickle
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lianjian.apps.newsroom.rules.archive.reading import Reading, read_source
from lianjian.apps.newsroom.rules.archive.sources import Source, TurnedAway
from lianjian.apps.newsroom.rules.archive.unpacking import unpack
from lianjian.kernel.refusals import Refused
from tests.apps.newsroom.saved_pages import TITLE, headed, story

TEXT = "乡村夜校开课\n近日，村里的夜校开课了，来了三十多位村民。\n大家学的是记账。"
LINES = TEXT.split("\n")


def readings(name: str, data: bytes) -> list[Reading | Refused]:
    """What a file gives: a reading or a refusal for each thing in it."""
    found: list[Reading | Refused] = []
    for source in unpack(name, io.BytesIO(data)):
        if isinstance(source, TurnedAway):
            found.append(source.reason)
            continue
        try:
            found.append(read_source(source))
        except Refused as refused:
            found.append(refused)
    return found


def read(name: str, data: bytes) -> Reading:
    (found,) = readings(name, data)
    assert isinstance(found, Reading), found
    return found


def refusal(name: str, data: bytes) -> Refused:
    (found,) = readings(name, data)
    assert isinstance(found, Refused), found
    return found


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"], ids=str
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"], ids=["lf", "crlf", "cr", "ls"])
def test_text_is_read_in_every_encoding_with_every_line_end(encoding: str, end: str) -> None:
    """With a mark and without one; the lines come back the same."""
    assert read("a.txt", end.join(LINES).encode(encoding)).text.split("\n") == LINES


def test_characters_of_hong_kong_are_read() -> None:
    """Big5 with the supplement of Hong Kong, which plain Big5 does not know."""
    told = "香港的夜校開課了，學員嚟自元朗同埋上水，大家學嘅係記賬，導師話佢哋好俾心機。"
    assert read("a.txt", told.encode("big5hkscs")).text == told


def test_lines_in_two_encodings_are_told_apart() -> None:
    """A file pasted together: each line is read in its own encoding, and the item says so."""
    data = b"\n".join(line.encode("gb18030" if n % 2 else "utf-8") for n, line in enumerate(LINES * 3))
    reading = read("a.txt", data)
    assert reading.text.split("\n") == LINES * 3
    assert reading.notes == ("encodings-mixed",)


def test_what_a_failing_disk_left_is_passed_over() -> None:
    """NULs behind the text, and one inside."""
    data = TEXT.encode("gb18030").replace(b"\n", b"\n\0", 1) + b"\0" * 512
    assert read("a.txt", data).text == TEXT


def test_a_long_head_without_chinese_says_nothing_about_the_rest() -> None:
    """A page in GB18030 behind 90 KB of scripts."""
    page = headed(1)
    data = (
        page.data.decode()
        .replace("<head>", f"<head><script>{'var a = 1;' * 9000}</script>")
        .encode("gb18030")
    )
    assert read("a.html", data).text.split("\n") == [TITLE, *page.lines]


@pytest.mark.parametrize(
    "item",
    [
        {"id": 1, "title": TITLE, "text": "甲段。\n乙段。", "date": "2021-05-06 08:00", "source": "山乡日报", "url": "https://a.example/1"},
        {"Headline": TITLE, "content": "<p>甲段。</p><p>乙段。</p>", "publish_time": "2021年5月6日", "media": "山乡日报", "link": "https://a.example/1"},
        {"标题": TITLE, "正文": ["甲段。", "乙段。"], "发布时间": "2021/5/6", "来源": "山乡日报", "链接": "https://a.example/1"},
        {"title": TITLE, "body": f"<div>{TITLE}<br>甲段。<br>乙段。<script>坏()</script></div>", "pubdate": "2021.05.06", "site": "山乡日报", "href": "https://a.example/1"},
    ],
    ids=["plain", "markup", "chinese", "boxes"],
)  # fmt: skip
def test_lines_of_jsonl_are_read_under_the_names_that_are_used(item: dict[str, object]) -> None:
    """Title first, HTML in a field as lines, day, source and address handed on."""
    reading = read("a.jsonl", json.dumps(item, ensure_ascii=False).encode())
    assert reading.text.split("\n") == [TITLE, "甲段。", "乙段。"]
    assert reading.hints == {0: "title"}
    says = reading.says
    assert (says["published"], says["source"], says["url"]) == (
        "2021-05-06",
        "山乡日报",
        "https://a.example/1",
    )


def test_half_a_character_in_json_becomes_a_mark() -> None:
    """JSON can name a surrogate alone; no text may hold it."""
    assert read("a.jsonl", b'{"text": "\\ud83d \\u6751\\u91cc"}').text == "\ufffd 村里"


def test_a_binary_file_called_jsonl_is_one_refusal() -> None:
    """Not one for each of its thousand lines."""
    assert "no lines of JSON" in str(refusal("a.jsonl", b"\0\1\2\n" * 1000))


def test_a_file_is_what_its_bytes_are() -> None:
    """A page called txt or doc, lines of JSON called txt, an archive called docx, dates for endings."""
    page = headed(2)
    for name in ("a.txt", "a.doc", "a", "2021.5.6", "第三期.夜校"):
        assert read(name, page.data).text.split("\n") == [TITLE, *page.lines]
        assert read(name, TEXT.encode()).text == TEXT
    assert read("a.txt", b'{"text": "\xe6\x9d\x91\xe9\x87\x8c"}').text == "村里"
    assert read("a.txt", zipped(("b.txt", TEXT.encode()))).text == TEXT


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.doc", OLD, "old Word"),
        ("a.wps", OLD, "old Word"),
        ("a.docx", OLD + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.doc", rb"{\rtf1\ansi hello}", "RTF"),
        ("a.txt", b"%PDF-1.7\n...", "PDF"),
        ("a.pdf", b"%PDF-1.7\n...", "cannot be read"),
        ("a.html", b"\xff\xd8\xff\xe0JFIF", "picture"),
        ("a.txt", b"Rar!\x1a\x07\x00", "rar"),
        ("a.zip", b"7z\xbc\xaf\x27\x1c", "7z"),
        ("a.txt", b"\0\0\0\x18ftypmp42", "film"),
        ("a.docx", zipped(("xl/workbook.xml", b"<a/>")), "table"),
        ("a.docx", zipped(("mimetype", b"odt"), ("content.xml", b"<a/>")), "OpenDocument"),
        ("a.docx", zipped(("b.txt", b"x")), "broken"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"\0" * 5000, "no text"),
        ("a.html", b"<html><frameset cols=2><frame src=a><frame src=b></frameset></html>", "frames"),
        ("a.html", b"<p>" + b"<b>" * 100_001, "more tags"),
        ("a.html", b"<p>" + b"a" * 6_000_000, "larger than 5 MB"),
        ("a.mht", b"From: a\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nA\n--x--", "MHTML"),
        ("a.mht", b"From: a\n" + b"Content-Type: multipart/related; boundary=x\n\n--x\n" * 900, "MHTML"),
        ("b.zip", zipped(("c.txt", b"0" * 9_000_000), method=zipfile.ZIP_LZMA), "packed in a way"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(name: str, data: bytes, said: str) -> None:
    """Old and foreign formats, empty shells and bombs, each in its words; a cure where there is one."""
    assert said in str(refusal(name, data))


def test_names_in_archives_are_readable() -> None:
    """GBK without a word of it, as Chinese Windows packs; UTF-8 without a word of it, as macOS does."""
    for encoding in ("gb18030", "utf-8"):
        plain = zipped(("aaaaaa.txt", TEXT.encode()))
        raw = "夜校".encode(encoding)
        packed = plain.replace(b"aaaaaa", raw.ljust(6, b"_"))
        (source,) = unpack("a.zip", io.BytesIO(packed))
        assert source.name.startswith("a.zip/夜校")
        assert isinstance(source, Source)


def test_what_a_browser_saves_beside_a_page_is_no_story() -> None:
    """Frames and styles of the folder go; a folder of that ending without its page stays."""
    page = headed(3).data
    packed = zipped(
        ("故事.html", page),
        ("故事_files/ad.html", page),
        ("故事_files/a.css", b"p{}"),
        ("our_files/b.txt", TEXT.encode()),
    )
    names = [source.name for source in unpack("a.zip", io.BytesIO(packed))]
    assert names == ["a.zip/故事.html", "a.zip/our_files/b.txt"]


def test_a_reading_travels_between_processes() -> None:
    """Sources, readings and refusals can be pickled, for a pool of readers."""
    page = headed(4)
    source = Source("a.html", "html", page.data)
    assert pickle.loads(pickle.dumps(read_source(pickle.loads(pickle.dumps(source))))) == read_source(source)  # noqa: S301 - our own
    turned = next(unpack("a.zip", io.BytesIO(b"PK\x03\x04broken")))
    again = pickle.loads(pickle.dumps(turned))  # noqa: S301 - our own
    assert str(again.reason) == str(turned.reason)  # type: ignore[union-attr]


_BEGINNINGS = st.sampled_from(
    [b"", b"PK\x03\x04", b"<html><p>", b"<p>", b"From: a\nContent-Type: multipart/related; boundary=x\n\n--x\n", b'{"text": "',
     b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", zipped(("word/document.xml", b"<a/>"))[:60]]
)  # fmt: skip
_MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<table>", "<td>", "<!--", "-->", "<script>", "</script", "<a href='", "<img src=x>", "&#xD800;", "&nosuch",
         "\0", "村里", "。", "<", ">", '"', "上一篇：", "<div style='display:none'>", "<frame>", "<title>", "<h1>"]
    ),
    max_size=40,
).map(lambda parts: "".join(parts).encode())  # fmt: skip


@given(
    st.sampled_from(["a.txt", "a.html", "a.mht", "a.docx", "a.zip", "a.jsonl", "a.doc", "a"]),
    _BEGINNINGS,
    st.one_of(st.binary(max_size=300), _MARKUP),
)
@example("a.docx", b"", zipped(("word/document.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")))
@example("a.docx", b"", zipped(("word/document.xml", b"\xff\xfe<\0a\0")))
@example("a.zip", b"", zipped(("a/", b""), ("\\..\\b.txt", b"x"))[:-3])
def test_no_bytes_whatever_raise_anything_but_a_refusal(name: str, head: bytes, rest: bytes) -> None:
    """Whatever is handed over is read or refused."""
    for found in readings(name, head + rest):
        if isinstance(found, Reading):
            assert "\0" not in found.text
            found.text.encode()
            assert all(number < len(found.text.split("\n")) for number in found.hints)


def test_paragraphs_of_a_text_stay_as_they_are() -> None:
    """Nothing of a plain story is cut."""
    lines = [TITLE, *story(5)]
    reading = read("a.txt", "\n".join(f"　　{line}" for line in lines).encode("gb18030"))
    assert reading.text.split("\n") == lines
    assert reading.cuts == ()
