from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.agreements.models.text import AgreementText
from lianjian.apps.agreements.rules.attesting import ScanState
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class TextDocument(ScopedModel):
    """The PDF of a text: made once with empty fields, afterwards it only grows. ``base_size`` and ``base_sha256`` are
    those of the file before the first signature; later states stand with the signatures."""

    text = models.OneToOneField(AgreementText, on_delete=models.PROTECT, related_name="document")
    revision = models.PositiveSmallIntegerField(default=0)
    path = models.CharField(max_length=160)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    base_size = models.PositiveBigIntegerField()
    base_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "agreements_text_document"
        verbose_name = _("document")

    def __str__(self) -> str:
        return f"{self.text_id} r{self.revision}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the text."""
        return models.Q(text__in=AgreementText.unscoped.filter(AgreementText.visible_to(actor)).values("pk"))


class Scan(ScopedModel):
    """A paper that parties signed at a ceremony, brought by ``brought_by`` for ``brought_for``. It counts once it is
    attested."""

    text = models.ForeignKey(AgreementText, on_delete=models.PROTECT, related_name="scans")
    sha256 = models.CharField(max_length=64)
    signed_on = models.DateField()
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in ScanState])
    brought_by = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    brought_for = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_scan"
        verbose_name = _("scan of a signed paper")
        ordering = ["-brought_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["text", "client_key"], name="agreements_scan_sent_once")
        ]

    def __str__(self) -> str:
        return f"scan {self.pk} of {self.text_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the text."""
        return models.Q(text__in=AgreementText.unscoped.filter(AgreementText.visible_to(actor)).values("pk"))


class ScanFile(ScopedModel):
    """One file of a scan, in the private storage."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=160)
    media_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_scan_file"
        verbose_name = _("file of a scan")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the scan."""
        return models.Q(scan__in=Scan.unscoped.filter(Scan.visible_to(actor)).order_by().values("pk"))


class ScanParty(ScopedModel):
    """A party that signed on the paper, and the hand that did it."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_scan_party"
        verbose_name = _("party on a scan")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["scan", "organisation"], name="agreements_once_on_a_scan")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} on scan {self.scan_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the scan."""
        return models.Q(scan__in=Scan.unscoped.filter(Scan.visible_to(actor)).order_by().values("pk"))


class Attestation(ScopedModel):
    """A person says for a party that the scan shows the text."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="attestations")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    attested_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "agreements_attestation"
        verbose_name = _("attestation")
        ordering = ["attested_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scan", "person"], name="agreements_one_word_a_person"),
            models.UniqueConstraint(fields=["scan", "organisation"], name="agreements_one_word_a_party"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on scan {self.scan_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the scan."""
        return models.Q(scan__in=Scan.unscoped.filter(Scan.visible_to(actor)).order_by().values("pk"))
