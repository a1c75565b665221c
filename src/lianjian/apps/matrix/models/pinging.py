from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from lianjian.apps.matrix.rules.people import matrices_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class HubPing(ScopedModel):
    """What the WebSub hub is to be told of an outlet's feed (decision 0035): ``changed_at`` is the newest change,
    ``next_at`` None where the hub knows it or was given up."""

    outlet = models.OneToOneField("matrix.Outlet", on_delete=models.CASCADE, related_name="hub_ping")
    changed_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    detail = models.CharField(max_length=100, blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "matrix_hub_ping"

    def __str__(self) -> str:
        return f"hub and feed of outlet {self.outlet_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        return models.Q(outlet__owner__in=matrices_of(actor))
