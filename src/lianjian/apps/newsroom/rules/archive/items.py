"""A line of a jsonl file: the names under which databases and crawlers keep a story are told apart."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from lianjian.apps.newsroom.rules.archive.lines import Line, flat, lines_of_text
from lianjian.apps.newsroom.rules.archive.page_says import day_in
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
)
_NAMES = {
    "title": ("title", "headline", "subject", "article_title", "标题", "题目"),
    "subtitle": ("subtitle", "subheadline", "副标题"),
    "author": ("author", "authors", "byline", "writer", "作者", "记者"),
    "published": ("date", "published", "published_at", "publish_time", "publish_date",
        "pubdate", "pub_time", "time", "created_at", "日期", "发布时间", "时间"),
    "source": ("source", "source_name", "site", "media", "from", "来源", "媒体"),
    "url": ("url", "link", "href", "source_url", "链接", "网址"),
}  # fmt: skip
_TAG = re.compile(
    r"</?(?:p|br|div|span|section|h[1-6]|img|table|strong|li|a|font)\b[^<>]{0,2000}>", re.IGNORECASE
)


def read_item(text: str) -> tuple[list[Line], dict[str, str]]:
    """The lines of an object, the title first, and what it says of itself. Raises Refused where it is no story."""
    wrong = Refused(
        gettext_noop("This line is no JSON object with “id” and “text”."),
        cure=gettext_noop('Write one object a line, as {"id": "1", "text": "…"}.'),
    )
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as failure:
        raise wrong from failure
    if not isinstance(value, dict):
        raise wrong
    named = {str(key).strip().lower(): inner for key, inner in value.items()}
    body = next((found for name in _TEXT if (found := _text(named.get(name))).strip()), None)
    if body is None:
        raise wrong
    says = {field: said for field, names in _NAMES.items() if (said := _said(field, named, names))}
    lines = lines_of_markup(body) if _TAG.search(body) else [Line(line) for line in lines_of_text(body)]
    title = says.get("title", "")
    if title:
        lines = [Line(title, "title"), *(line for at, line in enumerate(lines) if at or line.text != title)]
    return lines, says


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _said(field: str, named: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = named.get(name)
        if isinstance(value, list):
            value = " ".join(part for part in value if isinstance(part, str))
        if field == "published":
            if isinstance(value, str) and (said := day_in(value)):
                return said
        elif isinstance(value, str) and (said := flat(value)[:300]):
            return said
    return ""
