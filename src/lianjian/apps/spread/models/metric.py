from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.spread.rules.metrics import Metric, Period, Source


class PlatformMetric(models.Model):
    """A figure that a platform gave about its own page, with what it counts there. Platforms revise
    figures for days: every fetch is kept, the latest counts."""

    outlet = models.CharField(max_length=60)
    item = models.ForeignKey("spread.Item", on_delete=models.PROTECT, related_name="platform_metrics")
    stat_date = models.DateField()
    metric = models.CharField(max_length=20, choices=[(metric.value, metric.value) for metric in Metric])
    value = models.PositiveBigIntegerField()
    definition = models.TextField()
    period = models.CharField(max_length=10, choices=[(period.value, period.value) for period in Period])
    fetched_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=[(source.value, source.value) for source in Source])
    entered_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "spread_platform_metric"
        verbose_name = _("platform figure")
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "item", "metric", "period", "stat_date", "fetched_at"],
                name="spread_one_figure_a_fetch",
            )
        ]

    def __str__(self) -> str:
        return f"{self.outlet} {self.metric} {self.stat_date}: {self.value}"
