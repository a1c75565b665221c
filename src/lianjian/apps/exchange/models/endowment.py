from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.queries import organisations_looked_after
from lianjian.apps.exchange.rules.endowments import EndowmentKind
from lianjian.foundation.scoping import ScopedModel
from lianjian.kernel.quantities import Unit

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Endowment(ScopedModel):
    """Something an organisation has (资源禀赋). Quantity and unit are both there or both unknown."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in EndowmentKind])
    text = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    unit = models.CharField(max_length=20, choices=[(u.value, u.value) for u in Unit], blank=True, default="")
    public = models.BooleanField(default=False)
    recorded_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True, default="")
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "exchange_endowment"
        verbose_name = _("endowment")
        ordering = ["organisation", "recorded_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "client_key"], name="exchange_endowment_sent_once"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__isnull=True, unit="")
                | (models.Q(quantity__isnull=False) & ~models.Q(unit="")),
                name="exchange_quantity_with_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Everybody where it is shown and still there; else the organisation's people, and those who run a
        joint group with it."""
        return (
            models.Q(public=True, withdrawn_on=None)
            | models.Q(organisation__in=actor.organisations)
            | models.Q(organisation__in=organisations_looked_after(actor))
        )
