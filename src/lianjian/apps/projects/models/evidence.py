from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.projects.models.commitment import Progress
from lianjian.apps.projects.models.outcome import Outcome
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class EvidenceFile(ScopedModel):
    """A file in the private storage that proves a step or an outcome."""

    progress = models.ForeignKey(Progress, null=True, on_delete=models.CASCADE, related_name="files")
    outcome = models.ForeignKey("projects.Outcome", null=True, on_delete=models.CASCADE, related_name="files")
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
        return models.Q(progress__in=steps) | models.Q(outcome__in=outcomes)
