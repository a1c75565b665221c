from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class ExpertProfile(ScopedModel):
    """A person of the think tank (专家智库): one entry each, brought up to date rather than repeated.

    ``fields`` are words, the most important first. No address and no number: who wants advice asks here.
    """

    person = models.OneToOneField("parties.Person", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=list)
    profile = models.TextField(blank=True, default="")
    reachable = models.BooleanField(default=True)
    public = models.BooleanField(default=False)
    listed_on = models.DateField()
    retired_on = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "exchange_expert_profile"
        verbose_name = _("expert")
        ordering = ["listed_on", "pk"]

    def __str__(self) -> str:
        return f"expert {self.person_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Everybody where the expert wants it; while listed, whoever holds a mandate anywhere in the network;
        always the expert and the organisation's people."""
        seen = (
            models.Q(public=True, retired_on=None)
            | models.Q(person=actor.person, person__isnull=False)
            | models.Q(organisation__in=actor.organisations)
        )
        return seen | models.Q(retired_on=None) if actor.organisations else seen


class ExpertArea(ScopedModel):
    """A work area in which an expert advises."""

    expert = models.ForeignKey(ExpertProfile, on_delete=models.CASCADE, related_name="areas")
    work_area = models.CharField(max_length=12, choices=[(a.value, a.value) for a in WorkArea], db_index=True)

    class Meta(ScopedModel.Meta):
        db_table = "exchange_expert_area"
        verbose_name = _("work area of an expert")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["expert", "work_area"], name="exchange_each_area_once")
        ]

    def __str__(self) -> str:
        return f"{self.work_area} of {self.expert_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the expert."""
        seen = ExpertProfile.unscoped.filter(ExpertProfile.visible_to(actor))
        return models.Q(expert__in=seen.order_by().values("pk"))
