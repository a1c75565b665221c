"""Who is seen in the pictures of a story, who agreed to it, and what is public though somebody agrees no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from lianjian.apps.newsroom.models import Consent, PictureShelf, PlacedPicture, Story, StoryPicture
from lianjian.apps.newsroom.models.consent import shown_in
from lianjian.apps.newsroom.rules.consents import People, hindrance

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


def ours(by: Actor) -> QuerySet[StoryPicture]:
    """The pictures of the newsrooms in which ``by`` works."""
    return StoryPicture.objects.filter(collection__in=PictureShelf.objects.by(by).values("collection"))


@dataclass(frozen=True, slots=True)
class PictureWord:
    """A picture of a story with its consents, the newest first; ``why`` is a key of ``rules.consents.WHY``, "" where it may
    go public."""

    picture: StoryPicture
    why: str
    consents: tuple[tuple[Consent, bool], ...]


def pictures_of_story(by: Actor, story: Story, today: date) -> list[PictureWord]:
    """The pictures of the latest text of a story in hand, the cover first."""
    shown = shown_in(story.get_latest_revision_as_object(), story)
    pictures = StoryPicture.objects.select_related("people_by").in_bulk(list(shown))
    rows = list(Consent.objects.by(by).filter(picture__in=list(shown)).select_related("recorded_by"))
    return [
        PictureWord(
            pictures[key],
            hindrance(one, today),
            tuple((row, row.fact().ended(today)) for row in rows if row.picture_id == key),
        )
        for key, one in shown.items()
    ]


def consents_of_words(by: Actor, story: int, today: date) -> list[tuple[Consent, bool]]:
    """The consents about the words of a story, the newest first, each with whether it has ended."""
    rows = Consent.objects.by(by).filter(story=story).select_related("recorded_by")
    return [(row, row.fact().ended(today)) for row in rows]


def consent_of(by: Actor, consent: int) -> Consent | None:
    """One consent in the newsrooms of ``by``."""
    return Consent.objects.by(by).filter(pk=consent).first()


def public_without_consent(by: Actor, today: date) -> QuerySet[Story]:
    """Stories that are public though somebody in their pictures or words agrees no more, in the newsrooms of ``by``."""
    ended = Q(settled_on=None) & (Q(withdrawn_on__isnull=False) | Q(until__lt=today))
    consents = Consent.objects.by(by).filter(ended)
    fallen = ours(by).filter(people=People.TAKEN_BACK)
    placed = PlacedPicture.objects.filter(story=OuterRef("pk")).filter(
        Q(picture__in=consents.order_by().exclude(picture=None).values("picture"))
        | Q(picture__in=fallen.order_by().values("pk"))
    )
    of_words = consents.order_by().exclude(story=None).values("story")
    rows = Story.for_actor(by).filter(live=True).filter(Exists(placed) | Q(pk__in=of_words))
    return rows.select_related("column").order_by("-last_published_at")
