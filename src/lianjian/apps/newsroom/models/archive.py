"""Where a story from the archive came from, for ever: the bytes, what was read in them, every change, every doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from django.core.files.storage import Storage

    from lianjian.foundation.actor import Actor


def private_storage() -> Storage:
    """Where originals lie: never under the public media."""
    return storages["private"]


def original_path(item: ArchiveItem, filename: str) -> str:  # noqa: ARG001 - the shape Django asks for
    """By fingerprint: names of files from outside never become paths."""
    return f"archive/{item.source_sha256[:2]}/{item.source_sha256}"


class ArchiveItem(ScopedModel):
    """One item of the archive as it came, and how it was read.

    ``families``, ``edits`` and ``huanyuan_version`` state what the repair did; ``edits`` are ``[at, before, after]`` with
    ``at`` in the repaired text. ``essence`` is the fingerprint of what it says
    (``rules.archive.sources``). ``guesses`` are what was recognised, each with its grounds: they stay guesses until an
    editor takes them over. ``cuts`` are the words that were left out, as in ``ArchiveRunFile.cut``; ``notes`` are marks of the
    reader (``Reading.notes``).
    """

    newsroom = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    source_sha256 = models.CharField(max_length=64)
    original = models.FileField(storage=private_storage, upload_to=original_path, max_length=200)
    file_name = models.CharField(_("file"), max_length=500)
    media_type = models.CharField(max_length=120)
    encoding = models.CharField(_("encoding"), max_length=30)
    huanyuan_version = models.CharField(max_length=30)
    source_text = models.TextField()
    repaired_text = models.TextField()
    essence = models.CharField(max_length=64, blank=True, default="")
    families = models.JSONField(default=list)
    edits = models.JSONField(default=list)
    guesses = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    cuts = models.JSONField(default=list)
    story = models.OneToOneField("newsroom.Story", on_delete=models.PROTECT, related_name="archive_item")
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_archive_item"
        verbose_name = _("archive item")
        verbose_name_plural = _("archive items")
        ordering = ["-id"]
        # with the newsroom: else SQLite walks all items of one in the order of their keys
        indexes = [models.Index(fields=["newsroom", "essence"], name="newsroom_archive_essence")]
        constraints = [
            models.UniqueConstraint(fields=["newsroom", "source_sha256"], name="newsroom_archive_source_once")
        ]

    def __str__(self) -> str:
        return self.file_name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom."""
        return models.Q(newsroom__in=newsrooms_of(actor))


class UncertainPlace(ScopedModel):
    """A place of the repaired text where a person has to look: what stands there was chosen, not forced by the bytes.

    ``position`` and ``length`` count characters in the text of ``base``, a proposal that was taken over, or in
    ``ArchiveItem.repaired_text`` where there is none. ``before`` is what came, ``proposed`` what the repair put there,
    ``chosen`` what the editor decided. ``settled_by`` is the proposal that made the doubt pass.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CONFIRMED = "confirmed", _("confirmed")
        CORRECTED = "corrected", _("corrected")
        SETTLED = "settled", _("settled by another text")

    item = models.ForeignKey(ArchiveItem, on_delete=models.CASCADE, related_name="places")
    base = models.ForeignKey("newsroom.TextProposal", null=True, on_delete=models.PROTECT, related_name="+")
    settled_by = models.ForeignKey(
        "newsroom.TextProposal", null=True, on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveIntegerField()
    length = models.PositiveIntegerField()
    before = models.TextField(blank=True, default="")
    proposed = models.TextField(blank=True, default="")
    why = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    chosen = models.TextField(blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_uncertain_place"
        verbose_name = _("uncertain place")
        verbose_name_plural = _("uncertain places")
        ordering = ["item", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "position", "length"],
                condition=models.Q(base=None),
                name="newsroom_place_once",
            ),
            models.UniqueConstraint(
                fields=["item", "base", "position", "length"],
                condition=models.Q(base__isnull=False),
                name="newsroom_place_once_in_a_later_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} @{self.position}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom."""
        return models.Q(item__newsroom__in=newsrooms_of(actor))
