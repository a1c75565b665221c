"""The outbox of events, which is the audit trail too."""

from __future__ import annotations

from django.db import models


class EventRecord(models.Model):
    """One deed: what, by whom, when. Rows are only ever added; sealing fills the last three fields once.

    ``mark`` shows that this installation told it (``vouching.py``); "" in rows from before there were marks.
    """

    name = models.CharField(max_length=100, db_index=True)
    payload = models.JSONField()
    actor = models.CharField(max_length=120)
    person = models.BigIntegerField(null=True, db_index=True)
    at = models.DateTimeField(db_index=True)
    mark = models.CharField(max_length=64, blank=True, default="", db_default="")
    sequence = models.BigIntegerField(null=True, unique=True)
    previous_seal = models.CharField(max_length=64, blank=True, default="")
    seal = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "foundation_event_record"

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class PendingCall(models.Model):
    """A listener that still has to hear an event; deleted once it has."""

    record = models.ForeignKey(EventRecord, on_delete=models.CASCADE, related_name="pending_calls")
    listener = models.CharField(max_length=200)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(db_index=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        db_table = "foundation_pending_call"
        constraints = [
            models.UniqueConstraint(fields=["record", "listener"], name="foundation_one_call_each")
        ]

    def __str__(self) -> str:
        return f"{self.listener} <- {self.record_id}"


class Lease(models.Model):
    """Who leads a job that must run once in the whole installation."""

    name = models.CharField(max_length=60, primary_key=True)
    holder = models.CharField(max_length=80)
    until = models.DateTimeField()

    class Meta:
        db_table = "foundation_lease"

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"


class Installation(models.Model):
    """The installation itself: one row."""

    key = models.UUIDField()

    class Meta:
        db_table = "foundation_installation"

    def __str__(self) -> str:
        return str(self.key)
