from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from lianjian.apps.matrix.rules.people import matrices_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Credential(ScopedModel):
    """What an account needs to speak for itself, sealed (``rules/sealing.py``). Never shown again once
    stored."""

    outlet = models.OneToOneField("matrix.Outlet", on_delete=models.CASCADE, related_name="credential")
    sealed = models.TextField()
    stored_at = models.DateTimeField()
    stored_by = models.BigIntegerField(null=True)
    """Key of the person, None where the command line did it."""

    class Meta(ScopedModel.Meta):
        db_table = "matrix_credential"

    def __str__(self) -> str:
        return f"credential of outlet {self.outlet_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        return models.Q(outlet__owner__in=matrices_of(actor))
