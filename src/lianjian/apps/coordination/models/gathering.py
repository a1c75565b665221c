from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.rules.gatherings import Answer, GatheringKind, GatheringState
from lianjian.apps.coordination.rules.signing_in import Way
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def new_secret() -> bytes:
    """32 bytes that sign the codes of one gathering."""
    return secrets.token_bytes(32)


class Gathering(ScopedModel):
    """A gathering (活动): a theme day, a signing, a salon, a visit, a course. ``kind_word`` names another kind.

    ``project`` is the key of a joint project of the app above. ``moved_from`` is where it began by the last plan that was
    announced. ``forgotten_guests`` and ``forgotten_came`` are the numbers that stay of names that are gone.
    """

    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in GatheringKind])
    kind_word = models.CharField(max_length=20, blank=True, default="")
    title = models.CharField(max_length=120)
    organiser = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    co_organisers = models.ManyToManyField("parties.Organisation", related_name="+")
    place = models.CharField(max_length=120, blank=True, default="")
    begins_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    agenda = models.TextField(blank=True, default="")
    bring = models.CharField(max_length=300, blank=True, default="")
    capacity = models.PositiveIntegerField(null=True)
    replies_until = models.DateField(null=True)
    public = models.BooleanField(default=False)
    agreement = models.ForeignKey(
        "agreements.Agreement", null=True, on_delete=models.PROTECT, related_name="gatherings"
    )
    project = models.PositiveBigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in GatheringState])
    reason = models.CharField(max_length=300, blank=True, default="")
    moved_from = models.DateTimeField(null=True)
    secret = models.BinaryField(max_length=32, default=new_secret)
    minutes = models.TextField(blank=True, default="")
    summary = models.TextField(blank=True, default="")
    forgotten_at = models.DateTimeField(null=True)
    forgotten_guests = models.PositiveIntegerField(default=0)
    forgotten_came = models.PositiveIntegerField(default=0)
    entered_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "coordination_gathering"
        verbose_name = _("gathering")
        ordering = ["-begins_at", "-pk"]
        indexes = [models.Index(fields=["organiser", "-begins_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "client_key"], name="coordination_gathering_sent_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who organise it, at any time; once it is announced the invited, and whoever a resolution names."""
        from lianjian.apps.coordination.models.gathering_record import Resolution  # noqa: PLC0415 - they know each other

        houses = actor.organisations
        shared = cls.co_organisers.through._default_manager.filter(organisation__in=houses)  # noqa: SLF001 - a link table
        invited = InvitedHouse.unscoped.filter(organisation__in=houses, withdrawn_at=None)
        named = Guest.unscoped.filter(person=actor.person, person__isnull=False, withdrawn_at=None)
        resolved = Resolution.unscoped.filter(models.Q(giver__in=houses) | models.Q(receiver__in=houses))
        return (
            models.Q(organiser__in=houses)
            | models.Q(pk__in=shared.values("gathering"))
            | ~models.Q(state=GatheringState.PLANNED)
            & (
                models.Q(pk__in=invited.order_by().values("gathering"))
                | models.Q(pk__in=named.order_by().values("gathering"))
                | models.Q(pk__in=resolved.order_by().values("gathering"))
            )
        )


def _seen(actor: Actor) -> models.QuerySet[Gathering, int]:
    return Gathering.unscoped.filter(Gathering.visible_to(actor)).order_by().values_list("pk", flat=True)


class InvitedHouse(ScopedModel):
    """An organisation that is invited, and its reply: whether, with how many, and a remark."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="houses")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=3, choices=[(a.value, a.value) for a in Answer], blank=True)
    people = models.PositiveIntegerField(null=True)
    remark = models.CharField(max_length=300, blank=True, default="")
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "coordination_gathering_house"
        verbose_name = _("invited organisation")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "organisation"], name="coordination_house_invited_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} @ {self.gathering_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the gathering."""
        return models.Q(gathering__in=_seen(actor))


class Guest(ScopedModel):
    """A person who is invited by name, said to come, or came: with a person of the register, or just a name.

    ``people`` are those they bring along. ``may_be_named`` is what they ticked: in a story their name may stand.
    """

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="guests")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    house_word = models.CharField(max_length=60, blank=True, default="")
    answer = models.CharField(max_length=3, choices=[(a.value, a.value) for a in Answer], blank=True)
    people = models.PositiveIntegerField(default=0)
    remark = models.CharField(max_length=300, blank=True, default="")
    may_be_named = models.BooleanField(default=False)
    walk_in = models.BooleanField(default=False)
    link_version = models.PositiveSmallIntegerField(default=1)
    replied_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    client_key = models.CharField(max_length=64, null=True)

    STAYS_WHEN_JOINED: ClassVar = True

    class Meta(ScopedModel.Meta):
        db_table = "coordination_gathering_guest"
        verbose_name = _("guest")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "person"], name="coordination_guest_invited_once"),
            models.UniqueConstraint(
                fields=["gathering", "client_key"], name="coordination_walk_in_entered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"guest {self.pk}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the gathering."""
        return models.Q(gathering__in=_seen(actor))


class SignIn(ScopedModel):
    """That a guest came: one row a guest, the earliest moment that any door saw (decision 0026)."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="sign_ins")
    guest = models.OneToOneField(Guest, on_delete=models.CASCADE, related_name="sign_in")
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    way = models.CharField(max_length=8, choices=[(w.value, w.value) for w in Way])
    clock_off = models.SmallIntegerField(default=0)
    bounded = models.BooleanField(default=False)
    kept_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        db_table = "coordination_gathering_sign_in"
        verbose_name = _("sign-in")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"guest {self.guest_id} at {self.at}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the gathering."""
        return models.Q(gathering__in=_seen(actor))
