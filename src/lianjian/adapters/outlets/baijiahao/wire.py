"""What goes over the wire to Baijiahao and what comes back. Pure: no socket, no clock."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from lianjian.adapters.outlets.marks import same_delivery
from lianjian.apps.matrix.rules.lengths import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import Picture, PublishedStory

TITLE_LEAST, TITLE, CONTENT = 8, 40, 20_000
COVERS = 3
COVER_WIDTH, COVER_HEIGHT = 218, 146  # pixels at least
TAGS = {"paragraph": "p", "heading": "h3", "quote": "blockquote"}
CONTINUED = "全文见原文地址。"
WIDENED = "乡村振兴一线的故事"
SECRET = re.compile(r"(app_token|app_id)(=|\"\s*:\s*\"?)[^&\s\"]+", re.IGNORECASE)
RASTER = {"image/jpeg", "image/png", "image/gif", "image/webp"}


def title_of(title: str, column: str = "", least: int = TITLE_LEAST, most: int = TITLE) -> str:
    """A title within both bounds: one that is too short is followed by what it belongs to."""
    for more in (column, WIDENED):
        if title and len(title) < least and more:
            title = f"{title}｜{' '.join(more.split())}"
    return shorten(title, most)


def content_of(story: PublishedStory, version: Version, address: Callable[[Picture], str]) -> str:
    """The body: plain markup, every text escaped, pictures by their addresses on our own site. Whole pieces are left out at the
    end where it would be too long."""
    if version.text != story.text.strip():  # an editor's own words for this outlet are what counts
        pieces = [f"<p>{escape(line)}</p>" for line in version.text.splitlines() if line.strip()]
    else:
        pieces = _blocks(story, address)
    source = f"<p>{escape(story.source)}</p>" if story.source else ""
    whole = "".join([*pieces, source])
    if len(whole) <= CONTENT:
        return whole
    kept, left = [], CONTENT - len(source) - len(f"<p>{CONTINUED}</p>")
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            break
        kept.append(piece)
    return "".join([*kept, f"<p>{CONTINUED}</p>", source])[:CONTENT]


def covers_of(pictures: Sequence[Picture]) -> list[Picture]:
    """Up to three pictures that the platform takes as covers; sizes that are not known are tried."""
    fit = [
        picture
        for picture in pictures
        if picture.media_type in RASTER
        and (not picture.width or picture.width >= COVER_WIDTH)
        and (not picture.height or picture.height >= COVER_HEIGHT)
    ]
    return list({picture.sha256: picture for picture in fit}.values())[:COVERS]


def article(version: Version, title: str, content: str, covers: Sequence[str]) -> dict[str, str]:
    """The fields of article/publish. The covers are JSON inside a string, as the platform wants them."""
    return {
        "title": title,
        "content": content,
        "origin_url": version.link,
        "cover_images": json.dumps([{"src": cover} for cover in covers]),
        "is_original": "0",
    }


def scrub(text: str) -> str:
    """``text`` without tokens, for logs and for the ledger."""
    return SECRET.sub(r"\1\2***", text)[:160]


@dataclass(frozen=True, slots=True)
class Article:
    """What the platform says of one article."""

    id: str
    status: str
    url: str
    msg: str
    title: str
    origin_url: str


def article_in(row: Mapping[str, Any], key: str = "") -> Article:
    """One article of an answer. Names of fields differ between the two calls that tell of articles."""
    return Article(
        id=str(row.get("article_id") or key),
        status=str(row.get("status", "")),
        url=str(row.get("url") or row.get("article_url") or ""),
        msg=str(row.get("msg") or ""),
        title=str(row.get("title") or ""),
        origin_url=str(row.get("origin_url") or ""),
    )


def articles_in(data: Any) -> list[Article]:
    """The articles of query/articleListall."""
    rows = data.get("items") if isinstance(data, dict) else None
    return [article_in(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def ours(articles: Sequence[Article], link: str, title: str) -> Article | None:
    """The article of this delivery: by our link; where the platform does not tell links, by the title, if exactly one bears it
    and no other link stands against it."""
    for one in articles:
        if same_delivery(link, one.origin_url):
            return one
    named = [one for one in articles if one.title == title and not one.origin_url]
    return named[0] if len(named) == 1 else None


def _blocks(story: PublishedStory, address: Callable[[Picture], str]) -> list[str]:
    pieces = []
    for block in story.blocks:
        if block.picture is not None:
            if block.picture.media_type in RASTER:
                source = escape(address(block.picture))
                pieces.append(f'<p><img src="{source}" alt="{escape(block.picture.alt)}"></p>')
                if block.picture.caption:
                    pieces.append(f"<p>{escape(block.picture.caption)}</p>")
        elif block.text:
            tag = TAGS.get(block.kind, "p")
            pieces.append(f"<{tag}>{escape(block.text)}</{tag}>")
    return pieces
