from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.models.group import organisations_looked_after
from lianjian.apps.coordination.rules.log import LogKind
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class LogEntry(ScopedModel):
    """One entry of the village log (驻村日志). It may belong to something of an app above, named by app
    and key."""

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in LogKind])
    text = models.TextField(blank=True, default="")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    target_app = models.CharField(max_length=20, blank=True, default="")
    target_key = models.CharField(max_length=40, blank=True, default="")
    client_key = models.CharField(max_length=64, null=True)
    withdrawn_at = models.DateTimeField(null=True)

    STAYS_WHEN_JOINED: ClassVar = True

    class Meta(ScopedModel.Meta):
        db_table = "coordination_log_entry"
        verbose_name = _("log entry")
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(fields=["village", "-happened_at"]),
            models.Index(fields=["target_app", "target_key"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "client_key"], name="coordination_entry_sent_once")
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The village's people, the writer, and those who run a joint group with the village."""
        return (
            models.Q(village__in=actor.organisations)
            | models.Q(person=actor.person)
            | models.Q(village__in=organisations_looked_after(actor))
        )


class LogPhoto(ScopedModel):
    """A photograph of an entry: names in the private storage, JPEG without metadata, sizes in pixels."""

    entry = models.ForeignKey(LogEntry, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=120)
    small_path = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta(ScopedModel.Meta):
        db_table = "coordination_log_photo"
        verbose_name = _("photo")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.path

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the entry."""
        seen = LogEntry.unscoped.filter(LogEntry.visible_to(actor))
        return models.Q(entry__in=seen.order_by().values("pk"))
