"""Reading stories: what is public to all, drafts to those who work in their newsroom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import StrIndex
from django.utils import timezone

from lianjian.apps.newsroom.models import (
    ArchiveItem,
    Column,
    PictureShelf,
    Publication,
    Review,
    Story,
    StoryPicture,
    UncertainPlace,
)
from lianjian.apps.newsroom.models.body import blocks_in
from lianjian.apps.newsroom.queries.steps import (
    changes_since_mine,
    for_my_review,
    may_review,
    my_steps,
    record,
    rules_of,
    standing_reviewers,
    standings,
)
from lianjian.apps.newsroom.rules import finding
from lianjian.apps.newsroom.rules.content import Block, Picture, PublishedStory
from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.apps.newsroom.rules.steps import Verdict
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from typing import Any

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


__all__ = [  # what lies in modules beside this one
    "changes_since_mine",
    "for_my_review",
    "may_review",
    "my_steps",
    "record",
    "rules_of",
    "standing_reviewers",
    "standings",
]


def columns() -> list[Column]:
    """All columns in the order in which they are shown."""
    return list(Column.objects.all())


def published(story_id: int) -> PublishedStory | None:
    """The published text of a story; None where it does not exist, is not published or was withdrawn."""
    rows = list(_public().filter(pk=story_id))
    return _as_published(rows, bodies=True)[0] if rows else None


def published_many(story_ids: Iterable[int], *, bodies: bool = False) -> dict[int, PublishedStory]:
    """The published ones among ``story_ids``, by key. Always three queries at most."""
    rows = list(_public().filter(pk__in=set(story_ids)))
    return {story.id: story for story in _as_published(rows, bodies=bodies)}


def latest_published(
    column: str = "",
    party: int | None = None,
    since: datetime | None = None,
    limit: int = 20,
    offset: int = 0,
    *,
    division: str = "",
    bodies: bool = False,
) -> list[PublishedStory]:
    """Published stories, the newest first. ``column`` is a slug, ``party`` the key of an organisation, ``since`` an aware
    moment, ``division`` the start of a division code. Two queries however many come; without ``bodies`` the blocks are
    left empty."""
    rows = _chosen(column, party, since, division).order_by("-first_published_at", "-pk")
    return _as_published(list(rows[offset : offset + limit]), bodies=bodies)


def count_published(
    column: str = "", party: int | None = None, since: datetime | None = None, *, division: str = ""
) -> int:
    """How many published stories there are, by the same filters."""
    return _chosen(column, party, since, division).count()


def was_published(story_id: int) -> bool:
    """Whether a story ever was public: its address then says "withdrawn", not "not found"."""
    return Story.objects.filter(pk=story_id, number__gte=1).exists()


def newsrooms(by: Actor) -> frozenset[int]:
    """Keys of the media centres in whose newsroom ``by`` works; all of them for network-wide actors."""
    houses = organisations(Kind.MEDIA_CENTRE)
    if not by.network_wide:
        houses = houses.filter(pk__in=newsrooms_of(by))
    return frozenset(houses.values_list("pk", flat=True))


def stories(by: Actor) -> QuerySet[Story]:
    """The stories, drafts included, that ``by`` works on, the newest first."""
    return Story.for_actor(by).select_related("column", "party", "archive_item").order_by("-pk")


def pictures(by: Actor) -> QuerySet[StoryPicture]:
    """The pictures of the newsrooms in which ``by`` works, drafts' pictures included."""
    return StoryPicture.objects.filter(collection__in=PictureShelf.objects.by(by).values("collection"))


def state_of(story: Story) -> str:
    """Where a story stands, in one word of ``rules.stages``: published while any text of it is public."""
    if story.withdrawn_at is not None:
        return Stage.WITHDRAWN
    return Stage.PUBLISHED if story.live else Stage(story.stage)


def summary(story: Story) -> dict[str, Any]:
    """A story of ``stories`` in one row for machines."""
    item = getattr(story, "archive_item", None)
    return {
        "id": story.pk,
        "title": story.title,
        "column": story.column.slug if story.column else None,
        "state": str(state_of(story)),
        "published_at": story.first_published_at.isoformat() if story.first_published_at else None,
        "source_sha256": item.source_sha256 if item is not None else None,
        "revision": story.number,
    }


