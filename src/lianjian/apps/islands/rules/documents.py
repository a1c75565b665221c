"""A published story as the document that hub and station agree on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian_feed.documents import Block, Column, Picture, StoryDocument

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.newsroom.rules.content import Picture as HubPicture
    from lianjian.apps.newsroom.rules.content import PublishedStory

KIND_OF_COLUMN = {"policy-explained": "policy"}


def document_of(story: PublishedStory, *, base_url: str, pictures: Mapping[int, Picture]) -> StoryDocument:
    """The story for the stations. ``pictures`` gives, by the hub's key, those pictures whose bytes go along; a
    picture that is not there is left out, its caption stays as text."""
    body: list[Block] = []
    if (
        story.cover is not None
        and story.cover.id not in {p.id for p in _inside(story)}
        and story.cover.id in pictures
    ):
        body.append(Block("picture", picture=pictures[story.cover.id]))
    for block in story.blocks:
        if block.picture is None:
            body.append(Block(block.kind, block.text))
        elif block.picture.id in pictures:
            body.append(Block("picture", picture=pictures[block.picture.id]))
        elif block.picture.caption:
            body.append(Block("paragraph", block.picture.caption))
    return StoryDocument(
        id=str(story.id),
        kind=KIND_OF_COLUMN.get(story.column_slug, "story"),
        title=_line(story.title),
        subtitle=_line(story.subtitle),
        column=Column(story.column_slug, story.column_name),
        party=_line(story.party_name) or _line(story.source) or "—",
        division=story.division_code if len(story.division_code) == 12 else None,  # noqa: PLR2004 - a village's code
        byline=_line(story.byline),
        source=_line(story.source),
        published_at=story.published_at.isoformat(timespec="seconds"),
        happened_on=story.happened_on.isoformat() if story.happened_on else None,
        body=tuple(body),
        verify_url=f"{base_url}{story.path}",
        loudspeaker=_text(story.loudspeaker),
        demonstration=story.demonstration,
        corrected=story.revision > 1,
    )


def picture_of(picture: HubPicture, digest: str) -> Picture:
    """A picture as the stations know it: by the digest of the bytes that go along."""
    return Picture(
        sha256=digest,
        media_type=picture.media_type,
        alt=_text(picture.alt),
        caption=_text(picture.caption),
        width=max(0, picture.width),
        height=max(0, picture.height),
    )


def _inside(story: PublishedStory) -> list[HubPicture]:
    return [block.picture for block in story.blocks if block.picture is not None]


def _line(text: str) -> str:
    return " ".join(_text(text).split())[:500]


def _text(text: str) -> str:
    """Without control characters: a station refuses what it could not show."""
    return "".join(
        c
        for c in text.replace("\r\n", "\n").replace("\t", " ")
        if c == "\n" or c.isprintable() or c == "\u3000"
    )
