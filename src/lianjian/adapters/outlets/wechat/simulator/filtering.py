"""What the platform leaves of an article's HTML.

Its page on drafts says that scripts are removed and that pictures from elsewhere are (draft_add, ``content``). That classes,
ids, style sheets, forms and frames go too, and that only styles on the elements stay, no page of the platform says: it is
what all who set articles for it meet, and what this filter takes for granted. It is the stricter reading: what passes here
does not depend on any of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nh3

if TYPE_CHECKING:
    from collections.abc import Container

TAGS = {
    "a", "b", "blockquote", "br", "code", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img",
    "li", "ol", "p", "pre", "s", "section", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead",
    "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"style"},
    "img": {"src", "alt", "width", "height"},
    "a": {"href"},
    "td": {"colspan", "rowspan"},
}
PLACED = re.compile(r"(?:^|;)\s*(?:position|z-index)\s*:", re.IGNORECASE)
IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
SOURCE = re.compile(r"\bsrc=\"([^\"]*)\"", re.IGNORECASE)


def what_stays(content: str, pictures: Container[str]) -> str:
    """The article as readers get it; ``pictures`` are the addresses that the platform itself gave."""

    def only_own(found: re.Match[str]) -> str:
        source = SOURCE.search(found.group())
        return found.group() if source and source[1].replace("&amp;", "&") in pictures else ""

    cleaned = nh3.clean(
        content,
        tags=TAGS,
        clean_content_tags={"script", "style", "iframe", "form", "svg"},
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        link_rel=None,
    )
    return IMAGE.sub(only_own, cleaned)


def _kept(_tag: str, name: str, value: str) -> str | None:
    return None if name == "style" and PLACED.search(value) else value
