from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.parties.rules.tables.columns import TableKind
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Table(ScopedModel):
    """A table that somebody sent, as it was read (the file itself is not kept), with what becomes of each row. Forgotten
    after a day; once it is brought in, only the rows that were wrong or differ are left of it."""

    person = models.ForeignKey("parties.Person", null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in TableKind])
    file_name = models.CharField(max_length=120)
    rows = models.JSONField()
    counts = models.JSONField()
    received_at = models.DateTimeField(db_index=True)
    imported_at = models.DateTimeField(null=True)
    client_key = models.CharField(max_length=64, null=True, unique=True)

    class Meta(ScopedModel.Meta):
        db_table = "parties_table"
        verbose_name = _("table")
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return self.file_name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sent it."""
        return models.Q(person=actor.person, person__isnull=False)
