from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.models.duty import Duty
from lianjian.apps.coordination.models.group import CoordinationGroup
from lianjian.apps.coordination.rules.meetings import Attendance, MeetingState
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Meeting(ScopedModel):
    """A meeting of a group: planned with its agenda, then held with its minutes (纪要), or cancelled.

    ``held_at`` is the time for which it is planned until it has been held. ``version`` counts the words of the minutes;
    earlier ones are ``MinutesText``.
    """

    group = models.ForeignKey(CoordinationGroup, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in MeetingState], default=MeetingState.HELD
    )
    held_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True, default="")
    agenda = models.TextField(blank=True, default="")
    minutes = models.TextField(blank=True, default="")
    version = models.PositiveSmallIntegerField(default=1)
    note = models.TextField(blank=True, default="")
    """Why it was cancelled."""
    attendees = models.ManyToManyField("parties.Person", related_name="+")
    entered_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "coordination_meeting"
        verbose_name = _("meeting")
        ordering = ["-held_at", "-pk"]
        indexes = [models.Index(fields=["state", "held_at"])]
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


def _meetings_of(actor: Actor) -> models.QuerySet[Meeting, int]:
    return Meeting.unscoped.filter(Meeting.visible_to(actor)).order_by().values_list("pk", flat=True)


class Seat(ScopedModel):
    """A person who was invited to a meeting or was there. ``seen_at`` is when they first opened the minutes."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    attendance = models.CharField(
        max_length=10, choices=[(a.value, a.value) for a in Attendance], default=Attendance.UNKNOWN
    )
    seen_at = models.DateTimeField(null=True)

    STAYS_WHEN_JOINED: ClassVar = True

    class Meta(ScopedModel.Meta):
        db_table = "coordination_seat"
        verbose_name = _("seat at a meeting")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="coordination_one_seat_each")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.meeting_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the meeting."""
        return models.Q(meeting__in=_meetings_of(actor))


class MinutesText(ScopedModel):
    """Earlier words of the minutes, as they read until they were corrected ``until``."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="earlier")
    version = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True, default="")
    until = models.DateTimeField()
    corrected_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        db_table = "coordination_minutes_text"
        verbose_name = _("earlier minutes")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="coordination_minutes_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} v{self.version}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the meeting."""
        return models.Q(meeting__in=_meetings_of(actor))


class Decision(ScopedModel):
    """What a meeting decided. One with an organisation and a day became a duty; ``became`` names what else it became,
    as ``app/key`` (``projects/commitment:12``)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True)
    duty = models.OneToOneField(Duty, null=True, on_delete=models.PROTECT, related_name="decision")
    became = models.CharField(max_length=60, blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "coordination_decision"
        verbose_name = _("decision")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:40]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the meeting."""
        return models.Q(meeting__in=_meetings_of(actor))
