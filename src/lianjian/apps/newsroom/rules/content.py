"""What a published story is, for all who carry it on: the site, the outlets, the stations.

Text is plain text, never HTML: each face and outlet shapes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as stored: ``path`` is its name in the default storage, ``sha256`` that of its bytes, sizes in pixels
    (0 where unknown, as in drawings without a size)."""

    id: int
    path: str
    sha256: str
    media_type: str
    width: int
    height: int
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the body. ``text`` is empty for pictures, ``picture`` is None for the others."""

    kind: Literal["paragraph", "heading", "quote", "picture"]
    text: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class PublishedStory:
    """One published revision of a story. ``revision`` grows with every publication of the same story."""

    id: int
    revision: int
    title: str
    subtitle: str
    digest: str
    byline: str
    source: str
    column_slug: str
    column_name: str
    party_id: int | None
    party_name: str
    division_code: str
    happened_on: date | None
    published_at: datetime
    updated_at: datetime
    blocks: tuple[Block, ...]
    cover: Picture | None
    loudspeaker: str
    demonstration: bool

    @property
    def path(self) -> str:
        """The story's address on the site, from the root."""
        return f"/stories/{self.id}/"

    @property
    def text(self) -> str:
        """Paragraphs, headings and quotations, one a line."""
        return "\n".join(block.text for block in self.blocks if block.text)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All pictures in order, the cover first where it is not in the body."""
        inside = tuple(block.picture for block in self.blocks if block.picture is not None)
        if self.cover is not None and self.cover.id not in {picture.id for picture in inside}:
            return (self.cover, *inside)
        return inside
