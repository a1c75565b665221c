"""Who had a hand in which text, who reviewed it, and what went public when. Rows are only ever added, but for the text
of a revision that is still being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.apps.newsroom.rules.steps import Step, Verdict
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from wagtail.models import Revision

    from lianjian.apps.newsroom.rules.steps import Standing
    from lianjian.foundation.actor import Actor


def of_newsroom(actor: Actor) -> models.Q:
    """The scope of rows about a story: those who work in its newsroom."""
    return models.Q(story__newsroom__in=newsrooms_of(actor))


class StoryText(ScopedModel):
    """The text of one revision, frozen as a fingerprint, and the person who saved it. ``introduced`` says whether it
    differs from the text before it, that is, whether the person had a hand in it."""

    story = models.ForeignKey("newsroom.Story", on_delete=models.CASCADE, related_name="texts")
    revision = models.OneToOneField(
        "wagtailcore.Revision", on_delete=models.CASCADE, related_name="story_text"
    )
    sha256 = models.CharField(max_length=64)
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    introduced = models.BooleanField()
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_story_text"
        verbose_name = _("text of a story")
        ordering = ["story", "id"]

    def __str__(self) -> str:
        return f"{self.story_id} {self.sha256[:12]}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the story's newsroom."""
        return of_newsroom(actor)


class Review(ScopedModel):
    """A person's verdict on one text of a story at one step. It counts for that text and no other. ``role`` is what the
    person was that day, "" where it was not kept."""

    story = models.ForeignKey("newsroom.Story", on_delete=models.CASCADE, related_name="reviews")
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.CASCADE, related_name="story_reviews"
    )
    text_sha256 = models.CharField(max_length=64)
    reviewer = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    step = models.CharField(
        max_length=16, choices=[(s.value, s.value) for s in Step], default=Step.FIRST_REVIEW
    )
    role = models.CharField(max_length=24, blank=True, default="")
    verdict = models.CharField(max_length=12, choices=[(v.value, v.value) for v in Verdict])
    comment = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_review"
        verbose_name = _("review")
        ordering = ["story", "id"]
        indexes = [models.Index(fields=["story", "text_sha256"])]

    def __str__(self) -> str:
        return f"{self.story_id} {self.verdict}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the story's newsroom."""
        return of_newsroom(actor)


class Publication(ScopedModel):
    """A text went public. ``number`` counts the publications of one story from 1; ``reviewers`` are the keys of the
    people whose steps allowed it; ``apart`` says whether the house asked for six different ones, None for texts that went
    out when one review was enough."""

    story = models.ForeignKey("newsroom.Story", on_delete=models.CASCADE, related_name="publications")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="+")
    last_text = models.ForeignKey(StoryText, on_delete=models.CASCADE, related_name="+")
    text_sha256 = models.CharField(max_length=64)
    reviewers = models.JSONField(default=list)
    apart = models.BooleanField(null=True)
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_publication"
        verbose_name = _("publication")
        ordering = ["story", "number"]
        constraints = [
            models.UniqueConstraint(fields=["story", "number"], name="newsroom_publication_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.story_id} #{self.number}"

    @classmethod
    def record(
        cls, story: int, number: int, revision: Revision, text_sha256: str, steps: Standing, by: Actor
    ) -> None:
        """A text of a story in hand goes public now, with the people who hold its steps."""
        texts = StoryText.objects.across_organisations("the story is in hand").filter(story=story)
        cls.objects.create(
            story_id=story,
            number=number,
            revision=revision,
            last_text=texts.get(revision=revision),
            text_sha256=text_sha256,
            reviewers=sorted(set(steps.held.values())),
            apart=steps.apart,
            person_id=by.person,
            at=timezone.now(),
        )

    @classmethod
    def last_of(cls, story: int) -> Publication | None:
        """The latest publication of a story in hand, None where it never was public."""
        rows = cls.objects.across_organisations("the story is in hand").filter(story=story)
        return rows.order_by("number").last()

    @classmethod
    def text_of_last(cls, story: int) -> str:
        """The SHA-256 of the text that was published last, "" where none was."""
        last = cls.last_of(story)
        return last.text_sha256 if last is not None else ""

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the story's newsroom."""
        return of_newsroom(actor)
