from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.queries import organisations_looked_after
from lianjian.apps.exchange.rules.needs import NeedMove, NeedState
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.foundation.scoping import ScopedModel
from lianjian.kernel.quantities import Unit

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Need(ScopedModel):
    """What an organisation needs (需求). Quantity and unit are both there or both unknown; ``wanted_by`` None is open.

    ``owner`` looks after it, None where nobody does. While it is met, ``met_by`` or ``met_by_words`` says by whom. ``text``
    is "" where the log entry it was written with was taken back; ``own_words``: it was put in others since, which stay then.
    """

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    work_area = models.CharField(max_length=12, choices=[(a.value, a.value) for a in WorkArea], db_index=True)
    text = models.CharField(max_length=500)
    quantity = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    unit = models.CharField(max_length=20, choices=[(u.value, u.value) for u in Unit], blank=True, default="")
    wanted_by = models.DateField(null=True, db_index=True)
    owner = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in NeedState], default=NeedState.OPEN
    )
    closed_on = models.DateField(null=True)
    met_by = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    met_by_words = models.CharField(max_length=120, blank=True, default="")
    public = models.BooleanField(default=False)
    log_entry = models.OneToOneField(
        "coordination.LogEntry", null=True, on_delete=models.PROTECT, related_name="+"
    )
    own_words = models.BooleanField(default=False)
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "exchange_need"
        verbose_name = _("need")
        ordering = [models.F("wanted_by").asc(nulls_last=True), "recorded_on", "pk"]
        indexes = [models.Index(fields=["organisation", "state"], name="exchange_need_by_house")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "client_key"], name="exchange_need_sent_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__isnull=True, unit="")
                | (models.Q(quantity__isnull=False) & ~models.Q(unit="")),
                name="exchange_need_counted_or_unknown",
            ),
            models.CheckConstraint(
                condition=models.Q(state=NeedState.OPEN, closed_on=None)
                | (~models.Q(state=NeedState.OPEN) & models.Q(closed_on__isnull=False)),
                name="exchange_need_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(state=NeedState.MET, met_by=None) & ~models.Q(met_by_words="")
                | models.Q(state=NeedState.MET, met_by__isnull=False, met_by_words="")
                | ~models.Q(state=NeedState.MET) & models.Q(met_by=None, met_by_words=""),
                name="exchange_need_met_by_one",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=NeedState.GIVEN_UP, public=True),
                name="exchange_need_given_up_is_hidden",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Everybody where it is shown; else the organisation's people, and those who run a joint group with it."""
        return models.Q(public=True) | inside(actor)


def inside(actor: Actor, organisation: str = "organisation") -> models.Q:
    """The condition under which ``actor`` belongs to the organisation in the column, or runs a joint group with it."""
    return models.Q(**{f"{organisation}__in": actor.organisations}) | models.Q(
        **{f"{organisation}__in": organisations_looked_after(actor)}
    )


class NeedStep(ScopedModel):
    """What was done about a need; rows are only ever added. ``text`` is the reason, or how it was met; ``before`` and
    ``after`` are who looked after it and who does. Of changed words nothing is kept (decision 0029)."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=[(m.value, m.value) for m in NeedMove])
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    text = models.TextField(blank=True, default="")
    before = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    met_by = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    met_by_words = models.CharField(max_length=120, blank=True, default="")
    log_entry = models.ForeignKey(
        "coordination.LogEntry", null=True, on_delete=models.PROTECT, related_name="+"
    )
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "exchange_need_step"
        verbose_name = _("step about a need")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["need", "client_key"], name="exchange_need_step_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.need_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The organisation's people, and those who run a joint group with it."""
        return inside(actor, "need__organisation")


class NeedFile(ScopedModel):
    """A file in the private storage that proves that a need was met."""

    step = models.ForeignKey(NeedStep, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)

    class Meta(ScopedModel.Meta):
        db_table = "exchange_need_file"
        verbose_name = _("proof that a need was met")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The organisation's people, and those who run a joint group with it."""
        return inside(actor, "step__need__organisation")
