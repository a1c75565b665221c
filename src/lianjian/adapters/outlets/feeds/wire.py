"""A feed in its three forms: RSS 2.0 (rssboard.org/rss-specification), Atom (RFC 4287), JSON Feed 1.1
(jsonfeed.org)."""

from __future__ import annotations

import json
import re
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from lianjian.apps.matrix.rules.feeds import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian.apps.matrix.rules.feeds import Feed, FeedItem, FeedPiece

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
CREATOR = "http://purl.org/dc/elements/1.1/"
CONTENT_TYPES = {
    Form.RSS: "application/rss+xml; charset=utf-8",
    Form.ATOM: "application/atom+xml; charset=utf-8",
    Form.JSON: "application/feed+json; charset=utf-8",
}
# XML 1.0 has no way to write these, not even escaped (section 2.2)
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TAGS = {"paragraph": "p", "heading": "h2", "quote": "blockquote"}


def write_feed(form: Form, feed: Feed) -> bytes:
    """The feed in a form, UTF-8. The same feed always gives the same bytes."""
    writers: dict[Form, Callable[[Feed], bytes]] = {Form.RSS: _rss, Form.ATOM: _atom, Form.JSON: _json}
    return writers[form](feed)


def body_html(pieces: tuple[FeedPiece, ...]) -> str:
    """The body as plain HTML without styles: every text escaped, pictures with their words."""
    parts = []
    for piece in pieces:
        if piece.picture is not None:
            caption = (
                f"<figcaption>{escape(piece.picture.caption)}</figcaption>" if piece.picture.caption else ""
            )
            image = f'<img src="{escape(piece.picture.url)}" alt="{escape(piece.picture.alt)}">'
            parts.append(f"<figure>{image}{caption}</figure>")
        elif piece.text:
            tag = TAGS.get(piece.kind, "p")
            parts.append(f"<{tag}>{escape(piece.text)}</{tag}>")
    return "\n".join(parts)


def _rss(feed: Feed) -> bytes:
    ET.register_namespace("atom", ATOM)
    ET.register_namespace("content", CONTENT)
    ET.register_namespace("dc", CREATOR)
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home)
    _add(channel, "description", feed.description)
    _add(channel, "language", feed.language.lower())
    _add(channel, "lastBuildDate", format_datetime(feed.updated))
    ET.SubElement(channel, f"{{{ATOM}}}link", href=feed.address, rel="self", type="application/rss+xml")
    if feed.hub:
        ET.SubElement(channel, f"{{{ATOM}}}link", href=feed.hub, rel="hub")
    for item in feed.items:
        entry = ET.SubElement(channel, "item")
        _add(entry, "title", item.title)
        _add(entry, "link", item.url)
        _add(entry, "guid", item.id).set("isPermaLink", "false")
        _add(entry, "description", item.digest)
        if item.author:
            _add(entry, f"{{{CREATOR}}}creator", item.author)
        for tag in item.tags:
            _add(entry, "category", tag)
        _add(entry, "pubDate", format_datetime(item.published))
        for picture in item.pictures[:1]:  # readers expect one enclosure an item; the body holds the others
            ET.SubElement(
                entry, "enclosure", url=picture.url, type=picture.media_type, length=str(picture.size)
            )
        _add(entry, f"{{{CONTENT}}}encoded", body_html(item.pieces))
    return _document(rss)


def _atom(feed: Feed) -> bytes:
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": feed.language})
    _atom_add(root, "id", feed.id)
    _atom_add(root, "title", feed.title)
    _atom_add(root, "subtitle", feed.description)
    _atom_add(root, "updated", feed.updated.isoformat())
    ET.SubElement(root, f"{{{ATOM}}}link", rel="self", href=feed.address, type="application/atom+xml")
    if feed.hub:
        ET.SubElement(root, f"{{{ATOM}}}link", rel="hub", href=feed.hub)
    ET.SubElement(root, f"{{{ATOM}}}link", rel="alternate", href=feed.home, type="text/html")
    author = ET.SubElement(root, f"{{{ATOM}}}author")
    _atom_add(author, "name", feed.title)
    for item in feed.items:
        _atom_entry(root, item)
    return _document(root)


def _atom_entry(root: ET.Element, item: FeedItem) -> None:
    entry = ET.SubElement(root, f"{{{ATOM}}}entry")
    _atom_add(entry, "id", item.id)
    _atom_add(entry, "title", item.title)
    ET.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", href=item.url, type="text/html")
    for picture in item.pictures:
        link = ET.SubElement(
            entry, f"{{{ATOM}}}link", rel="enclosure", href=picture.url, type=picture.media_type
        )
        if picture.size:
            link.set("length", str(picture.size))
    _atom_add(entry, "published", item.published.isoformat())
    _atom_add(entry, "updated", item.updated.isoformat())
    if item.author:
        author = ET.SubElement(entry, f"{{{ATOM}}}author")
        _atom_add(author, "name", item.author)
    for tag in item.tags:
        ET.SubElement(entry, f"{{{ATOM}}}category", term=_plain(tag))
    _atom_add(entry, "summary", item.digest)
    _atom_add(entry, "content", body_html(item.pieces)).set("type", "html")


def _json(feed: Feed) -> bytes:
    items = []
    for item in feed.items:
        entry: dict[str, object] = {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "summary": item.digest,
            "content_html": body_html(item.pieces),
            "date_published": item.published.isoformat(),
            "date_modified": item.updated.isoformat(),
            "tags": list(item.tags),
            "language": feed.language,
        }
        if item.author:
            entry["authors"] = [{"name": item.author}]
        if item.pictures:
            entry["image"] = item.pictures[0].url
            entry["attachments"] = [
                {"url": p.url, "mime_type": p.media_type} | ({"size_in_bytes": p.size} if p.size else {})
                for p in item.pictures
            ]
        items.append(entry)
    whole: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": feed.language,
        "items": items,
    }
    if feed.hub:
        whole["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _add(parent: ET.Element, tag: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, tag)
    child.text = _plain(text)
    return child


def _atom_add(parent: ET.Element, tag: str, text: str) -> ET.Element:
    return _add(parent, f"{{{ATOM}}}{tag}", text)


def _plain(text: str) -> str:
    return NOT_XML.sub("", text)


def _document(root: ET.Element) -> bytes:
    ET.indent(root, " ")
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
