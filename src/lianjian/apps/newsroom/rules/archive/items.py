"""A line of a jsonl file: the names under which databases and crawlers keep a story are told apart."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from lianjian.apps.newsroom.rules.archive.lines import Line, flat, lines_of_text, without_entities
from lianjian.apps.newsroom.rules.archive.page_says import day_in, day_of_seconds
from lianjian.apps.newsroom.rules.archive.pages import lines_of_markup
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXT = (
    "text",
    "content",
    "body",
    "article",
    "article_content",
    "正文",
    "内容",
    "全文",
    "html",
    "content_html",
    "maintext",
    "full_text",
    "fulltext",
    "content_text",
    "plain_text",
    "news_content",
    "paragraphs",
    "段落",
)
_NAMES = {
    "title": ("title", "headline", "subject", "article_title", "标题", "题目"),
    "subtitle": ("subtitle", "subheadline", "副标题"),
    "author": ("author", "authors", "byline", "writer", "作者", "记者"),
    "published": ("date", "published", "published_at", "publish_time", "publish_date",
        "pubdate", "pub_date", "pub_time", "publishtime", "publishdate", "publishedat",
        "release_time", "releasetime", "news_time",
        "datetime", "time", "created_at", "create_time", "createtime", "add_time", "addtime",
        "日期", "发布时间", "发布日期", "发表时间", "时间"),
    "source": ("source", "source_name", "site", "media", "from", "来源", "媒体"),
    "url": ("url", "link", "href", "source_url", "链接", "网址"),
}  # fmt: skip
_DEEPEST, _MOST_OBJECTS = 4, 200
"""Objects in each other, and side by side, in which a text is looked for."""

_EARLIEST, _MILLISECONDS = 300_000_000, 100_000_000_000
"""Seconds since 1970: what is less is no day of a story, what is more counts milliseconds."""

_ESCAPED = re.compile(r"&lt;(?:p|br|div|span)\b", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_TAG = re.compile(
    r"</?(?:p|br|div|span|section|h[1-6]|img|table|strong|li|a|font)\b[^<>]{0,2000}>", re.IGNORECASE
)


def read_item(text: str) -> tuple[list[Line], dict[str, str]]:
    """The lines of an object, the title first, and what it says of itself. Raises Refused where it is no story."""
    wrong = no_item()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as failure:
        raise wrong from failure
    levels = _levels(value)
    if levels is None:
        raise wrong
    body = _body(levels[0])
    says = {
        field: said
        for field, names in _NAMES.items()
        if (said := next((said for named in levels if (said := _said(field, named, names))), ""))
    }
    if _ESCAPED.search(body) and not _TAG.search(body):
        body = html.unescape(body)
    lines = (
        lines_of_markup(body)
        if _TAG.search(body)
        else [Line(line) for line in lines_of_text(without_entities(body))]
    )
    title = says.get("title", "")
    if title:
        lines = [Line(title, "title"), *(line for at, line in enumerate(lines) if at or line.text != title)]
    return lines, says


def no_item() -> Refused:
    """The refusal of what is no object with a story."""
    return Refused(
        gettext_noop("This line is no JSON object with “id” and “text”."),
        cure=gettext_noop('Write one object a line, as {"id": "1", "text": "…"}.'),
    )


def tells_a_story(value: Any) -> bool:
    """Whether a value of JSON is an object with the text of a story, at its top or a few objects down."""
    return _levels(value) is not None


def _levels(value: Any) -> list[dict[str, Any]] | None:
    """The object that holds the text (the nearest to the top) and those around it, their names in lower case; None where
    there is none."""
    ways: list[list[Any]] = [[value]]
    for _ in range(_DEEPEST):
        for way in ways:
            if isinstance(way[0], dict) and _body(_named(way[0])):
                return [_named(one) for one in way]
        ways = [
            [inner, *way]
            for way in ways
            if isinstance(way[0], dict)
            for inner in way[0].values()
            if isinstance(inner, dict)
        ][:_MOST_OBJECTS]
    return None


def _named(value: dict[Any, Any]) -> dict[str, Any]:
    return {str(key).strip().lower(): inner for key, inner in value.items()}


def _body(named: Mapping[str, Any]) -> str:
    return next((found for name in _TEXT if (found := _text(named.get(name))).strip()), "")


def _text(value: Any) -> str:
    """A text, or the texts of a list of paragraphs."""
    if isinstance(value, list):
        parts = [
            part.get("text") or part.get("content") if isinstance(part, dict) else part for part in value
        ]
        return "\n".join(part for part in parts if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _said(field: str, named: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = named.get(name)
        if isinstance(value, list):
            value = " ".join(part for part in value if isinstance(part, str))
        if field == "published":
            if said := _day(value):
                return said
        elif isinstance(value, str) and (said := flat(html.unescape(_ANY_TAG.sub("", value)))[:300]):
            return said
    return ""


def _day(value: Any) -> str:
    """A day in words, or as seconds or milliseconds since 1970."""
    if isinstance(value, str):
        if said := day_in(value):
            return said
        value = int(value) if re.fullmatch(r"\d{10}|\d{13}", value.strip()) else None
    if not isinstance(value, int | float) or isinstance(value, bool):
        return ""
    seconds = value / 1000 if value >= _MILLISECONDS else value
    return day_of_seconds(seconds) if _EARLIEST <= seconds < _MILLISECONDS else ""
