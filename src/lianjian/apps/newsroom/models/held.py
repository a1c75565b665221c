"""Texts whose hour came and which could not go public: what stood in the way, until somebody has dealt with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.models.review import of_newsroom
from lianjian.foundation.scoping import ScopedModel
from lianjian.kernel.refusals import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


class HeldBack(ScopedModel):
    """A scheduled text was refused at its hour ``due_at``. ``message``, ``cure`` and ``values`` are the refusal as the guard
    gave it (msgids, JSON values); ``settled_at`` is when it was dealt with: the story went out or was put on the schedule
    again, or somebody said so."""

    story = models.ForeignKey("newsroom.Story", on_delete=models.CASCADE, related_name="held_back")
    due_at = models.DateTimeField()
    message = models.TextField()
    cure = models.TextField(blank=True, default="")
    values = models.JSONField(default=dict)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_held_back"
        verbose_name = _("text held back at its hour")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.story_id} {self.due_at:%Y-%m-%d %H:%M}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the story's newsroom."""
        return of_newsroom(actor)

    @classmethod
    def keep(cls, story: int, due_at: datetime, refused: Refused) -> HeldBack:
        """A story in hand was refused now."""
        plain = (str, int, float, bool, type(None))
        values = {
            name: value if isinstance(value, plain) else str(value) for name, value in refused.values.items()
        }
        return cls.objects.create(
            story_id=story,
            due_at=due_at,
            message=refused.message,
            cure=refused.cure,
            values=values,
            at=timezone.now(),
        )

    @classmethod
    def settle(cls, story: int, by: Actor) -> None:
        """A story in hand went out, or was put on the schedule again."""
        rows = cls.objects.across_organisations("the story is in hand")
        rows.filter(story=story, settled_at=None).update(settled_at=timezone.now(), settled_by=by.person)

    def refusal(self) -> Refused:
        """What the guard said, to be explained in the reader's language."""
        return Refused(self.message, cure=self.cure, **self.values)
