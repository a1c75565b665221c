from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from lianjian.apps.matrix.rules.people import matrices_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class FeedFetch(ScopedModel):
    """An outlet fetched its feed: the evidence that it has what stood there. No address is kept, only what
    the client calls itself; a question answered with "nothing new" (304) counts up the row before it."""

    outlet = models.ForeignKey("matrix.Outlet", on_delete=models.CASCADE, related_name="fetches")
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    form = models.CharField(max_length=10)
    etag = models.CharField(max_length=80)
    agent = models.CharField(max_length=200, blank=True, default="")
    items = models.PositiveIntegerField()

    class Meta(ScopedModel.Meta):
        db_table = "matrix_feed_fetch"
        indexes = [models.Index(fields=["outlet", "-at"], name="matrix_fetch_latest")]

    def __str__(self) -> str:
        return f"{self.form} {self.at:%Y-%m-%d %H:%M}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        return models.Q(outlet__owner__in=matrices_of(actor))
