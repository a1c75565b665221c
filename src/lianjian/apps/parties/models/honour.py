from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Honour(ScopedModel):
    """A distinction (荣誉) of an organisation, or of one of its people, with who gave it, when, and the proof."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="honours")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    """None: it is the organisation's own."""
    title = models.CharField(max_length=120)
    granted_by = models.CharField(max_length=120)
    granted_on = models.DateField()
    public = models.BooleanField(default=False)
    entered_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "parties_honour"
        verbose_name = _("honour")
        ordering = ["-granted_on", "-pk"]
        indexes = [models.Index(fields=["organisation", "public"])]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "client_key"], name="parties_honour_sent_once")
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Everybody where it is public, else the people of the organisation and the one who has it."""
        return (
            models.Q(public=True)
            | models.Q(organisation__in=actor.organisations)
            | models.Q(person=actor.person, person__isnull=False)
        )


class HonourProof(ScopedModel):
    """A photograph or PDF document in the private storage that proves an honour."""

    honour = models.ForeignKey(Honour, on_delete=models.CASCADE, related_name="proofs")
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)

    class Meta(ScopedModel.Meta):
        db_table = "parties_honour_proof"
        verbose_name = _("proof of an honour")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the honour."""
        seen = Honour.unscoped.filter(Honour.visible_to(actor))
        return models.Q(honour__in=seen.order_by().values("pk"))
