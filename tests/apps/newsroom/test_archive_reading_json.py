"""JSON files as databases export them: arrays, arrays inside objects, one object; other names, nested objects, days as numbers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lianjian.apps.newsroom.rules.archive.reading import Reading
from lianjian.kernel.refusals import Refused
from tests.apps.newsroom.test_archive_reading import read, readings

ROWS: list[dict[str, Any]] = [
    {"id": 1, "title": "山里的路", "text": "路修好了。", "date": "2021-05-06"},
    {"id": 2, "title": "水边的树", "text": "树下摆了茶。[还有{两}张“桌子”]\\"},
]
TOLD = [f"{row['title']}\n{row['text']}" for row in ROWS]


def written(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", written(ROWS)),
        ("a.json", written(ROWS, 2)),
        ("a.jsonl", written(ROWS)),
        ("a.txt", written(ROWS, 1)),
        ("a.json", written({"RECORDS": ROWS}, 1)),
        ("a.json", written({"code": 0, "data": {"total": 2, "list": ROWS}})),
        ("a.json", "\n".join(written(row) for row in ROWS)),
        ("a.json", "\n".join(written(row, 1) for row in ROWS)),
    ],
    ids=["array", "indented", "jsonl", "txt", "records", "wrapped", "lines", "one behind the other"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_each_object_of_a_file_is_an_item(name: str, text: str, encoding: str) -> None:
    """Whatever stands around the objects, and in the encodings of text."""
    found = readings(name, text.encode(encoding))
    assert [reading.text for reading in found if isinstance(reading, Reading)] == TOLD


@pytest.mark.parametrize("indent", [None, 2])
def test_an_object_alone_is_one_item(indent: int | None) -> None:
    """Its lists are parts of it, no items."""
    row = {"tags": [{"name": "路"}], **ROWS[0]}
    assert read("a.json", written(row, indent).encode()).text == TOLD[0]


def test_what_stands_before_a_break_is_read() -> None:
    """A file that was cut off while it was copied."""
    first, second = readings("a.json", written(ROWS, 1).encode()[:-30])
    assert isinstance(first, Reading)
    assert first.text == TOLD[0]
    assert isinstance(second, Refused)


@pytest.mark.parametrize(
    "text", ["[" * 100_000 + '{"a":', '[{"text":' + "[" * 100_000, "[]", "[1]", '{"a": 1}', "村里的路。"]
)
def test_what_holds_no_story_is_refused(text: str) -> None:
    """Depths that no parser goes down, nothing, and no JSON at all."""
    assert all(isinstance(found, Refused) for found in readings("a.json", text.encode()))


@pytest.mark.parametrize(
    "item",
    [
        {"_id": "x", "_source": {"title": "山里的路", "content": "路修好了。", "publish_time": 1620288000}},
        {"data": {"article": {"headline": "<b>山里</b>的路", "paragraphs": ["路修好了。"], "publishTime": 1620288000000}}},
        {"title": "山里的路", "content": [{"type": "p", "text": "路修好了。"}, {"type": "img", "src": "x"}], "pub_date": "2021年5月6日"},
        {"title": "山里的路", "content": "&lt;p&gt;路修好了。&lt;/p&gt;", "addTime": "1620288000"},
        {"title": "山里的路", "text": "&nbsp;&nbsp;路修好了&#12290;", "date": "2021-05-06"},
    ],
    ids=["search engine", "camel case", "paragraphs", "escaped", "names of characters"],
)  # fmt: skip
def test_fields_of_other_exports_are_read(item: dict[str, Any]) -> None:
    """Objects in objects, lists of paragraphs, markup in titles, days as seconds or milliseconds."""
    reading = read("a.jsonl", written(item).encode())
    assert reading.text == TOLD[0]
    assert reading.says["published"] == "2021-05-06"


def test_tags_and_names_of_characters_in_a_text_are_read() -> None:
    """A text that was cut out of a page; where numeric ones are broken, the repair needs them as they are."""
    assert (
        read("a.txt", "山里的路\n<p>路修好了。</p>\n<p>&nbsp;&nbsp;大家都去看。</p>".encode()).text
        == "山里的路\n路修好了。\n大家都去看。"
    )
    assert read("a.txt", "&ldquo;好&rdquo;&mdash;&mdash;老人说&#12290;".encode()).text == "“好”——老人说。"
    assert read("a.txt", "效率?#20445;?#20998;析&#65281;".encode()).text == "效率?#20445;?#20998;析&#65281;"
    assert read("a.txt", "课上讲的是 <p> 怎么写。".encode()).text == "课上讲的是 <p> 怎么写。"
