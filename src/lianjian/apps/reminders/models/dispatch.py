from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.reminders.models.robot import Robot
from lianjian.apps.reminders.rules.dispatches import Channel, DispatchState
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Dispatch(ScopedModel):
    """One message to one channel: all reminders of a recipient on a day. ``key`` is the idempotency key, the same for
    every attempt; ``trial`` is a message that somebody asked for to try a robot."""

    key = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    robot = models.ForeignKey(Robot, null=True, on_delete=models.CASCADE, related_name="dispatches")
    day = models.DateField()
    trial = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in DispatchState])
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=12, blank=True, default="")
    detail = models.CharField(max_length=200, blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "reminders_dispatch"
        verbose_name = _("message of a reminder")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "next_at"])]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The person it goes to, and whoever sees the robot."""
        seen = Robot.unscoped.filter(Robot.visible_to(actor))
        return models.Q(person=actor.person, person__isnull=False) | models.Q(
            robot__in=seen.order_by().values("pk")
        )
