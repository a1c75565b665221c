from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.queries import organisations_looked_after
from lianjian.apps.islands.rules.stations import FaultKind, ReplyState
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Station(ScopedModel):
    """A box in a village, known by its key. What it tells of itself is None or "" where it has not told (its keeper decides).

    ``run`` counts how often the box began anew with the same keys: its log and its parcels are numbered from the start each
    time. ``lost_at``: stolen or missing; ``retired_at``: another took its place, ``replaced_by``.
    """

    number = models.CharField(max_length=19, unique=True)
    key = models.CharField(max_length=64, unique=True)
    recipient = models.CharField(max_length=62)
    village = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    division = models.CharField(max_length=12, blank=True, default="")
    name = models.CharField(max_length=80)
    enrolled_at = models.DateTimeField()
    enrolled_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    lost_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    run = models.PositiveIntegerField(default=1)

    last_parcel = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, db_index=True)
    version = models.CharField(max_length=200, blank=True, default="")
    edition = models.BigIntegerField(null=True)
    disk_free = models.BigIntegerField(null=True)
    is_stale = models.BooleanField(null=True)
    faults = models.JSONField(default=list)
    fault_count = models.PositiveSmallIntegerField(default=0)
    """How many ``faults`` it told, for the board."""
    reported_at = models.DateTimeField(null=True)

    log_size = models.BigIntegerField(default=0)
    log_peaks = models.JSONField(default=list)
    checkpoint = models.TextField(blank=True, default="")
    """The newest checkpoint of this run that fits the lines held, with the hub's cosignature."""

    acknowledged = models.BigIntegerField(default=0)
    """The newest replies that the box has taken in."""
    reply_serial = models.BigIntegerField(default=0)
    reply_contents = models.CharField(max_length=64, blank=True, default="")
    reply_state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in ReplyState], default=ReplyState.DUE, db_index=True
    )
    reply = models.BinaryField(null=True)
    """The sealed replies, from the moment they are made until their file lies in the feed."""

    class Meta(ScopedModel.Meta):
        db_table = "islands_station"
        verbose_name = _("village station")
        ordering = ["division", "pk"]
        indexes = [models.Index(fields=["village", "retired_at"], name="islands_station_by_village")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_in_service(self) -> bool:
        """Whether its parcels are taken and replies are sealed to it."""
        return self.lost_at is None and self.retired_at is None

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The village's people, and those who run a joint group with it."""
        return inside(actor, "village")


def inside(actor: Actor, village: str) -> models.Q:
    """The condition under which ``actor`` belongs to the village in the column, or runs a joint group with it."""
    return models.Q(**{f"{village}__in": actor.organisations}) | models.Q(
        **{f"{village}__in": organisations_looked_after(actor)}
    )


class Parcel(ScopedModel):
    """A parcel that was taken in: by its digest, so that the same one again changes nothing."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="parcels")
    run = models.PositiveIntegerField()
    serial = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    taken_at = models.DateTimeField(db_index=True)

    class Meta(ScopedModel.Meta):
        db_table = "islands_parcel"
        verbose_name = _("parcel")
        ordering = ["pk"]
        indexes = [models.Index(fields=["station", "run", "serial"], name="islands_parcel_by_serial")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.serial}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The village's people, and those who run a joint group with it."""
        return inside(actor, "station__village")


class LogLine(ScopedModel):
    """A line of a station's log as the station told it; rows are only ever added."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="lines")
    run = models.PositiveIntegerField()
    number = models.BigIntegerField()
    text = models.TextField()

    class Meta(ScopedModel.Meta):
        db_table = "islands_log_line"
        verbose_name = _("line of a station's log")
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "run", "number"], name="islands_each_line_of_a_log_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.number}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The village's people, and those who run a joint group with it."""
        return inside(actor, "station__village")


class StationFault(ScopedModel):
    """Something about a station that a person must look at. ``held`` and ``offered`` are the evidence: two checkpoints or
    two lines that contradict each other."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="found_faults")
    run = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in FaultKind])
    found_at = models.DateTimeField()
    held = models.TextField(blank=True, default="")
    offered = models.TextField(blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    settled_because = models.CharField(max_length=300, blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "islands_station_fault"
        verbose_name = _("fault of a station")
        ordering = ["-found_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.station_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The village's people, and those who run a joint group with it."""
        return inside(actor, "station__village")


class NoisyCount(ScopedModel):
    """Numbers that a village let out, with the noise that its station added: by category, for a quarter."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="counts")
    from_day = models.DateField()
    to_day = models.DateField()
    epsilon = models.CharField(max_length=20)
    numbers = models.JSONField()

    class Meta(ScopedModel.Meta):
        db_table = "islands_noisy_count"
        verbose_name = _("noisy numbers")
        ordering = ["station", "from_day"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "from_day", "to_day"], name="islands_numbers_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.from_day}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The village's people, and those who run a joint group with it."""
        return inside(actor, "station__village")
