from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.queries import organisations_looked_after
from lianjian.apps.reminders.rules.stages import Kind, Stage
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Case(ScopedModel):
    """One thing that is due: a duty, a commitment … (``kind`` and its key, ``thing``). ``group`` sends the reminders about
    it, whoever else shares it. ``what`` is the title as the last walk found it."""

    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in Kind])
    thing = models.BigIntegerField()
    what = models.CharField(max_length=500)
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    group = models.ForeignKey(
        "coordination.CoordinationGroup", null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    opened_on = models.DateField()
    last_on = models.DateField(null=True)
    """The day of the latest reminder."""
    answered_on = models.DateField(null=True)
    """The day on which those who owe it last said how it stands."""
    settled_at = models.DateTimeField(null=True)
    escalated_on = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "reminders_case"
        verbose_name = _("case")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["organisation", "settled_at", "due_on"])]
        constraints = [models.UniqueConstraint(fields=["kind", "thing"], name="reminders_one_case_a_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The people of the organisation that owes it, those who run a joint group with it, and who was reminded."""
        told = Reminder.unscoped.filter(person=actor.person, person__isnull=False)
        return (
            models.Q(organisation__in=actor.organisations)
            | models.Q(organisation__in=organisations_looked_after(actor))
            | models.Q(pk__in=told.order_by().values("case"))
        )


class Reminder(ScopedModel):
    """What one recipient, a person or a group's robot, was told about a case: written down before it leaves. ``day`` is
    that of the walk; ``dispatch`` None where it stands on the person's page only."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    robot = models.ForeignKey("reminders.Robot", null=True, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Stage])
    due_on = models.DateField()
    day = models.DateField()
    seen_at = models.DateTimeField(null=True)
    dispatch = models.ForeignKey(
        "reminders.Dispatch", null=True, on_delete=models.SET_NULL, related_name="reminders"
    )

    STAYS_WHEN_JOINED: ClassVar = True

    class Meta(ScopedModel.Meta):
        db_table = "reminders_reminder"
        verbose_name = _("reminder")
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["person", "seen_at", "-day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "due_on", "stage"],
                condition=models.Q(person__isnull=False),
                name="reminders_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["case", "robot", "due_on", "stage"],
                condition=models.Q(robot__isnull=False),
                name="reminders_once_a_robot",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(robot__isnull=True),
                name="reminders_to_a_person_or_a_robot",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of case {self.case_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the case."""
        seen = Case.unscoped.filter(Case.visible_to(actor))
        return models.Q(case__in=seen.order_by().values("pk"))


class Bookmark(models.Model):
    """How far the walk over one kind of things has come on its day: keys up to ``after`` have been looked at."""

    name = models.CharField(max_length=24, unique=True)
    day = models.DateField()
    after = models.BigIntegerField(default=0)

    class Meta:
        db_table = "reminders_bookmark"

    def __str__(self) -> str:
        return f"{self.name} {self.day} {self.after}"
