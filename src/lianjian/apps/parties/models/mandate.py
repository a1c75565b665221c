from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Mandate(ScopedModel):
    """A person acts for an organisation in a role, from a day until a day (both included; None: no end agreed)."""

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="mandates"
    )
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    title = models.CharField(max_length=60, blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "parties_mandate"
        verbose_name = _("mandate")
        indexes = [
            models.Index(fields=["organisation", "role"]),
            models.Index(fields=["person", "starts_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="parties_mandate_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} @ {self.organisation_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """One's own, and those in one's organisations."""
        return models.Q(person=actor.person) | models.Q(organisation__in=actor.organisations)
