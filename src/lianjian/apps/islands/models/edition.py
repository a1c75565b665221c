from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """One signed edition of the stations' feed: public facts about public content."""

    version = models.PositiveBigIntegerField(primary_key=True)
    published_at = models.DateTimeField()
    stories = models.PositiveIntegerField()
    entries = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()
    contents = models.CharField(max_length=64)
    """Fingerprint of what went in: an unchanged network makes no new edition."""

    signed_at = models.DateTimeField()
    """When the time was signed last: stations see from it that the feed is alive."""

    seen_event = models.BigIntegerField(default=0)
    """The newest story event that went into it: nothing newer means nothing to publish."""

    class Meta:
        db_table = "islands_edition"
        verbose_name = _("edition")
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"edition {self.version}"
