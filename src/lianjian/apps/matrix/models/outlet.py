from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.matrix.rules.kinds import Completion, Kind, Mode, OutletState
from lianjian.apps.matrix.rules.people import matrices_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def new_feed_token() -> str:
    """A name for the outlet's own feed that nobody guesses (192 bits)."""
    return secrets.token_urlsafe(24)


class Outlet(ScopedModel):
    """One of the twenty-six: an account, a channel, a client, the site. What its platform allows comes from
    the catalogue (``data/outlets.toml``) and is kept on the row, where observed answers may correct it."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Kind])
    platform = models.CharField(max_length=40)
    mode = models.CharField(max_length=10, choices=[(m.value, m.value) for m in Mode])
    completion = models.CharField(max_length=12, choices=[(c.value, c.value) for c in Completion])
    position = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="outlets"
    )
    idempotent = models.BooleanField()
    withdraws = models.BooleanField()
    cap = models.PositiveSmallIntegerField(default=4)
    limits = models.JSONField(default=dict)
    quotas = models.JSONField(default=list)
    domains = models.JSONField(default=list)
    credential_fields = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    feed_token = models.CharField(max_length=64, unique=True, default=new_feed_token)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in OutletState], db_index=True)
    cause = models.CharField(max_length=40, blank=True, default="")
    code = models.CharField(max_length=40, blank=True, default="")
    detail = models.CharField(max_length=400, blank=True, default="")
    state_since = models.DateTimeField()
    parked_until = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "matrix_outlet"
        verbose_name = _("outlet")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The people of the media centre that runs it."""
        return models.Q(owner__in=matrices_of(actor))


class QuotaBucket(ScopedModel):
    """Calls used in one window of one quota of one outlet."""

    outlet = models.ForeignKey("matrix.Outlet", on_delete=models.CASCADE, related_name="buckets")
    call = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)
    most = models.PositiveIntegerField()

    class Meta(ScopedModel.Meta):
        db_table = "matrix_quota_bucket"
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "call", "starts_at", "ends_at"], name="matrix_one_bucket"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.used}/{self.most}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        return models.Q(outlet__owner__in=matrices_of(actor))
