"""Whether the links of a text open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class StoryLinks(ScopedModel):
    """What the links of one story answered. ``revision`` is the key of the text that was looked at; ``found`` gives by address
    ``{"status": int or null, "at": moment, "tries": int}``, null where it did not answer. ``next_at`` is when to ask those
    again that did not open, None where nothing is left to ask."""

    story = models.OneToOneField(
        "newsroom.Story", on_delete=models.CASCADE, primary_key=True, related_name="links_asked"
    )
    revision = models.BigIntegerField()
    found = models.JSONField(default=dict)
    looked_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, db_index=True)

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_story_links"
        verbose_name = _("links of a story")

    def __str__(self) -> str:
        return f"links of story {self.story_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom."""
        return models.Q(story__newsroom__in=newsrooms_of(actor))
