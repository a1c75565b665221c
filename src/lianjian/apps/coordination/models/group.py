from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianjian.apps.agreements.queries import keys_of_agreements, party_keys
from lianjian.apps.coordination.rules.groups import OFFICERS, GroupRole
from lianjian.foundation.scoping import ScopedModel
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class CoordinationGroup(ScopedModel):
    """A coordination group (协调领导小组): the joint one of an agreement, or one party's own."""

    name = models.CharField(max_length=120)
    agreement = models.ForeignKey(
        "agreements.Agreement", null=True, on_delete=models.PROTECT, related_name="groups"
    )
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="groups"
    )
    about = models.TextField(blank=True, default="")
    formed_on = models.DateField()
    dissolved_on = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "coordination_group"
        verbose_name = _("coordination group")
        ordering = ["formed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreement__isnull=True, organisation__isnull=False)
                | models.Q(agreement__isnull=False, organisation__isnull=True),
                name="coordination_joint_or_own_group",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The people of the party or of the agreement's parties, and the group's members of today."""
        return (
            models.Q(organisation__in=actor.organisations)
            | models.Q(agreement__in=keys_of_agreements(actor))
            | models.Q(pk__in=parts_of(actor).values("group"))
        )


class GroupMember(ScopedModel):
    """A person's part in a group from a day until a day (both included; None: until further notice)."""

    group = models.ForeignKey(CoordinationGroup, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=[(r.value, r.value) for r in GroupRole])
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "coordination_group_member"
        verbose_name = _("member of a group")
        ordering = ["group", "since", "pk"]
        indexes = [models.Index(fields=["person", "role"])]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=models.Q(until=None),
                name="coordination_one_part_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} in {self.group_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the group."""
        seen = CoordinationGroup.unscoped.filter(CoordinationGroup.visible_to(actor))
        return models.Q(group__in=seen.values("pk"))


def parts_of(actor: Actor) -> models.QuerySet[GroupMember]:
    """The parts the actor has in groups today. A part is held for a party: with the mandate there it ends by itself."""
    today = civil_date(timezone.now())
    return GroupMember.unscoped.filter(
        models.Q(until=None) | models.Q(until__gte=today),
        person=actor.person,
        organisation__in=actor.organisations,
        since__lte=today,
    )


def groups_run_by(actor: Actor) -> models.QuerySet[GroupMember, int]:
    """Keys of the groups that the actor leads or keeps in touch today, as a subquery."""
    return parts_of(actor).filter(role__in=OFFICERS).order_by().values_list("group", flat=True)


def agreements_run_by(actor: Actor) -> models.QuerySet[CoordinationGroup, int | None]:
    """Keys of the agreements whose joint group the actor leads or keeps in touch today, as a subquery."""
    joint = CoordinationGroup.unscoped.filter(pk__in=groups_run_by(actor), agreement__isnull=False)
    return joint.order_by().values_list("agreement", flat=True)


def organisations_looked_after(actor: Actor) -> models.QuerySet[Any, int]:
    """Keys of the organisations that are parties of those agreements, as a subquery."""
    return party_keys(agreements_run_by(actor))
