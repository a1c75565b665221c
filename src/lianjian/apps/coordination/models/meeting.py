from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.models.duty import Duty
from lianjian.apps.coordination.models.group import CoordinationGroup
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Meeting(ScopedModel):
    """A meeting of a group with its minutes (纪要)."""

    group = models.ForeignKey(CoordinationGroup, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=120)
    held_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True, default="")
    minutes = models.TextField(blank=True, default="")
    attendees = models.ManyToManyField("parties.Person", related_name="+")
    entered_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "coordination_meeting"
        verbose_name = _("meeting")
        ordering = ["-held_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "client_key"], name="coordination_meeting_sent_once")
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the group."""
        seen = CoordinationGroup.unscoped.filter(CoordinationGroup.visible_to(actor))
        return models.Q(group__in=seen.values("pk"))


class Decision(ScopedModel):
    """What a meeting decided. One with an organisation and a day became a duty."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True)
    duty = models.OneToOneField(Duty, null=True, on_delete=models.PROTECT, related_name="decision")

    class Meta(ScopedModel.Meta):
        db_table = "coordination_decision"
        verbose_name = _("decision")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:40]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the meeting."""
        seen = Meeting.unscoped.filter(Meeting.visible_to(actor))
        return models.Q(meeting__in=seen.order_by().values("pk"))
