from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.islands.models.inbox import Inbox, reads
from lianjian.apps.islands.models.station import Station
from lianjian.apps.islands.rules.requests import RequestState
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class HelpRequest(ScopedModel):
    """What a villager asks (诉求), as far as the envelope says. ``letter`` is sealed to the inbox; None once it is destroyed.

    ``name`` is the random name that its station gave it, ``answer_to`` the key that answers are sealed to, ``until`` the
    last day of the consent.
    """

    name = models.CharField(max_length=32)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="requests")
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, related_name="requests")
    category = models.CharField(max_length=20)
    purposes = models.JSONField(default=list)
    answer_to = models.CharField(max_length=62)
    asked_on = models.DateField()
    until = models.DateField()
    received_at = models.DateTimeField()
    due_on = models.DateField(db_index=True)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in RequestState])
    in_hand_of = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True)
    letter = models.BinaryField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "islands_help_request"
        verbose_name = _("request of a villager")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["inbox", "state", "due_on"], name="islands_request_by_inbox")]
        constraints = [
            models.UniqueConstraint(fields=["station", "name"], name="islands_each_request_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those to whom the inbox belongs, and nobody else."""
        return reads(actor, "inbox__")


class Letter(ScopedModel):
    """A letter that arrived: its digest is the receipt that its station waits for. ``told_in``: the replies that said so
    first; ``is_lost`` where no key opened it."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="letters")
    sha256 = models.CharField(max_length=64)
    request = models.ForeignKey(HelpRequest, null=True, on_delete=models.SET_NULL, related_name="letters")
    is_lost = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(db_index=True)
    told_in = models.BigIntegerField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "islands_letter"
        verbose_name = _("letter")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["station", "sha256"], name="islands_each_letter_once")]

    def __str__(self) -> str:
        return self.sha256

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those to whom the inbox belongs."""
        return reads(actor, "request__inbox__")


class RequestStep(ScopedModel):
    """Where a request stood from a moment on; rows are only ever added. ``text`` is the reason of a refusal, told to the
    villager only in an answer; ``before`` is the inbox it was passed on from."""

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in RequestState])
    at = models.DateTimeField()
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(Inbox, null=True, on_delete=models.PROTECT, related_name="+")
    told_in = models.BigIntegerField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "islands_request_step"
        verbose_name = _("step of a request")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.state} {self.request_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those to whom the inbox belongs."""
        return reads(actor, "request__inbox__")


class Answer(ScopedModel):
    """An answer: ``sealed`` to the villager's key, ``copy`` to the inbox; ``copy`` is None once it is destroyed, ``sealed``
    once its station has it."""

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True)
    copy = models.BinaryField(null=True)
    told_in = models.BigIntegerField(null=True)
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "islands_answer"
        verbose_name = _("answer to a villager")
        ordering = ["request", "number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="islands_answers_numbered"),
            models.UniqueConstraint(fields=["request", "client_key"], name="islands_answer_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} to {self.request_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those to whom the inbox belongs."""
        return reads(actor, "request__inbox__")


class Opening(ScopedModel):
    """Who opened a letter, and when first on that day: shown beside it."""

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="openings")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "islands_opening"
        verbose_name = _("opening of a letter")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.person_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those to whom the inbox belongs."""
        return reads(actor, "request__inbox__")


class Loss(ScopedModel):
    """A station was lost while requests from it lay in an inbox: those to whom it belongs are told, until they say so."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="losses")
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="losses")
    lost_on = models.DateField()
    requests = models.PositiveIntegerField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        db_table = "islands_loss"
        verbose_name = _("loss of a station")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.station_id} {self.inbox_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those to whom the inbox belongs."""
        return reads(actor, "inbox__")
