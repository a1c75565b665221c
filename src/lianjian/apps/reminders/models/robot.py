from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.queries import keys_of_groups
from lianjian.apps.reminders.rules.dispatches import ROBOTS
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Robot(ScopedModel):
    """A robot in the chat of a coordination group. Its webhook address is a secret: ``sealed``, never shown again."""

    group = models.ForeignKey(
        "coordination.CoordinationGroup", on_delete=models.CASCADE, related_name="robots"
    )
    kind = models.CharField(max_length=10, choices=[(r.value, r.value) for r in ROBOTS])
    name = models.CharField(max_length=60)
    sealed = models.TextField()
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=12, blank=True, default="")
    """Why it did not take the last message, "" where it did."""
    detail = models.CharField(max_length=200, blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "reminders_robot"
        verbose_name = _("group robot")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["group", "name"], name="reminders_robot_named_once")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the group."""
        return models.Q(group__in=keys_of_groups(actor))
