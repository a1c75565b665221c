"""What is said about a draft, clause by clause: stands, proposals, comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.agreements.models.agreement import Agreement, Clause
from lianjian.apps.agreements.rules.negotiating import ProposalKind, ProposalState, StandKind
from lianjian.apps.agreements.rules.pen import Passing
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def _of_seen(actor: Actor) -> models.Q:
    return models.Q(agreement__in=Agreement.unscoped.filter(Agreement.visible_to(actor)).values("pk"))


class Stand(ScopedModel):
    """What a party says about a clause. It counts for the words whose key it holds and for no others. ``person`` speaks
    for it in that party: who said it, until a handover gives it to somebody else."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="stands")
    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="stands")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in StandKind])
    words = models.CharField(max_length=16)
    reason = models.TextField(blank=True, default="")
    said_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        db_table = "agreements_stand"
        verbose_name = _("stand on a clause")
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "organisation"], name="agreements_one_stand_a_party")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.clause_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the agreement: where a party stands is said to all."""
        return _of_seen(actor)


class Proposal(ScopedModel):
    """Other words, a new clause or a removal, as one party proposes it. ``before_heading`` and ``before_text`` are the
    words against which it was made. It stays readable when its clause is gone. ``person`` speaks for it in that party: who
    made it, until a handover gives it to somebody else."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="proposals")
    clause = models.ForeignKey(Clause, null=True, on_delete=models.SET_NULL, related_name="proposals")
    clause_name = models.CharField(max_length=20, blank=True, default="")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ProposalKind])
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    before_heading = models.CharField(max_length=120, blank=True, default="")
    before_text = models.TextField(blank=True, default="")
    heading = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    state = models.CharField(
        max_length=12,
        choices=[(s.value, s.value) for s in ProposalState],
        default=ProposalState.OPEN,
    )
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True, default="")
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_proposal"
        verbose_name = _("proposal")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "client_key"], name="agreements_proposed_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.clause_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the agreement."""
        return _of_seen(actor)


class Support(ScopedModel):
    """A party supports a proposal, against the words that stood there (``words``) when it said so."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="supports")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=16)
    said_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "agreements_support"
        verbose_name = _("support of a proposal")
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "organisation"], name="agreements_one_support_a_party"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} for {self.proposal_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the agreement."""
        seen = Agreement.unscoped.filter(Agreement.visible_to(actor)).values("pk")
        return models.Q(proposal__in=Proposal.unscoped.filter(agreement__in=seen).values("pk"))


class Comment(ScopedModel):
    """A remark under a clause, to all parties or (``inner``) within the writer's own organisation. The words of one
    that was taken back are gone."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="comments")
    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="comments")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    inner = models.BooleanField()
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_comment"
        verbose_name = _("comment")
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "client_key"], name="agreements_commented_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} on {self.clause_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """To all parties, whoever sees the agreement; inner ones, the people of the writer's organisation only."""
        return _of_seen(actor) & (
            models.Q(inner=False) | models.Q(organisation__in=list(actor.organisations))
        )


class PenPassing(ScopedModel):
    """The pen of a draft is offered by the party that holds it to another one, or given by decision where nobody could
    offer it any more. ``giver`` held it until then."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="pen_passings")
    giver = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Passing])
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "agreements_pen_passing"
        verbose_name = _("handing on of the pen")
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"], condition=models.Q(state="offered"), name="agreements_one_pen_on_offer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} to {self.taker_id} {self.state}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the agreement."""
        return _of_seen(actor)


class Sending(ScopedModel):
    """What a phone has said once about a draft, by the key of its form: a stand is no row of its own for each time it
    was said, so that what came twice could bring back what was taken back meanwhile."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="sendings")
    client_key = models.CharField(max_length=64)
    sent_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "agreements_sending"
        verbose_name = _("sending from a phone")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "client_key"], name="agreements_said_once")
        ]

    def __str__(self) -> str:
        return f"{self.client_key} about {self.agreement_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the agreement."""
        return _of_seen(actor)
