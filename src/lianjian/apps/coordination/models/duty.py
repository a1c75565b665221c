from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.models.group import CoordinationGroup, organisations_looked_after
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.coordination.rules.rhythm import Period
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Rhythm(ScopedModel):
    """How often a party of a group does something: a visit, a call, a meeting. Becomes dated duties."""

    group = models.ForeignKey(CoordinationGroup, on_delete=models.PROTECT, related_name="rhythms")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=200)
    every = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=6, choices=[(p.value, p.value) for p in Period])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    on = models.CharField(max_length=30, blank=True, default="")
    """Which day of the stretch (``rules.rhythm.place_of``), "" for the one of the first date."""
    exceptions = models.JSONField(default=list, blank=True)
    """Single days that fall out, ISO 8601."""
    made_until = models.DateField(null=True)
    """Duties up to and including this day have been made. Only ever moves forward."""

    class Meta(ScopedModel.Meta):
        db_table = "coordination_rhythm"
        verbose_name = _("rhythm of contact")
        ordering = ["group", "pk"]

    def __str__(self) -> str:
        return self.what

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the group."""
        seen = CoordinationGroup.unscoped.filter(CoordinationGroup.visible_to(actor))
        return models.Q(group__in=seen.values("pk"))


class Duty(ScopedModel):
    """Something an organisation has to do by a day. ``person`` None: whoever answers for the organisation.

    ``source_app`` and ``source_key`` say where it comes from (``coordination``, ``rhythm:3``).
    """

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=200)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in DutyState])
    done_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")
    rhythm = models.ForeignKey(Rhythm, null=True, on_delete=models.PROTECT, related_name="duties")
    source_app = models.CharField(max_length=20, blank=True, default="")
    source_key = models.CharField(max_length=40, blank=True, default="")
    log_entry = models.ForeignKey(
        "coordination.LogEntry", null=True, on_delete=models.PROTECT, related_name="duties"
    )

    class Meta(ScopedModel.Meta):
        db_table = "coordination_duty"
        verbose_name = _("duty")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["organisation", "state", "due_on"]),
            models.Index(fields=["person", "state", "due_on"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["rhythm", "due_on"], name="coordination_one_duty_a_date")
        ]

    def __str__(self) -> str:
        return f"{self.what} ({self.due_on})"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The organisation's people, the person it falls to, and those who run a joint group with it."""
        return (
            models.Q(organisation__in=actor.organisations)
            | models.Q(person=actor.person, person__isnull=False)
            | models.Q(organisation__in=organisations_looked_after(actor))
        )
