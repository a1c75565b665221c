from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianjian.apps.projects.rules.alliances import GoodsUnit
from lianjian.apps.projects.rules.enquiries import EnquiryState, EnquiryStepKind
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Enquiry(ScopedModel):
    """A question from the public about an alliance, one of its products or a destination, and what became of it.

    ``name`` and ``contact`` are emptied when the asker withdraws it, and by a daily job some time after its end.
    """

    alliance = models.ForeignKey(
        "projects.Alliance", null=True, on_delete=models.PROTECT, related_name="enquiries"
    )
    product = models.ForeignKey(
        "projects.Product", null=True, on_delete=models.PROTECT, related_name="enquiries"
    )
    project = models.ForeignKey(
        "projects.Project", null=True, on_delete=models.PROTECT, related_name="enquiries"
    )
    handler = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60, blank=True, default="")
    contact = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField(blank=True, default="")
    state = models.CharField(max_length=14, choices=[(s.value, s.value) for s in EnquiryState])
    received_at = models.DateTimeField()
    taken_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    unit = models.CharField(
        max_length=12, blank=True, default="", choices=[(u.value, u.value) for u in GoodsUnit]
    )
    yuan = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    remark = models.CharField(max_length=300, blank=True, default="")
    forgotten_at = models.DateTimeField(null=True)
    """When name, contact and words were deleted."""
    secret = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret in the asker's link."""
    client_key = models.CharField(max_length=64, unique=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_enquiry"
        verbose_name = _("enquiry")
        ordering = ["received_at", "pk"]
        indexes = [models.Index(fields=["handler", "state"], name="projects_enquiry_waiting")]

    def __str__(self) -> str:
        return f"enquiry {self.pk}"

    @classmethod
    def visible_to(cls, actor: Actor) -> Q:
        """The people of whoever handles it now, and those who passed it on (who no longer see the contact)."""
        passed = EnquiryStep.unscoped.filter(organisation__in=actor.organisations)
        return Q(handler__in=actor.organisations) | Q(pk__in=passed.order_by().values("enquiry"))


class EnquiryStep(ScopedModel):
    """What was done with an enquiry: by which organisation's person, when, and to whom it was passed."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=14, choices=[(k.value, k.value) for k in EnquiryStepKind])
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    passed_to = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    text = models.CharField(max_length=300, blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "projects_enquiry_step"
        verbose_name = _("step of an enquiry")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.enquiry_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> Q:
        """Whoever sees the enquiry."""
        seen = Enquiry.unscoped.filter(Enquiry.visible_to(actor))
        return Q(enquiry__in=seen.order_by().values("pk"))
