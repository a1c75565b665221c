from __future__ import annotations

from django.db import models


class DailySalt(models.Model):
    """The secret that makes one day's visitor hashes. Only today's row exists; without it no hash leads
    back to an address, and the same visitor is another one tomorrow."""

    day = models.DateField(primary_key=True)
    salt = models.CharField(max_length=64)

    class Meta:
        db_table = "spread_daily_salt"

    def __str__(self) -> str:
        return str(self.day)
