from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.agreements.models.agreement import Agreement
from lianjian.apps.agreements.rules.methods import Method
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class AgreementText(ScopedModel):
    """A text that was frozen for signature: written once, never changed, only superseded by an edit."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    canonical = models.TextField()
    readable = models.TextField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_agreement_text"
        verbose_name = _("frozen text")
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "version"], name="agreements_versions_are_counted"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(superseded_at=None),
                name="agreements_one_text_is_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} v{self.version}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the agreement."""
        return models.Q(agreement__in=Agreement.unscoped.filter(Agreement.visible_to(actor)).values("pk"))


class Signature(ScopedModel):
    """A party's signature on one text, by a person who held the mandate on that day. It stays with its
    text for ever."""

    text = models.ForeignKey(AgreementText, on_delete=models.PROTECT, related_name="signatures")
    sha256 = models.CharField(max_length=64)
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    method = models.CharField(max_length=20, choices=[(m.value, m.value) for m in Method])
    signed_at = models.DateTimeField()
    field = models.CharField(max_length=40, blank=True, default="")
    """The field of the PDF in which it stands; with what follows "" or None where it stands in none."""
    provider = models.CharField(max_length=40, blank=True, default="")
    certificate = models.TextField(blank=True, default="")
    certificate_sha256 = models.CharField(max_length=64, blank=True, default="", db_index=True)
    document_size = models.PositiveBigIntegerField(null=True)
    """Length in bytes of the PDF after this signature: every later one begins with these bytes."""
    document_sha256 = models.CharField(max_length=64, blank=True, default="")
    stamped_at = models.DateTimeField(null=True)
    """The time that a time-stamping authority vouched for; None where the installation's own clock is all there is."""
    stamped_by = models.CharField(max_length=200, blank=True, default="")
    scan = models.ForeignKey(
        "agreements.Scan", null=True, on_delete=models.PROTECT, related_name="signatures"
    )

    class Meta(ScopedModel.Meta):
        db_table = "agreements_signature"
        verbose_name = _("signature")
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["text", "organisation"], name="agreements_one_signature_a_party")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} on {self.sha256[:8]}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the agreement."""
        seen = Agreement.unscoped.filter(Agreement.visible_to(actor)).values("pk")
        return models.Q(text__in=AgreementText.unscoped.filter(agreement__in=seen).values("pk"))
