from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.queries import agreements_run_by
from lianjian.apps.projects.rules.commitments import CommitmentState, Move, Side
from lianjian.apps.projects.rules.periods import Counting
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.foundation.scoping import ScopedModel
from lianjian.kernel.quantities import Unit

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Commitment(ScopedModel):
    """What one party owes another (承诺事项): an area, words, a day, and, where it can be counted, an
    indicator."""

    agreement = models.ForeignKey(
        "agreements.Agreement", null=True, on_delete=models.PROTECT, related_name="commitments"
    )
    clause_position = models.PositiveSmallIntegerField(null=True)
    giver = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    work_area = models.CharField(max_length=12, choices=[(a.value, a.value) for a in WorkArea], db_index=True)
    text = models.CharField(max_length=500)
    due_on = models.DateField()
    first_due_on = models.DateField()
    """The day of the first promise; ``due_on`` may have been renegotiated since."""
    indicator = models.CharField(max_length=120, blank=True, default="")
    unit = models.CharField(max_length=20, choices=[(u.value, u.value) for u in Unit], blank=True, default="")
    target = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    counting = models.CharField(
        max_length=10, choices=[(c.value, c.value) for c in Counting], blank=True, default=""
    )
    """"" where it is not cut into periods; else ``target`` follows from those of the periods."""
    clause_sha256 = models.CharField(max_length=64, blank=True, default="")
    """Hash of the text whose clause was meant, "" where that text was no more than a draft."""
    state = models.CharField(max_length=15, choices=[(s.value, s.value) for s in CommitmentState])
    made_at = models.DateTimeField()
    done_on = models.DateField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_by = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in Side], blank=True, default=""
    )
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_commitment"
        verbose_name = _("commitment")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["giver", "state", "due_on"]),
            models.Index(fields=["receiver", "state", "due_on"]),
            models.Index(fields=["agreement", "state", "due_on"]),
            models.Index(fields=["state", "due_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("receiver")), name="projects_nobody_owes_themselves"
            ),
            models.UniqueConstraint(fields=["giver", "client_key"], name="projects_commitment_sent_once"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The people of the two parties, and those who run the joint group of its agreement."""
        return (
            models.Q(giver__in=actor.organisations)
            | models.Q(receiver__in=actor.organisations)
            | models.Q(agreement__in=agreements_run_by(actor))
        )


def commitments_seen_by(actor: Actor) -> models.QuerySet[Commitment, int]:
    """Keys of the commitments the actor may see, as a subquery."""
    return Commitment.unscoped.filter(Commitment.visible_to(actor)).order_by().values_list("pk", flat=True)


class Progress(ScopedModel):
    """What was done about a commitment: a report, evidence, a confirmation and so on; rows are only ever
    added.

    ``value`` is how much of the target had been reached by then, in the commitment's unit: each report
    gives the level, so that the latest one is the sum and a wrong one is put right by the next.
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=15, choices=[(m.value, m.value) for m in Move])
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(blank=True, default="")
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    due_before = models.DateField(null=True)
    log_entry = models.ForeignKey(
        "coordination.LogEntry", null=True, on_delete=models.PROTECT, related_name="+"
    )
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_progress"
        verbose_name = _("progress")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["commitment", "-at"])]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "client_key"], name="projects_progress_sent_once"),
            models.UniqueConstraint(fields=["commitment", "log_entry"], name="projects_entry_proves_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.text[:30]}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the commitment."""
        return models.Q(commitment__in=commitments_seen_by(actor))
