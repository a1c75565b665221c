"""What a newsroom has decided for itself about its six steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class NewsroomRules(ScopedModel):
    """Whether the six steps of a text need six different people in a newsroom. Where there is no row they do; where they do
    not, one person may hold one review and one proof, for the ``reason`` given by the leader."""

    newsroom = models.OneToOneField("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    apart = models.BooleanField(default=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_rules"
        verbose_name = _("rules of a newsroom")

    def __str__(self) -> str:
        return f"{self.newsroom_id} {'six' if self.apart else 'two lanes'}"

    @classmethod
    def apart_in(cls, newsroom: int) -> bool:
        """Whether a newsroom in hand asks for six different people."""
        rows = cls.objects.across_organisations("the newsroom is in hand")
        return not rows.filter(newsroom=newsroom, apart=False).exists()

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom."""
        return models.Q(newsroom__in=newsrooms_of(actor))
