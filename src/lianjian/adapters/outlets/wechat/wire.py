"""What goes over the wire to an Official Account and what comes back. Pure: no socket, no clock."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from lianjian.apps.matrix.rules.lengths import length
from lianjian.apps.matrix.rules.numbers import Count, Counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lianjian.apps.matrix.rules.limits import Limits
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import Block, PublishedStory

# The platform's filter drops classes, style sheets and scripts: only styles on the elements themselves
# survive.
STYLES = {
    "section": "font-size:17px;line-height:1.75;color:#1f1a17;letter-spacing:0.02em",
    "paragraph": "margin:0 0 1.1em",
    "heading": "margin:1.6em 0 0.6em;font-size:19px;line-height:1.4;font-weight:bold",
    "quote": "margin:0 0 1.1em;padding:0.2em 0 0.2em 0.9em;border-left:3px solid #b4090f;color:#57504a",
    "figure": "margin:0 0 1.1em;text-align:center",
    "image": "max-width:100%;height:auto",
    "caption": "margin:0.4em 0 0;font-size:14px;line-height:1.5;color:#6f675f",
    "source": "margin:2em 0 0;font-size:14px;line-height:1.6;color:#6f675f",
}
TAGS = {"paragraph": "p", "heading": "h2", "quote": "blockquote"}
CONTROL = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:u00[01][0-9a-f]|[bf])")
CONTINUED = "全文请点“阅读原文”。"
SECRET = re.compile(r"(access_token|secret|appsecret|token)(=|\"\s*:\s*\")[^&\s\"]+", re.IGNORECASE)


def article_html(story: PublishedStory, version: Version, uploaded: Mapping[str, str], limits: Limits) -> str:
    """The article's body: inline styles only, every text escaped, pictures by the addresses the platform gave
    (``uploaded``: SHA-256 to address; others are left out). Whole blocks are left out at the end where the
    limits on ``content`` would break, and the reader is pointed to the story itself."""
    pieces = _own_words(version) if version.text != story.text.strip() else _blocks(story.blocks, uploaded)
    source = f'<p style="{STYLES["source"]}">{escape(story.source)}</p>' if story.source else ""
    whole = _section([*pieces, source])
    if _fits(whole, limits):
        return whole
    continued = f'<p style="{STYLES["source"]}">{escape(CONTINUED)}</p>'
    low, high = 0, len(pieces)
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(_section([*pieces[:middle], continued, source]), limits):
            low = middle
        else:
            high = middle - 1
    return _section([*pieces[:low], continued, source])


def draft(version: Version, content: str, cover: str) -> dict[str, Any]:
    """The body of draft/add."""
    return {
        "articles": [
            {
                "article_type": "news",
                "title": version.title,
                "author": version.author,
                "digest": version.digest,
                "content": content,
                "content_source_url": version.link,
                "thumb_media_id": cover,
                "need_open_comment": 0,
                "only_fans_can_comment": 0,
            }
        ]
    }


def encode(body: Mapping[str, Any]) -> bytes:
    """JSON with the characters themselves: the platform refuses Unicode escapes. Control characters, which JSON can only
    escape, are left out."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return CONTROL.sub(r"\1", text).encode("utf-8", "replace")


def scrub(text: str) -> str:
    """``text`` without tokens and secrets, for logs and for the ledger."""
    return SECRET.sub(r"\1\2***", text)[:160]


def address_in(message: str) -> str:
    """The address of ours that the platform names in a refusal (40164), "" where it names none."""
    found = re.search(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])", message)
    return found.group(0) if found else ""


@dataclass(frozen=True, slots=True)
class Article:
    """One published article or draft in a list of the platform."""

    id: str
    source_url: str
    url: str


def articles_in(answer: Mapping[str, Any]) -> list[Article]:
    """The articles of an answer of freepublish/batchget or draft/batchget."""
    found = []
    for item in answer.get("item") or []:
        key = str(item.get("article_id") or item.get("media_id") or "")
        for news in (item.get("content") or {}).get("news_item") or []:
            if not news.get("is_deleted"):
                found.append(Article(key, str(news.get("content_source_url", "")), str(news.get("url", ""))))
    return found