def story_of(by: Actor, story_id: int) -> Story:
    """One story that ``by`` works on. Raises NotThere."""
    found = stories(by).filter(pk=story_id).first()
    if found is None:
        raise NotThere
    return found


def story_for_preview(story: Story) -> PublishedStory:
    """A story object, saved or not, in the shape in which it would be published now. Shown to its newsroom only."""
    return _as_published([story], bodies=True)[0]


def reviews(by: Actor, story_id: int) -> QuerySet[Review]:
    """The reviews of a story, the newest first, reviewers with them."""
    return Review.objects.by(by).filter(story=story_id).select_related("reviewer").order_by("-pk")


def latest_comment(story: Story) -> str:
    """What the last reviewer of a story said who sent it back. The caller has the story in hand already."""
    rows = Review.objects.across_organisations("the story is in hand")
    last = rows.filter(story=story, verdict=Verdict.SENT_BACK).order_by("-pk").first()
    return last.comment if last is not None else ""


def publications(by: Actor, story_id: int) -> QuerySet[Publication]:
    """When which text of a story went public, the newest first."""
    return Publication.objects.by(by).filter(story=story_id).select_related("person").order_by("-number")


def archive_items(by: Actor) -> QuerySet[ArchiveItem]:
    """The archive items of the newsrooms in which ``by`` works, the newest first."""
    return ArchiveItem.objects.by(by).select_related("story").order_by("-pk")


def archive_item(by: Actor, item_id: int) -> ArchiveItem:
    """One archive item. Raises NotThere."""
    found = archive_items(by).filter(pk=item_id).first()
    if found is None:
        raise NotThere
    return found


def uncertain_places(by: Actor, item_id: int) -> QuerySet[UncertainPlace]:
    """The places of an item where a person has to look, in the order of the text."""
    return (
        UncertainPlace.objects.by(by).filter(item=item_id).select_related("decided_by").order_by("position")
    )


def _public() -> QuerySet[Story]:
    return Story.objects.filter(live=True, withdrawn_at=None).select_related("column", "party")


def _chosen(column: str, party: int | None, since: datetime | None, division: str) -> QuerySet[Story]:
    rows = _public()
    if column:
        rows = rows.filter(column__slug=column)
    if party is not None:
        rows = rows.filter(party=party)
    if since is not None:
        rows = rows.filter(first_published_at__gte=since)
    if division:
        rows = rows.filter(division_id__startswith=division)
    return rows


def _as_published(rows: list[Story], *, bodies: bool) -> list[PublishedStory]:
    drafts = {id(row): blocks_in(row.body) if bodies else [] for row in rows}
    wanted = {row.cover_id for row in rows} | {block.picture for row in rows for block in drafts[id(row)]}
    pictures = StoryPicture.objects.in_bulk([key for key in wanted if key is not None])
    found = []
    for row in rows:
        blocks = []
        for draft in drafts[id(row)]:
            if draft.kind != "picture":
                blocks.append(Block(draft.kind, draft.text))
            elif (picture := _picture(pictures, draft.picture, draft.alt, draft.caption)) is not None:
                blocks.append(Block("picture", picture=picture))
        found.append(_story(row, tuple(blocks), _picture(pictures, row.cover_id)))
    return found


def _picture(
    pictures: Mapping[int, StoryPicture], key: int | None, alt: str = "", caption: str = ""
) -> Picture | None:
    picture = pictures.get(key) if key is not None else None
    if picture is None:
        return None
    drawing = picture.media_type == "image/svg+xml"
    return Picture(
        id=picture.pk,
        path=str(picture.file.name),
        sha256=picture.sha256,
        media_type=picture.media_type,
        width=0 if drawing else picture.width,
        height=0 if drawing else picture.height,
        alt=alt or picture.description,
        caption=caption,
    )


