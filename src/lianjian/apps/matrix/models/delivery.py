from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.matrix.rules.people import matrices_of
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Delivery(ScopedModel):
    """One revision of one story to one outlet, for one deed. The rows are the outbox: the dispatcher claims
    those whose ``next_at`` has come and whose ``lease_until`` is null. Text is not kept here; it is shaped
    from the story, with ``changes`` (an editor's words for this outlet) laid over it."""

    outlet = models.ForeignKey("matrix.Outlet", on_delete=models.PROTECT, related_name="deliveries")
    story = models.BigIntegerField()
    """The story's key. No foreign key: the ledger outlives a story."""
    revision = models.PositiveIntegerField()
    deed = models.CharField(max_length=10, choices=[(d.value, d.value) for d in Deed])
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State])
    key = models.CharField(max_length=64)
    """``rules.planning.delivery_key`` of what ``matrix_one_delivery`` keeps apart. No index of its own: every claim would
    write it, at a random place."""
    changes = models.JSONField(default=dict)
    wording = models.PositiveIntegerField(default=0)
    """Which of the own words for this outlet ``changes`` are (``OutletWords.number``); 0 where there never were any."""
    url = models.CharField(max_length=1000, blank=True, default="")
    cause = models.CharField(max_length=40, blank=True, default="")
    code = models.CharField(max_length=40, blank=True, default="")
    detail = models.CharField(max_length=400, blank=True, default="")
    next_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True, default="")
    claims = models.PositiveIntegerField(default=0)
    """Grows with every claim: a late answer of an earlier claim cannot overwrite a newer one."""
    attempts = models.PositiveIntegerField(default=0)
    checks = models.PositiveIntegerField(default=0)
    planned_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)
    """Key of the person who confirmed or settled it, None where nobody did."""
    evidence = models.CharField(max_length=40, blank=True, default="")
    capture = models.CharField(max_length=200, blank=True, default="")
    """Name in the private storage of the picture a person took of the published item."""

    class Meta(ScopedModel.Meta):
        db_table = "matrix_delivery"
        verbose_name = _("delivery")
        indexes = [
            models.Index(
                fields=["outlet", "next_at", "id"],
                name="matrix_delivery_due",
                condition=models.Q(lease_until=None, next_at__isnull=False),
            ),
            models.Index(
                fields=["lease_until"],
                name="matrix_delivery_leased",
                condition=models.Q(lease_until__isnull=False),
            ),
            models.Index(fields=["state", "deed"], name="matrix_delivery_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["story", "outlet", "revision", "deed", "wording"], name="matrix_one_delivery"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deed} story {self.story} at outlet {self.outlet_id}: {self.state}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The people of the media centre that runs the outlet."""
        return models.Q(outlet__owner__in=matrices_of(actor))


class Attempt(ScopedModel):
    """What one try or question came to. Rows are only added."""

    delivery = models.ForeignKey("matrix.Delivery", on_delete=models.CASCADE, related_name="attempt_rows")
    at = models.DateTimeField()
    began_as = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    cause = models.CharField(max_length=40, blank=True, default="")
    code = models.CharField(max_length=40, blank=True, default="")
    detail = models.CharField(max_length=400, blank=True, default="")
    worker = models.CharField(max_length=80, blank=True, default="")
    person = models.BigIntegerField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "matrix_attempt"

    def __str__(self) -> str:
        return f"{self.began_as} -> {self.state}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        return models.Q(delivery__outlet__owner__in=matrices_of(actor))


class RemoteRef(ScopedModel):
    """What a platform gave us for a delivery (media ids, publish ids), kept before the next step is taken."""

    delivery = models.ForeignKey("matrix.Delivery", on_delete=models.CASCADE, related_name="refs")
    name = models.CharField(max_length=100)
    value = models.CharField(max_length=1000)
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "matrix_remote_ref"
        constraints = [models.UniqueConstraint(fields=["delivery", "name"], name="matrix_one_ref")]
        indexes = [models.Index(fields=["name", "value"], name="matrix_ref_value")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        return models.Q(delivery__outlet__owner__in=matrices_of(actor))
