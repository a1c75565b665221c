"""Where on a page the article stands (decision 0045).

First the places where the sites of our archive put it; then where trafilatura finds it; then, for pages too small or too large
for that, the box whose own paragraphs say most outside links. The extractor says where, never what: the words are read from
the page itself, so that none is lost that stands there.
"""

from __future__ import annotations

import logging
from itertools import islice
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.page_lines import lines_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from lianjian.apps.newsroom.rules.archive.page_lines import PageLine

_IDS = frozenset([
    "js_content", "artibody", "articleContent", "article_content", "endText", "Cnt-Main-Article-QQ",
    "p-detail", "zoom", "Zoom", "UCAP-CONTENT", "vsb_content", "rwb_zw", "ozoom",
])  # fmt: skip
_CLASSES = frozenset([
    "TRS_Editor", "trs_editor_view", "rm_txt_con", "rich_media_content", "article-content",
    "articleContent", "article_content", "entry-content", "post-content", "content_area", "cnt_bd",
    "left_zw",
])  # fmt: skip
_LEAST = 40
"""Characters that a known place holds at least; an empty one is filled by a script."""

_HALF = 0.5
_MOST_ELEMENTS, _MOST_CHARACTERS = 8000, 300_000
"""Of a page that the extractor is given; beyond, its time grows out of bounds."""

_SHARE = 0.9
_LOOSE = frozenset(["div", "section", "article", "main", "td", "body", "center", "form", "fieldset"])
"""Boxes that hold paragraphs."""

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def body_of(tree: HtmlElement) -> HtmlElement:
    """The box of the article."""
    shown = [line for line in lines_in(tree) if not line.aside]
    own = _weights(tree, shown)
    known = _known_place(tree, own)
    if known is not None:
        return known
    densest = _densest(shown, tree)
    found = _extracted(tree, shown)
    if not found:
        return densest
    anchor = _narrowest(tree, found)
    inside = own.get(densest, 0)
    if sum(line.linked for line in found) > _HALF * sum(len(line.text) for line in found):
        return densest
    if anchor in densest.iterancestors() and inside >= _SHARE * own.get(anchor, 0):
        return densest
    return anchor


def _weights(tree: HtmlElement, lines: Sequence[PageLine]) -> dict[HtmlElement, int]:
    """Characters outside links, for every box that holds any."""
    found: dict[HtmlElement, int] = {}
    for line in lines:
        own = max(0, len(line.text) - line.linked)
        for box in (line.box, *line.box.iterancestors()):
            found[box] = found.get(box, 0) + own
            if box is tree:
                break
    return found


def _known_place(tree: HtmlElement, own: dict[HtmlElement, int]) -> HtmlElement | None:
    best, most = None, _LEAST - 1
    for box in tree.iter("div", "section", "article", "td"):
        if (
            box.get("id") in _IDS
            or not _CLASSES.isdisjoint((box.get("class") or "").split())
            or box.get("itemprop") == "articleBody"
        ):
            weight = own.get(box, 0)
            if weight > most:
                best, most = box, weight
    return best


def _densest(lines: Sequence[PageLine], tree: HtmlElement) -> HtmlElement:
    """The box whose own lines, and whose paragraphs' lines, weigh most; links weigh against it."""
    found: dict[HtmlElement, int] = {}
    for line in lines:
        weight = len(line.text) - 2 * line.linked
        box = line.box
        if box.tag not in _LOOSE:
            found[_holder(box, tree)] = found.get(_holder(box, tree), 0) + weight
            continue
        found[box] = found.get(box, 0) + weight
        if box is not tree and (parent := box.getparent()) is not None:
            # A box that is one paragraph of many: its holder is the article. Half, so that one box of all text stays ahead.
            found[parent] = found.get(parent, 0) + int(weight * 0.6)
    return max(found, key=lambda box: found[box], default=tree)


def _holder(box: HtmlElement, tree: HtmlElement) -> HtmlElement:
    for outer in box.iterancestors():
        if outer.tag in _LOOSE:
            return outer
    return tree


def _extracted(tree: HtmlElement, lines: Sequence[PageLine]) -> list[PageLine]:
    """The lines of the page that the extractor takes for the article."""
    elements = sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS + 1))
    if elements > _MOST_ELEMENTS or sum(len(line.text) for line in lines) > _MOST_CHARACTERS:
        return []
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second that only pages need

    try:
        document = bare_extraction(tree, include_comments=False, favor_recall=True, with_metadata=False)
    except Exception:  # noqa: BLE001 - a page from outside: whatever the extractor trips over, the densest box is left
        return []
    text = getattr(document, "text", "") or ""
    taken = {_bare(line) for line in text.splitlines()}
    whole = _bare(text)
    least = 10
    return [
        line for line in lines if (bare := _bare(line.text)) in taken or (len(bare) > least and bare in whole)
    ]


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _narrowest(tree: HtmlElement, lines: Sequence[PageLine]) -> HtmlElement:
    """The innermost box that holds nearly all of the lines."""
    weights = _weights(tree, lines)
    place = tree
    while True:
        inner = max(
            (child for child in place if child in weights), key=lambda child: weights[child], default=None
        )
        if (
            inner is None
            or weights[inner] < _SHARE * weights[tree]
            or inner.tag in {"p", "a", "b", "strong", "li", "tr"}
        ):
            return place
        place = inner
