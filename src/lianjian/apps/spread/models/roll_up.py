from __future__ import annotations

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.spread.rules.observing import Kind

_LOCK = 0x5093EAD  # key of the advisory lock; any constant serves


class DayCount(models.Model):
    """The roll-up: how many events of a kind one story had on one day through one outlet, and from how
    many visitors of that day (0 where none carried a hash). Derived from Event, and equal to it whenever
    it is recomputed."""

    day = models.DateField()
    item = models.ForeignKey("spread.Item", on_delete=models.PROTECT, related_name="day_counts")
    outlet = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    events = models.PositiveIntegerField()
    visitors = models.PositiveIntegerField()

    class Meta:
        db_table = "spread_day_count"
        verbose_name = _("day count")
        constraints = [
            models.UniqueConstraint(fields=["day", "item", "outlet", "kind"], name="spread_one_count_a_cell")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.item_id} {self.kind}: {self.events}"


class Watermark(models.Model):
    """Up to which Event the roll-up has counted."""

    name = models.CharField(max_length=30, primary_key=True)
    upto = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "spread_watermark"

    def __str__(self) -> str:
        return f"{self.name}: {self.upto}"


def while_collecting() -> None:
    """Hold off the roll-up until this transaction ends; other collectors go on.

    PostgreSQL hands out keys before it commits: without this a roll-up could pass over a row that commits
    late under a smaller key. SQLite has one writer at a time and needs nothing.
    """
    _take("pg_advisory_xact_lock_shared")


def while_rolling_up() -> None:
    """Wait for collectors at work and hold off new ones until this transaction ends."""
    _take("pg_advisory_xact_lock")


def _take(lock: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lock}(%s)", [_LOCK])
