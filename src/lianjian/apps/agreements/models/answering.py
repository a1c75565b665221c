"""What comes before an answer counts: invitations, and answers that wait for their code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.agreements.models.initiative import Initiative, InitiativeResponse
from lianjian.apps.agreements.rules.verifying import Way
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class PendingAnswer(ScopedModel):
    """An answer whose giver has not yet shown that telephone or house are theirs. To those who called it is a number, and
    a letter to print; it is deleted after some days. Once it is confirmed nothing personal is left in it."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=8, choices=[(way.value, way.value) for way in Way])
    organisation_name = models.CharField(max_length=120)
    division = models.ForeignKey("parties.Division", null=True, on_delete=models.PROTECT, related_name="+")
    contact_name = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)
    code_hash = models.CharField(max_length=64, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(db_index=True)
    client_key = models.CharField(max_length=64)
    response = models.ForeignKey(InitiativeResponse, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta(ScopedModel.Meta):
        db_table = "agreements_pending_answer"
        verbose_name = _("unverified answer")
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "client_key"], name="agreements_pending_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.way} → {self.initiative_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The people of the organisation that called: as a number, and as a letter to print."""
        calls = Initiative.unscoped.filter(organisation__in=actor.organisations)
        return models.Q(initiative__in=calls.order_by().values("pk"))


class CodeSent(ScopedModel):
    """That a code was asked for: by keyed hashes, for a day, so that nobody can ask without end."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=64, db_index=True)
    network = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_code_sent"
        verbose_name = _("code sent")

    def __str__(self) -> str:
        return str(self.at)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:  # noqa: ARG003 - the shape of all scopes
        """Nobody: it is counted and deleted."""
        return models.Q(pk__in=[])


class Invitation(ScopedModel):
    """One organisation is asked to answer, by a link of its own. The link is signed from ``nonce``; it is not kept."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="invitations")
    organisation_name = models.CharField(max_length=120)
    division = models.ForeignKey("parties.Division", null=True, on_delete=models.PROTECT, related_name="+")
    contact_name = models.CharField(max_length=60, blank=True, default="")
    contact = models.CharField(max_length=120, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    nonce = models.CharField(max_length=16)
    invited_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    response = models.OneToOneField(
        InitiativeResponse, null=True, on_delete=models.PROTECT, related_name="invitation"
    )

    class Meta(ScopedModel.Meta):
        db_table = "agreements_invitation"
        verbose_name = _("invitation")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "organisation_name"], name="agreements_one_invitation_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id} → {self.organisation_name}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The people of the organisation that called."""
        calls = Initiative.unscoped.filter(organisation__in=actor.organisations)
        return models.Q(initiative__in=calls.order_by().values("pk"))
