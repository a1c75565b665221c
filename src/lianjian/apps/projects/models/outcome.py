from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.queries import organisations_looked_after
from lianjian.apps.projects.models.project import Project, projects_seen_by
from lianjian.apps.projects.rules.outcomes import OutcomeState
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.foundation.scoping import ScopedModel
from lianjian.kernel.quantities import Unit

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Outcome(ScopedModel):
    """What came of it (成效): a value in one unit, proved, and verified by somebody who did not report it."""

    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="outcomes")
    commitment = models.ForeignKey(
        "projects.Commitment", null=True, on_delete=models.PROTECT, related_name="outcomes"
    )
    work_area = models.CharField(max_length=12, choices=[(a.value, a.value) for a in WorkArea])
    text = models.CharField(max_length=300)
    unit = models.CharField(max_length=20, choices=[(u.value, u.value) for u in Unit])
    value = models.DecimalField(max_digits=20, decimal_places=4)
    happened_on = models.DateField()
    evidence = models.CharField(max_length=500, blank=True, default="")
    reported_by = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    reporter = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in OutcomeState])
    verifier = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True, default="")
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_outcome"
        verbose_name = _("outcome")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["reported_by", "client_key"], name="projects_outcome_sent_once")
        ]
        indexes = [models.Index(fields=["state", "unit", "happened_on"])]

    def __str__(self) -> str:
        return self.text[:40]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The people of its parties and of the project's, and those who run a joint group with one of
        them."""
        parties = OutcomeParty.unscoped.filter(
            models.Q(organisation__in=actor.organisations)
            | models.Q(organisation__in=organisations_looked_after(actor))
        )
        return (
            models.Q(reported_by__in=actor.organisations)
            | models.Q(pk__in=parties.order_by().values("outcome"))
            | models.Q(project__in=projects_seen_by(actor))
        )


class OutcomeParty(ScopedModel):
    """A party whose contribution an outcome needed. ``weight`` is proposed for all of its parties or for none, and
    counts once each of them has agreed (``agreed_at``); a party that refuses says why, until others are proposed or it
    agrees after all."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    weight = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    agreed_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "projects_outcome_party"
        verbose_name = _("party of an outcome")
        ordering = ["organisation"]
        constraints = [
            models.UniqueConstraint(fields=["outcome", "organisation"], name="projects_one_share_each")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} of {self.outcome_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the outcome."""
        seen = Outcome.unscoped.filter(Outcome.visible_to(actor))
        return models.Q(outcome__in=seen.order_by().values("pk"))
