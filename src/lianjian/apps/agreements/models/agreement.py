from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.agreements.rules.frozen import NOTICE_DAYS
from lianjian.apps.agreements.rules.signing import Kind, State
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Agreement(ScopedModel):
    """An agreement (共联共建协议), or a supplement to one (``parent``), with its words as they stand now. What can
    be signed is an ``AgreementText``. ``ends_on`` is the last day as it is agreed today, renewals included."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    number = models.CharField(max_length=60, blank=True, default="")
    initiative = models.ForeignKey(
        "agreements.Initiative", null=True, on_delete=models.PROTECT, related_name="agreements"
    )
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in Kind], default=Kind.AGREEMENT)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="supplements")
    ordinal = models.PositiveSmallIntegerField(default=0)
    """The number among all supplements of the parent, from 1; 0 for an agreement of its own."""
    template = models.ForeignKey(
        "agreements.Template", null=True, on_delete=models.PROTECT, related_name="agreements"
    )
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    """The earlier agreement from whose words this one was drafted."""
    drafted_by = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    pen = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    """Who holds the pen since it was handed on; None while it is with the party that made the draft."""
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State], db_index=True)
    revision = models.PositiveIntegerField(default=1)
    """Grows with every edit: a form that was opened on an older one is not written over a newer one."""
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    notice_days = models.PositiveSmallIntegerField(default=NOTICE_DAYS)
    created_at = models.DateTimeField()
    effective_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.TextField(blank=True, default="")
    closed_how = models.CharField(max_length=12, blank=True, default="")
    """``rules.ending.Ending``; "" for one that was withdrawn."""

    class Meta(ScopedModel.Meta):
        db_table = "agreements_agreement"
        verbose_name = _("agreement")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "ordinal"], name="agreements_supplements_are_counted"),
        ]
        indexes = [models.Index(fields=["state", "ends_on"], name="agreements_by_last_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def pen_with(self) -> int:
        """The organisation that holds the pen (decision 0020)."""
        return self.pen_id or self.drafted_by_id

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The people of its parties."""
        mine = AgreementParty.unscoped.filter(organisation__in=actor.organisations)
        return models.Q(pk__in=mine.values("agreement"))


class AgreementParty(ScopedModel):
    """An organisation's part in an agreement."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="agreement_parties"
    )
    role = models.CharField(max_length=60, blank=True, default="")
    position = models.PositiveSmallIntegerField()
    signatory = models.ForeignKey("parties.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    """Who is to sign for it; no part of the words, for whoever holds the mandate on the day signs."""
    joined_through = models.ForeignKey(
        Agreement, null=True, on_delete=models.PROTECT, related_name="newcomers"
    )
    """The accession by which it joined later; its signature is on that text."""
    left_on = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_agreement_party"
        verbose_name = _("party of an agreement")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="agreements_one_part_each")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.agreement_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the agreement."""
        return models.Q(agreement__in=Agreement.unscoped.filter(Agreement.visible_to(actor)).values("pk"))


class Clause(ScopedModel):
    """A clause as it is drafted now: plain text."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField(blank=True)
    deed = models.CharField(max_length=10, blank=True, default="")
    """In a supplement: what it does to the agreement (``rules.supplements.Deed``)."""
    target = models.PositiveSmallIntegerField(default=0)
    """The number of the agreement's clause that it replaces or takes out; 0 for none."""
    source = models.ForeignKey(
        "agreements.TemplateWords", null=True, on_delete=models.PROTECT, related_name="used_in"
    )
    """The version of a template's clause from which it was made."""

    class Meta(ScopedModel.Meta):
        db_table = "agreements_clause"
        verbose_name = _("clause")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.heading or self.text[:20]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the agreement."""
        return models.Q(agreement__in=Agreement.unscoped.filter(Agreement.visible_to(actor)).values("pk"))
