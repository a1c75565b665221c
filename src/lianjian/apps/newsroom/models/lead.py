"""Entries of village logs that were offered to a newsroom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.apps.newsroom.rules.leads import WORD_LIMIT, LeadState
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Lead(ScopedModel):
    """An entry of a village log for one newsroom. It holds no copy of the entry: ``note`` is what its writer says to the
    newsroom besides, ``answer`` what the newsroom says to the writer."""

    newsroom = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("coordination.LogEntry", on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in LeadState])
    note = models.CharField(max_length=WORD_LIMIT, blank=True, default="")
    asked_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=WORD_LIMIT, blank=True, default="")
    answered_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    story = models.ForeignKey(
        "newsroom.Story", null=True, on_delete=models.SET_NULL, related_name="leads_taken"
    )
    topic = models.ForeignKey("newsroom.Topic", null=True, on_delete=models.SET_NULL, related_name="leads")
    made_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_lead"
        verbose_name = _("lead")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "newsroom"], name="newsroom_entry_led_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom, and the writer of the entry."""
        return models.Q(newsroom__in=newsrooms_of(actor)) | models.Q(
            person=actor.person, person__isnull=False
        )
