"""What a newsroom is going to write, and who goes where until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.apps.newsroom.rules.drafts import TITLE_LIMIT
from lianjian.apps.newsroom.rules.planning import PLACE_LIMIT, WORD_LIMIT, AssignmentState, TopicState
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Topic(ScopedModel):
    """A topic of one newsroom. ``outlets`` are keys of outlets it is meant for ([] where not known); ``reason`` is why it was
    dropped. ``planned_on`` is the civil day on which it is to appear, None where not known."""

    newsroom = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=TITLE_LIMIT)
    about = models.TextField(blank=True, default="")
    column = models.ForeignKey("newsroom.Column", null=True, on_delete=models.PROTECT, related_name="+")
    planned_on = models.DateField(null=True)
    outlets = models.JSONField(default=list)
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in TopicState], default=TopicState.PROPOSED
    )
    proposed_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=WORD_LIMIT, blank=True, default="")
    submission = models.CharField(max_length=64, null=True, unique=True)
    demonstration = models.BooleanField(default=False)

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_topic"
        verbose_name = _("topic")
        ordering = ["planned_on", "pk"]
        indexes = [models.Index(fields=["newsroom", "planned_on"], name="newsroom_topics_by_day")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom."""
        return models.Q(newsroom__in=newsrooms_of(actor))


class Assignment(ScopedModel):
    """A person of the newsroom, a deadline (an aware moment), perhaps a place. ``answer`` is why somebody cannot, or why it
    was called off."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=WORD_LIMIT, blank=True, default="")
    place = models.CharField(max_length=PLACE_LIMIT, blank=True, default="")
    due_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in AssignmentState], default=AssignmentState.OPEN
    )
    story = models.ForeignKey(
        "newsroom.Story", null=True, on_delete=models.SET_NULL, related_name="assignments"
    )
    answer = models.CharField(max_length=WORD_LIMIT, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    assigned_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    submission = models.CharField(max_length=64, null=True, unique=True)

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_assignment"
        verbose_name = _("assignment")
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["person", "state", "due_at"], name="newsroom_mine_by_deadline")]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.person_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom, and the person while they work there."""
        return models.Q(topic__newsroom__in=newsrooms_of(actor))
