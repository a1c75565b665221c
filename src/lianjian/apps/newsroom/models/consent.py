"""Who agreed to be shown or named, to what, and until when. Seen in the newsroom only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.models.body import blocks_in
from lianjian.apps.newsroom.rules.consents import ConsentFact, Shown, Way, require_agreed
from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lianjian.apps.newsroom.models.story import Story
    from lianjian.foundation.actor import Actor


class Consent(ScopedModel):
    """One person's consent, about a picture or about the words of a story. ``who`` is as little as is needed to find the
    person again; ``kept_at`` is where the paper lies. Days are civil dates of the network."""

    newsroom = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    picture = models.ForeignKey(
        "newsroom.StoryPicture", null=True, on_delete=models.CASCADE, related_name="consents"
    )
    story = models.ForeignKey("newsroom.Story", null=True, on_delete=models.CASCADE, related_name="consents")
    who = models.CharField(max_length=60)
    use = models.CharField(max_length=120)
    way = models.CharField(max_length=10, choices=[(w.value, w.value) for w in Way])
    kept_at = models.CharField(max_length=120, blank=True, default="")
    given_on = models.DateField()
    until = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    settled_on = models.DateField(null=True)
    recorded_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_consent"
        verbose_name = _("consent")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(picture=None, story__isnull=False)
                | models.Q(picture__isnull=False, story=None),
                name="newsroom_consent_about_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom."""
        return models.Q(newsroom__in=newsrooms_of(actor))

    def fact(self) -> ConsentFact:
        """As the rule takes it."""
        return ConsentFact(self.given_on, self.until, self.withdrawn_on, self.settled_on is not None)


class PlacedPicture(models.Model):
    """Which picture stands in the public text of which story. It holds nothing that is not public, and goes when the
    story goes."""

    story = models.ForeignKey("newsroom.Story", on_delete=models.CASCADE, related_name="placed_pictures")
    picture = models.ForeignKey("newsroom.StoryPicture", on_delete=models.CASCADE, related_name="placed_in")

    class Meta:
        db_table = "newsroom_placed_picture"
        verbose_name = _("picture in a public text")
        constraints = [
            models.UniqueConstraint(fields=["story", "picture"], name="newsroom_picture_placed_once")
        ]

    def __str__(self) -> str:
        return f"{self.picture_id} in {self.story_id}"

    @classmethod
    def keep(cls, story: Story) -> None:
        """Bring the places in line with the text of ``story``, which has just gone public."""
        PlacedPicture.objects.filter(story=story.pk).delete()
        PlacedPicture.objects.bulk_create(
            PlacedPicture(story_id=story.pk, picture_id=key) for key in keys_of_pictures(story)
        )


def keys_of_pictures(text: Story) -> list[int]:
    """Keys of the pictures of a text that are still there, the cover first."""
    from lianjian.apps.newsroom.models.picture import StoryPicture

    wanted = [text.cover_id, *(block.picture for block in blocks_in(text.body))]
    there = set(StoryPicture.objects.filter(pk__in=[k for k in wanted if k]).values_list("pk", flat=True))
    return [key for key in dict.fromkeys(wanted) if key is not None and key in there]


def shown_in(text: Story, public: Story) -> dict[int, Shown]:
    """The pictures of a text as the rule takes them, by key. ``public`` is the row of the story."""
    from lianjian.apps.newsroom.models.picture import StoryPicture

    keys = keys_of_pictures(text)
    stays = set(keys if hasattr(public, "archive_item") else ())
    if public.live:
        stays.update(keys_of_pictures(public))
    rows = StoryPicture.objects.in_bulk(keys)
    facts: dict[int, list[ConsentFact]] = {}
    consents = Consent.objects.across_organisations("the pictures are in hand")
    for one in consents.filter(picture__in=keys):
        facts.setdefault(one.picture_id or 0, []).append(one.fact())
    return {
        key: Shown(rows[key].title, rows[key].people, facts.get(key, ()), stays=key in stays) for key in keys
    }


def facts_of_words(story: int) -> Iterable[ConsentFact]:
    """The consents about the words of a story in hand."""
    rows = Consent.objects.across_organisations("the story is in hand").filter(story=story)
    return [row.fact() for row in rows]


def require_agreement(text: Story, public: Story, today: date) -> None:
    """Raise Refused where somebody in the pictures or words of a text was not asked, or agrees no more."""
    require_agreed(shown_in(text, public).values(), facts_of_words(public.pk), today)
