from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.projects.models.alliance import Product, alliances_of
from lianjian.apps.projects.models.branch_link import BranchActivity
from lianjian.apps.projects.models.commitment import Progress
from lianjian.apps.projects.models.outcome import Outcome
from lianjian.apps.projects.models.project import Contribution, ProjectStep, projects_seen_by
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class EvidenceFile(ScopedModel):
    """A file in the private storage that proves a step, an outcome, a contribution, an activity or a claim."""

    progress = models.ForeignKey(Progress, null=True, on_delete=models.CASCADE, related_name="files")
    outcome = models.ForeignKey("projects.Outcome", null=True, on_delete=models.CASCADE, related_name="files")
    contribution = models.ForeignKey(Contribution, null=True, on_delete=models.CASCADE, related_name="files")
    step = models.ForeignKey(ProjectStep, null=True, on_delete=models.CASCADE, related_name="files")
    activity = models.ForeignKey(BranchActivity, null=True, on_delete=models.CASCADE, related_name="files")
    product = models.ForeignKey(Product, null=True, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)

    class Meta(ScopedModel.Meta):
        db_table = "projects_evidence_file"
        verbose_name = _("evidence")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees what it proves."""
        steps = Progress.unscoped.filter(Progress.visible_to(actor)).order_by().values("pk")
        outcomes = Outcome.unscoped.filter(Outcome.visible_to(actor)).order_by().values("pk")
        activities = BranchActivity.unscoped.filter(BranchActivity.visible_to(actor)).order_by().values("pk")
        own = Product.unscoped.filter(
            models.Q(organisation__in=actor.organisations) | models.Q(alliance__in=alliances_of(actor))
        )
        return (
            models.Q(progress__in=steps)
            | models.Q(outcome__in=outcomes)
            | models.Q(contribution__project__in=projects_seen_by(actor))
            | models.Q(step__project__in=projects_seen_by(actor))
            | models.Q(activity__in=activities)
            | models.Q(product__in=own.order_by().values("pk"))
        )