def _story(row: Story, blocks: tuple[Block, ...], cover: Picture | None) -> PublishedStory:
    now = timezone.now()
    return PublishedStory(
        id=row.pk or 0,
        revision=row.number,
        title=row.title,
        subtitle=row.subtitle,
        digest=row.digest,
        byline=row.byline,
        source=row.source,
        column_slug=row.column.slug if row.column else "",
        column_name=row.column.name if row.column else "",
        party_id=row.party_id,
        party_name=row.party.name if row.party else "",
        division_code=row.division_id or "",
        happened_on=row.happened_on,
        published_at=row.first_published_at or now,
        updated_at=row.last_published_at or now,
        blocks=blocks,
        cover=cover,
        loudspeaker=row.loudspeaker,
        demonstration=row.demonstration,
    )


@dataclass(frozen=True, slots=True)
class FoundStory:
    """A story that was found: its title and the passage that holds what was asked for, in marked pieces. The passage
    is () where only the head holds it."""

    story: PublishedStory
    title: tuple[finding.Piece, ...]
    passage: tuple[finding.Piece, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found: how many stories in all, and some of them. ``terms`` is () where nothing was asked."""

    terms: tuple[str, ...]
    total: int
    stories: tuple[FoundStory, ...]


def find_published(question: str, *, limit: int = 20, offset: int = 0) -> Found:
    """Published stories that hold every term of ``question`` anywhere in their text, those with it in the title first,
    then the newest. Substrings, so that any two characters of a Chinese name find it; a question in one run that is
    nowhere is cut into words. One pass over the texts (about 150 ms for 6,000 stories on SQLite), then three queries."""
    asked = finding.terms(question)
    found = _holding(asked) if asked else []
    if asked and not found and (words := finding.cut(asked)) != asked:
        asked, found = words, _holding(words)
    shown = published_many(found[offset : offset + limit], bodies=True)
    stories = [shown[key] for key in found[offset : offset + limit] if key in shown]
    return Found(asked, len(found), tuple(_found(story, asked) for story in stories))


def _holding(asked: Iterable[str]) -> list[int]:
    """Keys of the public stories that hold all of these words."""
    rows = _public().select_related(None)
    in_title = Q()
    for place, word in enumerate(asked):
        rows = rows.alias(**{f"at{place}": StrIndex("findable__words", Value(word))})
        rows = rows.filter(**{f"at{place}__gt": 0})
        in_title &= Q(title__icontains=word)
    heading = Case(When(in_title, then=0), default=1)
    return list(rows.order_by(heading, "-first_published_at", "-pk").values_list("pk", flat=True))


def _found(story: PublishedStory, asked: tuple[str, ...]) -> FoundStory:
    texts = [block.text for block in story.blocks]
    captions = [block.picture.caption for block in story.blocks if block.picture]
    passage = finding.passage([*texts, *captions, story.digest, story.loudspeaker], asked)
    return FoundStory(story, finding.marked(story.title, asked), passage)


def waiting_for_review(by: Actor) -> QuerySet[Story]:
    """Stories in review in the newsrooms of ``by``, the longest waiting first."""
    return stories(by).filter(stage=Stage.IN_REVIEW).order_by("latest_revision__created_at")


def scheduled(by: Actor) -> QuerySet[Story]:
    """Stories in the newsrooms of ``by`` of which a text waits for its hour, the next one first; the hour is
    ``goes_out_at``."""
    return (
        stories(by)
        .filter(_revisions__approved_go_live_at__isnull=False, withdrawn_at=None)
        .annotate(goes_out_at=Min("_revisions__approved_go_live_at"))
        .order_by("goes_out_at")
    )


def sent_back(by: Actor) -> QuerySet[Story]:
    """Stories that a reviewer sent back, with the reviewer's words as ``comment``."""
    said = Review.objects.across_organisations("stories of my newsrooms").filter(
        story=OuterRef("pk"), verdict=Verdict.SENT_BACK
    )
    last = Subquery(said.order_by("-pk").values("comment")[:1])
    return stories(by).filter(stage=Stage.SENT_BACK).annotate(comment=last)


def open_items(by: Actor) -> QuerySet[ArchiveItem]:
    """Archive items with uncertain places that nobody has decided yet, with their number as ``open_places``."""
    undecided = Count("places", filter=Q(places__state=UncertainPlace.State.OPEN))
    return archive_items(by).annotate(open_places=undecided).filter(open_places__gt=0)
