from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianjian.apps.projects.rules.alliances import LIVING_PARTS, GoodsUnit, PartState
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

_UNITS = [(u.value, u.value) for u in GoodsUnit]


class Alliance(ScopedModel):
    """An industry alliance (产业联盟): villages and enterprises that sell under one brand. Its keeper answers for it."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    about = models.TextField(blank=True, default="")
    keeper = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    founded_on = models.DateField()
    brand = models.CharField(max_length=60, blank=True, default="")
    brand_rules = models.TextField(blank=True, default="")
    public = models.BooleanField(default=False)

    class Meta(ScopedModel.Meta):
        db_table = "projects_alliance"
        verbose_name = _("industry alliance")
        ordering = ["-founded_on", "-pk"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> Q:
        """Everybody once public, else the people of its keeper, its members and those invited."""
        parts = AllianceMember.unscoped.filter(organisation__in=actor.organisations, state__in=LIVING_PARTS)
        return Q(public=True) | Q(pk__in=parts.order_by().values("alliance"))


def alliances_of(actor: Actor) -> models.QuerySet[AllianceMember, int]:
    """Keys of the alliances in which the actor's organisations are members, as a subquery."""
    parts = AllianceMember.unscoped.filter(organisation__in=actor.organisations, state=PartState.MEMBER)
    return parts.order_by().values_list("alliance", flat=True)


class AllianceMember(ScopedModel):
    """An organisation's part in an alliance: invited, then member, until a day. Whoever comes back has a new row."""

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in PartState])
    invited_on = models.DateField()
    joined_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    brand_since = models.DateField(null=True)
    """Since when it may use the shared brand."""

    class Meta(ScopedModel.Meta):
        db_table = "projects_alliance_member"
        verbose_name = _("member of an alliance")
        ordering = ["joined_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "organisation"],
                condition=Q(state__in=sorted(LIVING_PARTS)),
                name="projects_one_living_part_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.alliance_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> Q:
        """The organisation's own people and those of the members; of a public alliance, members are public."""
        return (
            Q(organisation__in=actor.organisations)
            | Q(alliance__in=alliances_of(actor))
            | Q(alliance__public=True, state=PartState.MEMBER)
        )


class Product(ScopedModel):
    """What a member sells, when and how much in a usual season; ``amount`` None is unknown. A claim (organic, a mark)
    has its evidence in ``files``."""

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="products")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=12, choices=_UNITS)
    first_month = models.PositiveSmallIntegerField()
    last_month = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    lowest_price = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    highest_price = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    about = models.CharField(max_length=300, blank=True, default="")
    claim = models.CharField(max_length=120, blank=True, default="")
    public = models.BooleanField(default=False)
    listed_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_product"
        verbose_name = _("product")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "client_key"], name="projects_product_sent_once")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> Q:
        """The members' people; everybody where it and its alliance are public."""
        return (
            Q(organisation__in=actor.organisations)
            | Q(alliance__in=alliances_of(actor))
            | Q(public=True, alliance__public=True, withdrawn_on=None)
        )


class Demand(ScopedModel):
    """What a member looks for, when and how much in a season; ``amount`` None is unknown."""

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="demands")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=12, choices=_UNITS)
    first_month = models.PositiveSmallIntegerField()
    last_month = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    about = models.CharField(max_length=300, blank=True, default="")
    public = models.BooleanField(default=False)
    stated_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_demand"
        verbose_name = _("demand")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "client_key"], name="projects_demand_sent_once")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> Q:
        """The members' people; everybody where it and its alliance are public."""
        return (
            Q(organisation__in=actor.organisations)
            | Q(alliance__in=alliances_of(actor))
            | Q(public=True, alliance__public=True, withdrawn_on=None)
        )
