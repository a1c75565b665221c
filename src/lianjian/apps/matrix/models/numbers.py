from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.matrix.rules.people import matrices_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class OutletNumbers(ScopedModel):
    """What a platform counted of one delivery from its publication until a civil day, that day included. Counts of people,
    never who they are; None where the platform does not say."""

    delivery = models.ForeignKey("matrix.Delivery", on_delete=models.CASCADE, related_name="numbers")
    until = models.DateField()
    readers = models.PositiveIntegerField(null=True)
    sharers = models.PositiveIntegerField(null=True)
    likes = models.PositiveIntegerField(null=True)
    comments = models.PositiveIntegerField(null=True)
    asked_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "matrix_outlet_numbers"
        verbose_name = _("numbers of an outlet")
        constraints = [models.UniqueConstraint(fields=["delivery", "until"], name="matrix_one_number_a_day")]

    def __str__(self) -> str:
        return f"delivery {self.delivery_id} until {self.until}: {self.readers}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        return models.Q(delivery__outlet__owner__in=matrices_of(actor))


class NumbersAsked(ScopedModel):
    """Which day's items an outlet was asked about, and when it is asked again. ``code`` is what the platform said instead of
    numbers, "" where it gave some."""

    outlet = models.ForeignKey("matrix.Outlet", on_delete=models.CASCADE, related_name="numbers_asked")
    day = models.DateField()
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    code = models.CharField(max_length=40, blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "matrix_numbers_asked"
        constraints = [models.UniqueConstraint(fields=["outlet", "day"], name="matrix_day_asked_once")]

    def __str__(self) -> str:
        return f"numbers of outlet {self.outlet_id} of {self.day}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        return models.Q(outlet__owner__in=matrices_of(actor))
