"""Stories that belong together, in an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

NAME_LIMIT = 40
ABOUT_LIMIT = 200


class Series(ScopedModel):
    """A series of one newsroom. Readers see its name beside its public stories."""

    newsroom = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=NAME_LIMIT)
    about = models.CharField(max_length=ABOUT_LIMIT, blank=True, default="")
    made_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    demonstration = models.BooleanField(default=False)

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_series"
        verbose_name = _("series of stories")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["newsroom", "name"], name="newsroom_series_named_once")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom; readers see it through its public stories."""
        return models.Q(newsroom__in=newsrooms_of(actor))


class SeriesPlace(ScopedModel):
    """Where a story stands in its series, counted from 1. A story stands in one series at most."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="places")
    story = models.OneToOneField("newsroom.Story", on_delete=models.CASCADE, related_name="series_place")
    place = models.PositiveSmallIntegerField()

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_series_place"
        verbose_name = _("place in a series")
        ordering = ["series", "place"]

    def __str__(self) -> str:
        return f"{self.series_id} {self.place}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """As the series."""
        return models.Q(series__newsroom__in=newsrooms_of(actor))
