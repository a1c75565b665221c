from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Person(ScopedModel):
    """A human being, with as little as is needed: a name. What they may do follows from mandates. An entry that is
    ``merged_into`` another is out of lists and pickers (decision 0027)."""

    name = models.CharField(max_length=60)
    demonstration = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        db_table = "parties_person"
        verbose_name = _("person")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Colleagues: people who hold or held a mandate in one of the actor's organisations."""
        from lianjian.apps.parties.models.mandate import Mandate  # noqa: PLC0415 - the two models know each other

        colleagues = Mandate.unscoped.filter(organisation__in=actor.organisations)
        return models.Q(pk=actor.person) | models.Q(pk__in=colleagues.values("person"))


class Account(AbstractUser):  # type: ignore[django-manager-missing] # of Wagtail's abstract picture model
    """A way to sign in: exactly one person, never shared by several."""

    person = models.OneToOneField(
        "parties.Person", null=True, on_delete=models.PROTECT, related_name="account"
    )
    language = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        db_table = "parties_account"
        verbose_name = _("account")

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.person.name if self.person else self.username

    def get_short_name(self) -> str:
        return self.get_full_name()
