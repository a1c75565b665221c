from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianjian.apps.projects.models.project import Project, projects_seen_by
from lianjian.apps.projects.rules.shares import ReceiptState
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class ShareAgreement(ScopedModel):
    """Agreed shares (按股分配) of a project's parties, valid from a day once every party has agreed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="share_agreements")
    valid_from = models.DateField()
    proposed_on = models.DateField()
    proposed_by = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField(null=True)
    """The day on which the last party agreed; None while one has not."""
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_share_agreement"
        verbose_name = _("agreed shares")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "client_key"], name="projects_shares_sent_once")
        ]

    def __str__(self) -> str:
        return f"shares of {self.project_id} from {self.valid_from}"

    @classmethod
    def visible_to(cls, actor: Actor) -> Q:
        """Whoever sees the project."""
        return Q(project__in=projects_seen_by(actor))


class Share(ScopedModel):
    """One party's share in per cent, and who agreed to it for that party."""

    agreement = models.ForeignKey(ShareAgreement, on_delete=models.CASCADE, related_name="shares")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    per_cent = models.DecimalField(max_digits=5, decimal_places=2)
    agreed_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_share"
        verbose_name = _("share")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="projects_one_per_cent_each")
        ]

    def __str__(self) -> str:
        return f"{self.per_cent} % of {self.organisation_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> Q:
        """Whoever sees the project."""
        return Q(agreement__project__in=projects_seen_by(actor))


class Distribution(ScopedModel):
    """What was distributed for a period, split by the shares valid on its last day. ``total`` in yuan."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="distributions")
    shares = models.ForeignKey(ShareAgreement, on_delete=models.PROTECT, related_name="distributions")
    starts_on = models.DateField()
    ends_on = models.DateField()
    total = models.DecimalField(max_digits=20, decimal_places=2)
    note = models.CharField(max_length=300, blank=True, default="")
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_distribution"
        verbose_name = _("distribution")
        ordering = ["-ends_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "client_key"], name="projects_distribution_sent_once"),
            models.UniqueConstraint(
                fields=["project", "starts_on", "ends_on"], name="projects_one_distribution_a_period"
            ),
        ]

    def __str__(self) -> str:
        return f"distribution of {self.project_id} to {self.ends_on}"

    @classmethod
    def visible_to(cls, actor: Actor) -> Q:
        """Whoever sees the project."""
        return Q(project__in=projects_seen_by(actor))


class DistributionPart(ScopedModel):
    """One party's part in yuan, and whether it says it has received it. ``to_villagers`` is what a village passed on to
    its villagers, as a sum only."""

    distribution = models.ForeignKey(Distribution, on_delete=models.CASCADE, related_name="parts")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    per_cent = models.DecimalField(max_digits=5, decimal_places=2)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in ReceiptState])
    said_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    said_on = models.DateField(null=True)
    remark = models.CharField(max_length=300, blank=True, default="")
    to_villagers = models.DecimalField(max_digits=20, decimal_places=2, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_distribution_part"
        verbose_name = _("part of a distribution")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["distribution", "organisation"], name="projects_one_part_paid")
        ]

    def __str__(self) -> str:
        return f"{self.amount} to {self.organisation_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> Q:
        """Whoever sees the project."""
        return Q(distribution__project__in=projects_seen_by(actor))
