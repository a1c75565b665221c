"""A story as one outlet gets it: shaped from the one source, kept within the outlet's limits, changes
noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lianjian.apps.matrix.rules.lengths import length, shorten
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.matrix.rules.limits import Limit, Limits
    from lianjian.apps.newsroom.rules.content import Picture, PublishedStory

DIGEST_WISHED = 120
"""Characters of a digest made from the text where the story has none."""
MOST_TAGS = 5


@dataclass(frozen=True, slots=True)
class Note:
    """What shaping changed, for the editor: a msgid and its values."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Version:
    """``text`` is plain text, paragraphs a line each; ``tags`` carry no hash sign; ``link`` is the story's
    own address with the mark that tells this delivery from others."""

    title: str
    digest: str
    author: str
    text: str
    tags: tuple[str, ...]
    pictures: tuple[Picture, ...]
    link: str
    notes: tuple[Note, ...] = ()


def shape_plainly(story: PublishedStory, limits: Limits, link: str) -> Version:
    """The version every outlet can live with: text fields within their limits, as many pictures as the
    outlet takes.

    Pictures of the body follow the cover. Where ``tags`` stand in the text (a limit on ``text`` only),
    adapters add them.
    """
    notes: list[Note] = []
    title = _fit(_one_line(story.title), limits.get("title"), notes, TITLE_SHORTENED)
    digest = _one_line(story.digest) or shorten(_one_line(story.text), DIGEST_WISHED)
    digest = _fit(digest, limits.get("digest"), notes, DIGEST_SHORTENED)
    author = _fit(_one_line(story.byline or story.source), limits.get("author"), notes, AUTHOR_SHORTENED)
    text = _fit(story.text.strip(), limits.get("text"), notes, TEXT_SHORTENED)
    pictures = story.pictures
    most = limits.maximum("pictures", len(pictures))
    if len(pictures) > most:
        notes.append(Note(PICTURES_LEFT_OUT, {"count": len(pictures) - most, "most": most}))
        pictures = pictures[:most]
    return Version(
        title=title,
        digest=digest,
        author=author,
        text=text,
        tags=tags_of(story, limits),
        pictures=pictures,
        link=link,
        notes=tuple(notes),
    )


def tags_of(story: PublishedStory, limits: Limits) -> tuple[str, ...]:
    """Tags from what the story is: its column and its village. Too long ones are left out, never cut."""
    wished = [story.column_name, story.party_name, "乡村振兴", "驻村第一书记"]
    longest = limits.get("tag")
    kept = [
        tag
        for tag in dict.fromkeys("".join(wish.split()).replace("#", "") for wish in wished)
        if tag and (longest is None or longest.fits(tag))
    ]
    return tuple(kept[: limits.maximum("tags", MOST_TAGS)])


def problems(version: Version, limits: Limits) -> list[str]:
    """Fields of ``version`` that break a limit, by name: what the contract suite and the kit check."""
    broken = []
    texts = {"title": version.title, "digest": version.digest, "author": version.author}
    texts |= {"text": version.text, "source_url": version.link}
    for name, text in texts.items():
        limit = limits.get(name)
        if limit is not None and not limit.fits(text):
            broken.append(name)
    if len(version.pictures) > limits.maximum("pictures", len(version.pictures)):
        broken.append("pictures")
    if len(version.tags) > limits.maximum("tags", len(version.tags)):
        broken.append("tags")
    longest = limits.get("tag")
    if longest is not None and not all(longest.fits(tag) for tag in version.tags):
        broken.append("tag")
    return broken


def _fit(text: str, limit: Limit | None, notes: list[Note], message: str) -> str:
    if limit is None or limit.fits(text):
        return text
    shorter = shorten(text, limit.maximum, limit.counted)
    notes.append(
        Note(
            message,
            {
                "before": length(text, limit.counted),
                "after": length(shorter, limit.counted),
                "most": limit.maximum,
            },
        )
    )
    return shorter


def _one_line(text: str) -> str:
    return " ".join(text.split())


TITLE_SHORTENED = gettext_noop("The title was shortened from %(before)s to %(after)s (limit %(most)s).")
DIGEST_SHORTENED = gettext_noop("The digest was shortened from %(before)s to %(after)s (limit %(most)s).")
AUTHOR_SHORTENED = gettext_noop("The byline was shortened from %(before)s to %(after)s (limit %(most)s).")
TEXT_SHORTENED = gettext_noop("The text was shortened from %(before)s to %(after)s (limit %(most)s).")
PICTURES_LEFT_OUT = gettext_noop("%(count)s pictures were left out (limit %(most)s).")
