from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Item(models.Model):
    """A published story as spread knows it: kept up to date by the newsroom's events, so that every report
    is a GROUP BY over this app's own tables. The key is the story's."""

    story = models.PositiveBigIntegerField(primary_key=True)
    title = models.CharField(max_length=255)
    column = models.CharField(max_length=60, db_index=True)
    party = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(db_index=True)
    happened_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "spread_item"
        verbose_name = _("followed story")

    def __str__(self) -> str:
        return self.title
