from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Posting(ScopedModel):
    """A first secretary's term in a village, in a numbered batch. The mandate that goes with it is a row of its own."""

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="postings")
    village = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="postings")
    sent_by = models.CharField(max_length=120, blank=True, default="")
    batch = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    mandate = models.OneToOneField("parties.Mandate", on_delete=models.PROTECT, related_name="posting")

    class Meta(ScopedModel.Meta):
        db_table = "parties_posting"
        verbose_name = _("first-secretary posting")
        ordering = ["village", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="parties_posting_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.village_id} ({self.batch})"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """One's own, and those to one's organisations."""
        return models.Q(person=actor.person) | models.Q(village__in=actor.organisations)
