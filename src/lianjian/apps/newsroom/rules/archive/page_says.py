"""What a page says of its article outside the text: title, day, source, author, address. Hints, not facts."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.lines import flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

_CHINA = timezone(timedelta(hours=8))
_SHORTEST, _LONGEST = 4, 120
"""Characters of a headline; the name of a site is often shorter."""

_LONGEST_WINDOW = 500
"""Of the title of a window that is looked at."""
_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "publish_time",
    "weibo: article:create_at",
    "firstpublishedtime", "dc.date", "dc.date.issued", "originaldate", "date", "og:release_date",
)  # fmt: skip
_SOURCE = ("contentsource", "source", "mediasource", "article:source", "og:article:source")
_AUTHOR = ("author", "article:author", "og:article:author", "byline")
_DAY = re.compile(r"((?:19|20)\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_SOURCE_SAID = re.compile(r"(?:稿件|文章|信息|新闻)?来源\s*[:：]\s*([^\s|｜。，,;；:：）)】\]]{2,30})")
_AUTHOR_SAID = re.compile(r"(?:作者|记者|撰稿|通讯员)\s*[:：]\s*([^\s|｜。，,;；:：）)】\]]{2,20})")
_UNDER_TITLE = re.compile(
    r"(?:19|20)\d\d\s?[-年./]\s?\d{1,2}\s?[-月./]\s?\d{1,2}日?\s?(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?[\s|｜]*([\u4e00-\u9fff]{2,12})?"
)
"""A line of a day and the name of a paper."""

_ABOUT = re.compile("来源|发布|时间|作者|编辑|点击|浏览|日期|字体|阅读")
_SITE = re.compile(
    r"(?:网|网站|[日晚早]报|新闻|频道|门户|公众号|政府|平台|资讯|百科|论坛|博客|之窗|在线|客户端|[a-z0-9-]+\.(?:com|cn|net|org)(?:\.cn)?)$",
    re.IGNORECASE,
)
_BORDER = re.compile(r"\s*(?:_|\||｜|--+|——|－|\s[-–—]\s|-(?=[^-]{2,20}$))\s*")
_WECHAT_DAY = re.compile(r"""\bvar\s+ct\s*=\s*["'](\d{10})["']""")
_WECHAT_NAME = re.compile(r"""\bvar\s+nickname\s*=\s*(?:htmlDecode\()?["']([^"'<>]{1,40})["']""")
_WECHAT_TITLE = re.compile(r"""\bvar\s+msg_title\s*=\s*["']([^"'<>]{1,120})["']""")
_LD_DAY = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{1,5}\)\s*(https?://[^\s<>]{4,500})")
_HEAD = 1 << 20


def said_by(tree: HtmlElement, page: str, lines: Sequence[str]) -> dict[str, str]:
    """title, published (an ISO day), source, author, site and url, as far as the page says them. ``lines`` are the
    visible lines in front of the body and its first ones."""
    meta = _meta(tree)
    script = page[:_HEAD]
    about = [
        line
        for line in lines
        if len(line) <= _LONGEST and (_ABOUT.search(line) or _UNDER_TITLE.fullmatch(line))
    ]
    says = {
        "title": _title(tree, meta, script),
        "published": _first_day(
            [
                *(meta.get(name, "") for name in _PUBLISHED),
                _wechat_day(script),
                *_dated(tree),
                *_matches(_LD_DAY, script),
                *about,
            ]
        ),
        "source": _first(
            [
                *(meta.get(name, "") for name in _SOURCE),
                _of_id(tree, "js_name"),
                *_matches(_WECHAT_NAME, script),
            ]
            + [said for line in about for said in _SOURCE_SAID.findall(line)]
            + [(found[1] or "") for line in about if (found := _UNDER_TITLE.fullmatch(line))]
        ),
        "author": _first(
            [*(meta.get(name, "") for name in _AUTHOR)]
            + [said for line in about for said in _AUTHOR_SAID.findall(line)]
        ),
        "site": meta.get("og:site_name", ""),
        "url": _first([*_matches(_SAVED_FROM, script), meta.get("og:url", "")]),
    }
    if says["author"] in {says["site"], says["source"]}:
        says["author"] = ""
    return {name: value[:300] for name, value in says.items() if value}


def about_line(line: str) -> dict[str, str]:
    """published, source and author as one line under a headline names them."""
    found = {
        "published": day_in(line),
        "source": _first(_SOURCE_SAID.findall(line)),
        "author": _first(_AUTHOR_SAID.findall(line)),
    }
    return {name: value for name, value in found.items() if value}


def day_in(text: str) -> str:
    """The first whole date in ``text`` as an ISO day, "" where there is none."""
    for year, month, day in _DAY.findall(text[:200]):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return ""


def day_of_seconds(seconds: float) -> str:
    """The day in China (ISO) of so many seconds since 1970."""
    return datetime.fromtimestamp(seconds, tz=UTC).astimezone(_CHINA).date().isoformat()


def without_site(title: str, site: str = "") -> str:
    """A window's title without the name of the site behind it."""
    parts = _BORDER.split(title)
    borders = _BORDER.findall(title)
    while len(parts) > 1 and len("".join(parts[:-1])) > 1:
        plain = borders[len(parts) - 2].strip() == "-" and borders[len(parts) - 2] == "-"
        if plain and not (_SITE.search(parts[-1]) or parts[-1] == site):
            break  # a hyphen inside a headline
        parts.pop()
    rest = parts[0]
    for border, part in zip(borders, parts[1:], strict=False):
        rest += border + part
    return rest.strip()


_NO_TITLE = re.compile(
    r"(?:无标题(?:文档|页|网页)?|新建网页\s?\d*|untitled(?: document| page)?|new page \d*"
    r"|文章内容|新闻内容|内容页|详情页?|正文|网页标题)",
    re.IGNORECASE,
)
"""What programs call a page that nobody gave a title."""


def _title(tree: HtmlElement, meta: dict[str, str], script: str) -> str:
    """The heading that the window's title confirms; else the first of what else the page calls its title."""
    window = flat(
        " ".join(element.text_content()[:_LONGEST_WINDOW] for element in islice(tree.iter("title"), 3))
    )
    if _NO_TITLE.fullmatch(window):
        window = ""
    named = meta.get("og:title") or meta.get("articletitle") or ""
    headings = [
        text
        for element in tree.iter("h1")
        if _SHORTEST <= len(text := flat(element.text_content())) <= _LONGEST
    ]
    for heading in headings:
        if heading in window or heading in named:
            return heading
    said = _matches(_WECHAT_TITLE, script)
    for title in (named, *said):
        if title:
            return without_site(title, meta.get("og:site_name", ""))
    if headings and not window:
        return headings[0]
    title = without_site(window, meta.get("og:site_name", ""))
    for element in tree.iter("h2", "h3"):
        heading = flat(element.text_content())
        if _SHORTEST <= len(heading) <= _LONGEST and window.startswith(heading):
            return heading
    if headings and (not title or _SITE.search(title)):
        return headings[0]
    return title


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        value = flat(element.get("content") or "")
        if name and value and name not in found:
            found[name] = value
    return found


def _dated(tree: HtmlElement) -> list[str]:
    found = [element.get("datetime") or "" for element in tree.iter("time")]
    return [*found[:3], _of_id(tree, "publish_time"), _of_id(tree, "pubtime_baidu")]


def _of_id(tree: HtmlElement, name: str) -> str:
    for element in tree.iter():
        if element.get("id") == name:
            return flat(element.text_content())[:_LONGEST]
    return ""


def _wechat_day(script: str) -> str:
    for seconds in _matches(_WECHAT_DAY, script):
        return day_of_seconds(int(seconds))
    return ""


def _matches(pattern: re.Pattern[str], text: str) -> list[str]:
    found = pattern.search(text)
    return [html.unescape(found[1]).strip()] if found else []


def _first(values: Iterable[str]) -> str:
    return next((value.strip() for value in values if value and value.strip()), "")


def _first_day(values: Iterable[str]) -> str:
    return next((day for value in values if value and (day := day_in(value))), "")
