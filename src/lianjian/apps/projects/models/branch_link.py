from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.queries import organisations_looked_after
from lianjian.apps.projects.rules.branch_links import LIVING, LinkState
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class BranchLink(ScopedModel):
    """Two Party branches of two organisations linked with each other (支部联建), proposed by one and accepted by the
    other."""

    proposer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    pair = models.CharField(max_length=41)
    """Both keys, the smaller first: no pair of organisations has two living links."""
    proposer_branch = models.CharField(max_length=120)
    partner_branch = models.CharField(max_length=120)
    agreed = models.TextField()
    proposer_contact = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    partner_contact = models.ForeignKey(
        "parties.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in LinkState])
    proposed_on = models.DateField()
    answered_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    reason = models.TextField(blank=True, default="")
    """Why it was declined or ended."""
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_branch_link"
        verbose_name = _("branch link")
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pair"],
                condition=Q(state__in=sorted(LIVING)),
                name="projects_one_living_link_each",
            ),
            models.UniqueConstraint(fields=["proposer", "client_key"], name="projects_link_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.proposer_branch} – {self.partner_branch}"

    @classmethod
    def visible_to(cls, actor: Actor) -> Q:
        """The people of both, and those who run a joint group with one of them."""
        near = organisations_looked_after(actor)
        return (
            Q(proposer__in=actor.organisations)
            | Q(partner__in=actor.organisations)
            | Q(proposer__in=near)
            | Q(partner__in=near)
        )


class BranchActivity(ScopedModel):
    """What two linked branches did together on a day."""

    link = models.ForeignKey(BranchLink, on_delete=models.CASCADE, related_name="activities")
    happened_on = models.DateField()
    what = models.CharField(max_length=300)
    took_part = models.CharField(max_length=200, blank=True, default="")
    recorded_by = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    recorder = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_branch_activity"
        verbose_name = _("joint activity of branches")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["link", "client_key"], name="projects_activity_sent_once")
        ]

    def __str__(self) -> str:
        return self.what[:40]

    @classmethod
    def visible_to(cls, actor: Actor) -> Q:
        """Whoever sees the link."""
        seen = BranchLink.unscoped.filter(BranchLink.visible_to(actor))
        return Q(link__in=seen.order_by().values("pk"))
