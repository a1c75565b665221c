from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.spread.rules.observing import Kind


class Event(models.Model):
    """One read or forward that our own pages saw, exactly once by ``event_id``. ``token`` is the share it
    came through. No address, no name; ``visitor`` is a hash whose salt is gone the next day."""

    event_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    item = models.ForeignKey("spread.Item", on_delete=models.PROTECT, related_name="events")
    outlet = models.CharField(max_length=60)
    token = models.BigIntegerField(null=True)
    root = models.BigIntegerField(null=True)
    depth = models.PositiveIntegerField(default=0)
    day = models.DateField()
    at = models.DateTimeField()
    visitor = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        db_table = "spread_event"
        verbose_name = _("read or forward")
        indexes = [models.Index(fields=["day", "item"], name="spread_event_day_item")]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id} {self.day}"
