from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Share(models.Model):
    """A link somebody made to carry a story on. It names nobody: not who made it, not who it was sent to.

    ``root`` and ``depth`` are copied from the parent when the row is made (decision 0009); a root is its own
    root at depth 0. ``orphan``: it came from a link we do not know, so it starts a chain of its own.
    """

    token = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    item = models.ForeignKey("spread.Item", on_delete=models.PROTECT, related_name="shares", db_index=False)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children", db_index=False
    )
    root = models.BigIntegerField()
    depth = models.PositiveIntegerField()
    outlet = models.CharField(max_length=60)
    orphan = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "spread_share"
        verbose_name = _("share link")
        indexes = [models.Index(fields=["item", "root"], name="spread_share_chain")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent=None, depth=0, root=models.F("token"))
                | models.Q(parent__isnull=False, depth__gt=0),
                name="spread_share_root_or_child",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} @ {self.depth}"
