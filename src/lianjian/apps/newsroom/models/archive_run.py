"""An import as it went (decision 0046): what was handed over, and what became of each file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.models.archive import ArchiveItem
from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class ArchiveRun(ScopedModel):
    """One import. ``handed_over`` is the fingerprint of what it was given, by which one that was cut short is found again;
    ``ended_at`` is empty until every source has a row."""

    newsroom = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    column = models.SlugField(max_length=60, blank=True, default="")
    handed_over = models.CharField(max_length=64)
    huanyuan_version = models.CharField(max_length=30)
    started_at = models.DateTimeField(_("begun"))
    started_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("finished at"), null=True)

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_archive_run"
        verbose_name = _("archive import")
        verbose_name_plural = _("archive imports")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["newsroom", "handed_over", "ended_at"], name="newsroom_archive_run_found")
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom."""
        return models.Q(newsroom__in=newsrooms_of(actor))


class ArchiveRunFile(ScopedModel):
    """What became of one source of an import. ``number`` is its place in the order in which they were handed over; ``cut`` are
    the words that were left out as page furniture, as ``{"line", "why", "at"}``; ``reason`` is a refusal as ``{"msgid", "cure",
    "values"}``."""

    class State(models.TextChoices):
        IMPORTED = "imported", _("imported")
        COPY = "copy", _("another copy of a story that is there")
        DUPLICATE = "duplicate", _("there already")
        REFUSED = "refused", _("refused")

    run = models.ForeignKey(ArchiveRun, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveIntegerField()
    name = models.CharField(_("file"), max_length=500)
    source_sha256 = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=10, choices=State)
    item = models.ForeignKey(ArchiveItem, null=True, on_delete=models.PROTECT, related_name="+")
    is_repaired = models.BooleanField(default=False)
    uncertain = models.PositiveIntegerField(default=0)
    families = models.JSONField(default=list)
    cut = models.JSONField(default=list)
    reason = models.JSONField(default=dict)

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_archive_run_file"
        verbose_name = _("file of an archive import")
        verbose_name_plural = _("files of archive imports")
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="newsroom_archive_run_file_once")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom."""
        return models.Q(run__newsroom__in=newsrooms_of(actor))
