from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.matrix.rules.people import matrices_of
from lianjian.apps.matrix.rules.reading_back import Sight
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class ConfirmedPage(ScopedModel):
    """The page that a person named when confirming a delivery, and what the system found when it read it. ``status`` and
    ``title`` are those of the last try; 0 and "" where nothing came."""

    delivery = models.OneToOneField("matrix.Delivery", on_delete=models.CASCADE, related_name="page")
    sight = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Sight])
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, db_index=True)
    read_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300, blank=True, default="")
    detail = models.CharField(max_length=100, blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "matrix_confirmed_page"
        verbose_name = _("confirmed page")

    def __str__(self) -> str:
        return f"page of delivery {self.delivery_id}: {self.sight}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        return models.Q(delivery__outlet__owner__in=matrices_of(actor))
