"""What people decided about items of the archive. Rows are only ever added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.models.archive import ArchiveItem
from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class ArchiveDecision(ScopedModel):
    """One decision: about an uncertain place, a guess (``guess`` is its index in ``item.guesses``) or a proposed text.

    ``words`` is what was chosen or taken over, ``replaced`` what stood in its stead before. ``left`` are the changes of a
    proposal that were not put into the draft: ``[before, after, why]`` with ``why`` "declined" or "rewritten".
    """

    class Verb(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        CORRECTED = "corrected", _("corrected")
        REOPENED = "reopened", _("decision taken back")
        GUESS = "guess", _("guess put into the story")
        ACCEPTED = "accepted", _("put into the story")
        DECLINED = "declined", _("turned down")

    item = models.ForeignKey(ArchiveItem, on_delete=models.PROTECT, related_name="decisions")
    verb = models.CharField(max_length=10, choices=Verb)
    place = models.ForeignKey(
        "newsroom.UncertainPlace", null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    guess = models.PositiveIntegerField(null=True)
    proposal = models.ForeignKey(
        "newsroom.TextProposal", null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    words = models.TextField(blank=True, default="")
    replaced = models.TextField(blank=True, default="")
    left = models.JSONField(default=list)
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_archive_decision"
        verbose_name = _("decision about an archive item")
        verbose_name_plural = _("decisions about archive items")
        ordering = ["item", "id"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.verb}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom."""
        return models.Q(item__newsroom__in=newsrooms_of(actor))
