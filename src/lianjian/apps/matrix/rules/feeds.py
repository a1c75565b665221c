"""A feed before it has a form: what stands in it, whatever the client reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MOST_ITEMS = 50


class Form(StrEnum):
    """Forms of a feed, by the ending of its address."""

    RSS = "xml"
    ATOM = "atom"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class FeedPicture:
    """``size`` in bytes, 0 where the file cannot be asked."""

    url: str
    media_type: str
    size: int
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class FeedPiece:
    """One piece of an item's body: text of a kind, or a picture."""

    kind: str
    text: str = ""
    picture: FeedPicture | None = None


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One story. ``id`` is a tag URI (RFC 4151) and never changes; ``updated`` grows with every
    correction."""

    id: str
    url: str
    title: str
    digest: str
    author: str
    source: str
    tags: tuple[str, ...]
    published: datetime
    updated: datetime
    pieces: tuple[FeedPiece, ...]
    pictures: tuple[FeedPicture, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """``updated`` is that of the newest change in it: the same stories always give the same bytes. ``hub`` is the address of
    a WebSub hub, "" for none."""

    id: str
    title: str
    description: str
    home: str
    address: str
    language: str
    updated: datetime
    items: tuple[FeedItem, ...]
    hub: str = ""


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed as it is served. ``etag`` is quoted, as HTTP wants it (RFC 9110, 8.8.3); ``link`` is the header that names the
    hub, "" without one."""

    body: bytes
    content_type: str
    etag: str
    items: int
    updated: datetime
    stories: Mapping[int, int]
    """Key of each story in it, to the revision that lies there."""
    link: str = ""
