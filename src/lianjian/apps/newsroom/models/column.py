from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.rules.columns import KIND_LABELS, ColumnKind


class Column(models.Model):
    """A standing heading under which stories appear. Columns are public. ``kind`` is one of the four of the mission, "" where
    it is none of them."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=30, unique=True)
    about = models.CharField(_("about"), max_length=200, blank=True, default="")
    kind = models.CharField(
        _("kind"),
        max_length=20,
        blank=True,
        default="",
        choices=[(kind.value, _(KIND_LABELS[kind])) for kind in ColumnKind],
    )
    place = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        db_table = "newsroom_column"
        verbose_name = _("column")
        verbose_name_plural = _("columns")
        ordering = ["place", "slug"]

    def __str__(self) -> str:
        return self.name
