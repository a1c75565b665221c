from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.matrix.rules.films import FilmState
from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

FILM, COVER, WIDE = "film.mp4", "cover.jpg", "wide.jpg"


class StoryFilm(ScopedModel):
    """The film of one revision of a story; revision 0 is a preview of the latest text. ``folder`` names the place of its
    files in the private storage: two rows with the same storyboard share one."""

    story = models.BigIntegerField()
    """The story's key. No foreign key, as in deliveries."""
    revision = models.PositiveIntegerField()
    owner = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    """The media centre whose newsroom the story belongs to."""
    words = models.CharField(max_length=64)
    """Fingerprint of title and text: a narration goes on to the next film only where it reads the same words."""
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in FilmState], db_index=True)
    cause = models.CharField(max_length=20, blank=True, default="")
    detail = models.CharField(max_length=400, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    folder = models.CharField(max_length=120, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField(null=True)
    milliseconds = models.PositiveIntegerField(null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    left_out = models.TextField(blank=True, default="")
    pictures_left_out = models.PositiveIntegerField(default=0)
    missing = models.CharField(max_length=200, blank=True, default="")
    """Characters that no font has, drawn as 〓."""
    narration = models.CharField(max_length=200, blank=True, default="")
    """Name of the recording in the private storage, "" without one."""
    narration_sha256 = models.CharField(max_length=64, blank=True, default="")
    narration_milliseconds = models.PositiveIntegerField(default=0)
    planned_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "matrix_story_film"
        verbose_name = _("film")
        constraints = [
            models.UniqueConstraint(fields=["story", "revision", "narration_sha256"], name="matrix_one_film"),
        ]
        indexes = [models.Index(fields=["story", "revision"], name="matrix_film_of")]

    def __str__(self) -> str:
        return f"film of story {self.story}, revision {self.revision}: {self.state}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The people of the story's newsroom."""
        return models.Q(owner__in=newsrooms_of(actor))

    def place(self, name: str) -> Path:
        """Where one of the film's files lies."""
        return Path(storages["private"].path(f"{self.folder}/{name}"))
