from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.parties.rules.handovers import READERS, HandoverState, ItemState
from lianjian.apps.parties.rules.open_things import SPOKEN, Thing
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Acting(ScopedModel):
    """Beside a mandate: it is held in place of somebody (代理). Its term is that of the mandate."""

    mandate = models.OneToOneField("parties.Mandate", on_delete=models.PROTECT, related_name="acting")
    instead_of = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    """None: nobody holds the post."""
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "parties_acting"
        verbose_name = _("acting mandate")

    def __str__(self) -> str:
        return f"{self.mandate_id} instead of {self.instead_of_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """As the mandate: one's own, those in one's organisations."""
        return (
            models.Q(mandate__person=actor.person)
            | models.Q(instead_of=actor.person, instead_of__isnull=False)
            | models.Q(mandate__organisation__in=actor.organisations)
        )


class ByWord(ScopedModel):
    """What only people know: a promise by word, a key, a contact. Open until it is settled or taken back.

    ``person`` holds it: whoever wrote it down, then whoever took it over.
    """

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(str(kind), str(kind)) for kind in SPOKEN])
    words = models.CharField(max_length=300, blank=True, default="")
    more = models.CharField(max_length=500, blank=True, default="")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=300, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "parties_by_word"
        verbose_name = _("something known by word of mouth")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["organisation", "settled_at"])]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "client_key"], name="parties_by_word_sent_once")
        ]

    def __str__(self) -> str:
        return self.words[:40]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever holds it, and those who answer for the organisation."""
        return models.Q(person=actor.person, person__isnull=False) | models.Q(
            organisation__in=organisations_read_by(actor)
        )


class Handover(ScopedModel):
    """One person hands over to another what they have open in an organisation (交接)."""

    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="handovers"
    )
    mandate = models.ForeignKey("parties.Mandate", on_delete=models.PROTECT, related_name="handovers")
    outgoing = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in HandoverState])
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "parties_handover"
        verbose_name = _("handover")
        ordering = ["-begun_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["mandate"],
                condition=models.Q(state=HandoverState.BEGUN),
                name="parties_one_handover_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(outgoing=models.F("successor")), name="parties_nobody_succeeds_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outgoing_id} → {self.successor_id} @ {self.organisation_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The two of them for ever, and those who answer for the organisation."""
        return (
            models.Q(outgoing=actor.person)
            | models.Q(successor=actor.person)
            | models.Q(organisation__in=organisations_read_by(actor))
        )


class HandoverItem(ScopedModel):
    """A decided line of a handover, with the words that stood there. What was not decided yet has no row: it is read
    from its room each time."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="items")
    source_app = models.CharField(max_length=20)
    source_key = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=[(t.value, t.value) for t in Thing])
    words = models.CharField(max_length=500, blank=True, default="")
    more = models.CharField(max_length=500, blank=True, default="")
    due_on = models.DateField(null=True)
    link = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in ItemState])
    remark = models.CharField(max_length=500, blank=True, default="")
    answer = models.CharField(max_length=500, blank=True, default="")
    owner = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True)
    """When the room's own row went over to the owner: at once, or on the owner's first day."""

    class Meta(ScopedModel.Meta):
        db_table = "parties_handover_item"
        verbose_name = _("line of a handover")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["source_app", "source_key"]),
            models.Index(fields=["passed_at", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "source_app", "source_key"], name="parties_handed_over_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_app}/{self.source_key} {self.state}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the handover."""
        seen = Handover.unscoped.filter(Handover.visible_to(actor))
        return models.Q(handover__in=seen.order_by().values("pk"))


def organisations_read_by(actor: Actor) -> frozenset[int]:
    """Keys of the organisations for which the actor answers today."""
    return frozenset(mandate.organisation for mandate in actor.mandates if mandate.role in READERS)
