from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.agreements.rules.responses import CallState, ResponseState
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Initiative(ScopedModel):
    """A call (倡议书) of one organisation to others. Public once published."""

    key = models.SlugField(max_length=60, unique=True)
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    text = models.TextField()
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in CallState])
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_initiative"
        verbose_name = _("initiative")
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Everybody once it is published; before, the people of the organisation that calls."""
        return models.Q(organisation__in=actor.organisations) | ~models.Q(state=CallState.DRAFT)


class InitiativeResponse(ScopedModel):
    """An organisation's answer to a call. The contact is for those who check answers and for nobody else."""

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="responses")
    organisation_name = models.CharField(max_length=120)
    division = models.ForeignKey("parties.Division", null=True, on_delete=models.PROTECT, related_name="+")
    contact_name = models.CharField(max_length=60)
    contact = models.CharField(max_length=120)
    message = models.TextField(blank=True, default="")
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in ResponseState], db_index=True
    )
    note = models.TextField(blank=True, default="")
    received_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_initiative_response"
        verbose_name = _("response")
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "client_key"], name="agreements_response_sent_once"
            ),
            models.UniqueConstraint(
                fields=["initiative", "organisation_name"], name="agreements_one_response_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_name} → {self.initiative_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The people of the organisation that called."""
        calls = Initiative.unscoped.filter(organisation__in=actor.organisations)
        return models.Q(initiative__in=calls.values("pk"))
