"""The text of a saved web page: where the article stands among menus, links and adverts.

The container whose own paragraphs hold the most text outside links is the article. Scripts and forms are dropped unread.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Comment, NavigableString, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

_DROPPED = [
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "canvas",
    "form",
    "button",
    "select",
    "nav",
    "header",
    "footer",
    "aside",
]
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "td",
        "th",
        "tr",
        "table",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "center",
        "body",
        "figure",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
    ]
)
_FURNITURE = re.compile(
    r"^(上一[篇条页]|下一[篇条页]|责任?编辑|编辑[：:]|版权|分享(到|至)?|打印|关闭|返回(首页|顶部)?|相关(阅读|链接|推荐|文章)"
    r"|扫一扫|点击(查看|阅读|进入)|字[号体][：:]|【?(大|中|小)】?$|收藏|举报|免责声明|本文(链接|地址)|更多精彩|当前位置|您(现在)?的位置)"
)


def lines_of_page(page: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Lines as (what the page calls it, text), and the lines that were cut off as furniture."""
    soup = BeautifulSoup(page, "html.parser")
    title = _title(soup)
    for dropped in soup(_DROPPED):
        dropped.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    article = _article(soup)
    kept: list[tuple[str, str]] = []
    cut: list[str] = []
    for kind, text in _lines(article):
        if _FURNITURE.match(text) and len(text) < 60:  # noqa: PLR2004 - furniture is short
            cut.append(text)
        elif text == title:
            continue
        else:
            kept.append(("heading" if kind == "title" else kind, text))
    if title and kept:
        kept.insert(0, ("title", title))
    return kept, cut


def _title(soup: BeautifulSoup) -> str:
    heading = soup.find("h1")
    if isinstance(heading, Tag) and (text := _flat(heading.get_text(" "))):
        return text
    named = soup.find("title")
    if isinstance(named, Tag):
        return _flat(re.split(r"\s*[-_|—–]{1,2}\s*", _flat(named.get_text(" ")))[0])
    return ""


def _article(soup: BeautifulSoup) -> Tag:
    best: Tag = soup
    highest = 0
    for container in soup.find_all(["article", "main", "section", "div", "td", "body", "center"]):
        weight = sum(_weight(child) for child in container.children)
        if weight > highest:
            best, highest = container, weight
    return best


def _weight(child: object) -> int:
    """How many characters outside links a direct child gives to its container."""
    if isinstance(child, NavigableString):
        return len(_flat(str(child)))
    if isinstance(child, Tag) and (
        child.name not in _BLOCKS or child.name in {"p", "blockquote", "figure", "h2", "h3"}
    ):
        return len(_flat(child.get_text())) - 2 * sum(
            len(_flat(link.get_text())) for link in child.find_all("a")
        )
    return 0


def _lines(root: Tag) -> Iterator[tuple[str, str]]:
    """Text between block borders, each with the kind its block gives it."""
    words: list[str] = []
    kind = ""
    for event, value in _events(root):
        if event == "text":
            words.append(value)
            continue
        if text := _flat("".join(words)):
            yield kind, text
        words = []
        kind = value
    if text := _flat("".join(words)):
        yield kind, text


def _events(root: Tag) -> Iterator[tuple[str, str]]:
    stack: list[tuple[object, str]] = [(child, "") for child in reversed(list(root.children))]
    while stack:
        node, kind = stack.pop()
        if isinstance(node, NavigableString):
            yield "text", str(node)
        elif node is None:
            yield "border", kind
        elif isinstance(node, Tag):
            if node.name == "br":
                yield "border", kind
                continue
            inner = _KINDS.get(node.name, kind)
            if node.name in _BLOCKS:
                yield "border", inner
                stack.append((None, kind))
            stack.extend((child, inner) for child in reversed(list(node.children)))


_KINDS = {
    "h1": "title",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "figcaption": "caption",
    "caption": "caption",
}


def _flat(text: str) -> str:
    return " ".join(text.replace("\u3000", " ").split())