def counted_in(answer: Mapping[str, Any]) -> Counted:
    """The numbers in an answer of datacube/getarticletotaldetail. Only the first article of a publication is ours
    (``msgid`` is "<msg_data_id>_<place>"); what is no number is unknown."""
    rows = []
    for item in answer.get("list") or []:
        key, _, place = str(item.get("msgid", "")).rpartition("_")
        if place != "1":
            continue
        for told in item.get("detail_list") or []:
            try:
                until = date.fromisoformat(str(told.get("stat_date", "")))
            except ValueError:
                continue
            rows.append(
                Count(
                    key=key,
                    until=until,
                    readers=_number(told.get("read_user")),
                    sharers=_number(told.get("share_user")),
                    likes=_number(told.get("like_user")),
                    comments=_number(told.get("comment_count")),
                )
            )
    return Counted(tuple(rows), late=bool(answer.get("is_delay")))


def _number(told: object) -> int | None:
    return told if isinstance(told, int) and not isinstance(told, bool) and told >= 0 else None


def signature_fits(token: str, query: Mapping[str, str]) -> bool:
    """Whether a call to our address comes from the platform: SHA-1 over token, timestamp and nonce,
    sorted."""
    parts = sorted([token, query.get("timestamp", ""), query.get("nonce", "")])
    expected = hashlib.sha1("".join(parts).encode()).hexdigest()  # noqa: S324 - the platform's own scheme
    return bool(token) and hmac.compare_digest(expected, query.get("signature", ""))


@dataclass(frozen=True, slots=True)
class Finished:
    """What a PUBLISHJOBFINISH event says."""

    publish_id: str
    status: int
    article_id: str
    url: str


def finished_in(body: bytes) -> Finished | None:
    """The event in a call to our address; None where it is another one or no XML at all. Entities are
    refused."""
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, ValueError):
        return None
    if root.findtext("Event") != "PUBLISHJOBFINISH":
        return None
    publish_id = root.findtext(".//publish_id") or ""
    status = root.findtext(".//publish_status") or ""
    if not publish_id or not status.isdecimal():
        return None
    return Finished(
        publish_id=publish_id,
        status=int(status),
        article_id=root.findtext(".//article_id") or "",
        url=root.findtext(".//article_url") or "",
    )


def _blocks(blocks: Sequence[Block], uploaded: Mapping[str, str]) -> list[str]:
    pieces = []
    for block in blocks:
        if block.picture is not None:
            address = uploaded.get(block.picture.sha256)
            if address:
                image = f'<img src="{escape(address)}" alt="{escape(block.picture.alt)}" style="{STYLES["image"]}">'
                caption = block.picture.caption
                words = f'<p style="{STYLES["caption"]}">{escape(caption)}</p>' if caption else ""
                pieces.append(f'<section style="{STYLES["figure"]}">{image}{words}</section>')
        elif block.text:
            tag = TAGS.get(block.kind, "p")
            pieces.append(f'<{tag} style="{STYLES.get(block.kind, "")}">{escape(block.text)}</{tag}>')
    return pieces


def _own_words(version: Version) -> list[str]:
    """Where an editor wrote a text for this outlet, it is what counts."""
    lines = [line for line in version.text.splitlines() if line.strip()]
    return [f'<p style="{STYLES["paragraph"]}">{escape(line)}</p>' for line in lines]


def _section(pieces: Sequence[str]) -> str:
    return f'<section style="{STYLES["section"]}">{"".join(pieces)}</section>'


def _fits(content: str, limits: Limits) -> bool:
    characters, size = limits.get("content"), limits.get("content_bytes")
    return (characters is None or length(content, characters.counted) <= characters.maximum) and (
        size is None or length(content, "bytes") <= size.maximum
    )
