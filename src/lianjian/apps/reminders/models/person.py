from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Ways(ScopedModel):
    """How somebody wants to be reminded besides on their page. Nobody but them reads the address."""

    person = models.OneToOneField("parties.Person", on_delete=models.CASCADE, related_name="+")
    by_mail = models.BooleanField(default=False)
    email = models.CharField(max_length=254, blank=True, default="")
    rest_days = models.BooleanField(default=True)
    """Nothing is sent on Saturday and Sunday."""

    STAYS_WHEN_JOINED: ClassVar = True

    class Meta(ScopedModel.Meta):
        db_table = "reminders_ways"
        verbose_name = _("ways to remind")

    def __str__(self) -> str:
        return f"ways of {self.person_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        return models.Q(person=actor.person, person__isnull=False)


class CalendarAddress(ScopedModel):
    """The address of a person's calendar: only a digest of its secret is kept (SHA-256)."""

    person = models.OneToOneField("parties.Person", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    STAYS_WHEN_JOINED: ClassVar = True

    class Meta(ScopedModel.Meta):
        db_table = "reminders_calendar_address"
        verbose_name = _("address of a calendar")

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        return models.Q(person=actor.person, person__isnull=False)
