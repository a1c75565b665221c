from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.projects.models.commitment import Commitment, Progress, commitments_seen_by
from lianjian.apps.projects.rules.periods import PeriodState, ValueState
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Period(ScopedModel):
    """A stretch of a commitment's term with its own target, and what was reported and approved for it.

    ``state``, ``reported`` and ``approved`` follow from the values (``rules.periods.tally``) and are written with them.
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="periods")
    position = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    report_by = models.DateField()
    target = models.DecimalField(max_digits=20, decimal_places=4)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in PeriodState], default=PeriodState.EMPTY
    )
    reported = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    approved = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    moved_at = models.DateTimeField(null=True)
    """When its latest value was reported or judged."""

    class Meta(ScopedModel.Meta):
        db_table = "projects_period"
        verbose_name = _("period")
        ordering = ["commitment", "position"]
        indexes = [
            models.Index(fields=["state", "report_by"]),
            models.Index(fields=["state", "moved_at"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "position"], name="projects_periods_are_counted")
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the commitment."""
        return models.Q(commitment__in=commitments_seen_by(actor))


class PeriodValue(ScopedModel):
    """A value reported for a period: the amount, the step it was reported with (person, moment, words, proof), and the
    step by which it was judged. Rows are only ever added; what changes is how they were judged."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="values")
    step = models.OneToOneField(Progress, on_delete=models.CASCADE, related_name="period_value")
    amount = models.DecimalField(max_digits=20, decimal_places=4)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in ValueState])
    judgement = models.OneToOneField(
        Progress, null=True, on_delete=models.CASCADE, related_name="judged_value"
    )

    class Meta(ScopedModel.Meta):
        db_table = "projects_period_value"
        verbose_name = _("value of a period")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                condition=models.Q(state=ValueState.REPORTED),
                name="projects_one_value_waits",
            ),
            models.UniqueConstraint(
                fields=["period"],
                condition=models.Q(state=ValueState.APPROVED),
                name="projects_one_value_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} for {self.period_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the commitment."""
        return models.Q(period__in=Period.unscoped.filter(Period.visible_to(actor)).order_by().values("pk"))
