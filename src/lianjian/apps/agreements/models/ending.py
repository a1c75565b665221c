"""How parties go and agreements end: notices, consents, and what was announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.agreements.models.agreement import Agreement
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def _of_seen(actor: Actor) -> models.Q:
    return models.Q(agreement__in=Agreement.unscoped.filter(Agreement.visible_to(actor)).values("pk"))


class Notice(ScopedModel):
    """A party says that it leaves on a day. It can be taken back until then; the daily job carries it out."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="notices")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    given_at = models.DateTimeField()
    leaves_on = models.DateField()
    taken_back_at = models.DateTimeField(null=True)
    carried_out_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_notice"
        verbose_name = _("notice of leaving")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                condition=models.Q(taken_back_at=None, carried_out_at=None),
                name="agreements_one_open_notice_a_party",
            )
        ]
        indexes = [models.Index(fields=["leaves_on"], name="agreements_notice_by_day")]

    def __str__(self) -> str:
        return f"{self.organisation_id} leaves {self.agreement_id} on {self.leaves_on}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the agreement."""
        return _of_seen(actor)


class EndProposal(ScopedModel):
    """Somebody proposes that the agreement ends by consent. It ends with the last consent."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="end_proposals")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    made_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    carried_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_end_proposal"
        verbose_name = _("proposal to end an agreement")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(taken_back_at=None, carried_at=None),
                name="agreements_one_open_end_proposal",
            )
        ]

    def __str__(self) -> str:
        return f"end of {self.agreement_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the agreement."""
        return _of_seen(actor)


class EndConsent(ScopedModel):
    """A party consents to the end, by a person who held a signatory's mandate on that day."""

    proposal = models.ForeignKey(EndProposal, on_delete=models.PROTECT, related_name="consents")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    given_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "agreements_end_consent"
        verbose_name = _("consent to the end of an agreement")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "organisation"], name="agreements_one_end_consent_a_party"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} for {self.proposal_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the agreement."""
        seen = Agreement.unscoped.filter(Agreement.visible_to(actor)).values("pk")
        return models.Q(proposal__in=EndProposal.unscoped.filter(agreement__in=seen).values("pk"))


class Announcement(ScopedModel):
    """The parties were told so many days before that the agreement ends on that day: once each."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="announcements")
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "agreements_announcement"
        verbose_name = _("announcement of an end")
        ordering = ["told_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "ends_on", "days"], name="agreements_announced_once")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} ends on {self.ends_on}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the agreement."""
        return _of_seen(actor)
