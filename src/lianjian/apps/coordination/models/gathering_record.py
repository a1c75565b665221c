from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.models.duty import Duty
from lianjian.apps.coordination.models.gathering import Gathering
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def _seen(actor: Actor) -> models.QuerySet[Gathering, int]:
    return Gathering.unscoped.filter(Gathering.visible_to(actor)).order_by().values_list("pk", flat=True)


class GatheringNote(ScopedModel):
    """What somebody wrote or photographed there, from the phone."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="notes")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True, default="")
    written_at = models.DateTimeField()
    client_key = models.CharField(max_length=64, null=True)

    STAYS_WHEN_JOINED: ClassVar = True

    class Meta(ScopedModel.Meta):
        db_table = "coordination_gathering_note"
        verbose_name = _("note")
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "client_key"], name="coordination_note_sent_once")
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the gathering."""
        return models.Q(gathering__in=_seen(actor))


class GatheringPhoto(ScopedModel):
    """A photograph of a note: names in the private storage, JPEG without metadata, sizes in pixels."""

    note = models.ForeignKey(GatheringNote, on_delete=models.CASCADE, related_name="photos")
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=120)
    small_path = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta(ScopedModel.Meta):
        db_table = "coordination_gathering_photo"
        verbose_name = _("photo")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.path

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the gathering."""
        return models.Q(gathering__in=_seen(actor))


class Resolution(ScopedModel):
    """What was resolved: words, who gives, who receives, the area, the day. Accepted, it is the commitment with that key
    in the app above, or, without a receiver, the giver's duty."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="resolutions")
    text = models.CharField(max_length=500)
    giver = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    work_area = models.CharField(max_length=12, blank=True, default="")
    due_on = models.DateField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    commitment = models.PositiveBigIntegerField(null=True, unique=True)
    duty = models.OneToOneField(Duty, null=True, on_delete=models.PROTECT, related_name="resolution")
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "coordination_resolution"
        verbose_name = _("resolution")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "client_key"], name="coordination_resolution_sent_once"
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the gathering."""
        return models.Q(gathering__in=_seen(actor))


class GatheringStory(ScopedModel):
    """A story of the app above that was made from the gathering: the key of the story and of the newsroom, once for
    each telling."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="stories")
    telling = models.PositiveSmallIntegerField()
    newsroom = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    story = models.PositiveBigIntegerField(null=True)
    told_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "coordination_gathering_story"
        verbose_name = _("story of a gathering")
        ordering = ["telling"]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "telling"], name="coordination_story_told_once")
        ]

    def __str__(self) -> str:
        return f"story {self.story} of {self.gathering_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the gathering."""
        return models.Q(gathering__in=_seen(actor))
