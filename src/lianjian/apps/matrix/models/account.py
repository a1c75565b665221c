from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.matrix.rules.accounts import About, Known
from lianjian.apps.matrix.rules.people import matrices_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class AccountFacts(ScopedModel):
    """What the looks at an account found; holds no secret. Gone with the credentials it was found with: new ones are looked
    at anew."""

    outlet = models.OneToOneField("matrix.Outlet", on_delete=models.CASCADE, related_name="account_facts")
    ends_at = models.DateTimeField(null=True)
    known = models.CharField(
        max_length=10, choices=[(k.value, k.value) for k in Known], blank=True, default=""
    )
    scopes = models.JSONField(null=True)
    """Names of the granted scopes, None where nobody knows."""
    missing = models.JSONField(default=list)
    looked_at = models.DateTimeField(null=True)
    """When the platform last answered."""
    away_since = models.DateTimeField(null=True)
    away_cause = models.CharField(max_length=40, blank=True, default="")
    next_look_at = models.DateTimeField(db_index=True)

    class Meta(ScopedModel.Meta):
        db_table = "matrix_account_facts"

    def __str__(self) -> str:
        return f"account of outlet {self.outlet_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        return models.Q(outlet__owner__in=matrices_of(actor))


class AccountWarning(ScopedModel):
    """What the keepers of an account have to know by a day: one open row a matter. They are told by the reminders."""

    outlet = models.ForeignKey("matrix.Outlet", on_delete=models.CASCADE, related_name="warnings")
    about = models.CharField(max_length=10, choices=[(a.value, a.value) for a in About])
    due_on = models.DateField()
    cause = models.CharField(max_length=40, blank=True, default="")
    code = models.CharField(max_length=40, blank=True, default="")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "matrix_account_warning"
        verbose_name = _("warning about an account")
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "about"],
                condition=models.Q(closed_at__isnull=True),
                name="matrix_one_warning",
            )
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.due_on} of outlet {self.outlet_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        return models.Q(outlet__owner__in=matrices_of(actor))
