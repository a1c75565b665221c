from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.parties.rules.levels import Level


class Division(models.Model):
    """An administrative division, by its statistical code (GB/T 2260 for the first six digits; the National Bureau of
    Statistics' twelve-digit code below the county). Names repeat, codes do not: match by code or full path only."""

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=80)
    level = models.CharField(
        max_length=10, choices=[(level.value, level.value) for level in Level], db_index=True
    )
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=200, db_index=True)

    class Meta:
        db_table = "parties_division"
        verbose_name = _("administrative division")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.path
