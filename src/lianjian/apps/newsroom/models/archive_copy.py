"""Other manglings of a story that is there, how they are found, and the texts that are proposed for it (decision 0046)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.models.archive import ArchiveItem, private_storage
from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def copy_path(copy: ArchiveCopy, filename: str) -> str:  # noqa: ARG001 - the shape Django asks for
    """By fingerprint, as items lie."""
    return f"archive/{copy.source_sha256[:2]}/{copy.source_sha256}"


class ArchiveCopy(ScopedModel):
    """Another copy of the article behind ``item``, as it came and as it was repaired. ``likeness`` is the share of what the
    two texts say that is the same (0 to 1). ``uncertain`` are the places of its repair, in huanyuan's own form."""

    item = models.ForeignKey(ArchiveItem, on_delete=models.PROTECT, related_name="copies")
    newsroom = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    source_sha256 = models.CharField(max_length=64)
    original = models.FileField(storage=private_storage, upload_to=copy_path, max_length=200)
    file_name = models.CharField(_("file"), max_length=500)
    media_type = models.CharField(max_length=120)
    encoding = models.CharField(_("encoding"), max_length=30)
    huanyuan_version = models.CharField(max_length=30)
    source_text = models.TextField()
    repaired_text = models.TextField()
    families = models.JSONField(default=list)
    edits = models.JSONField(default=list)
    uncertain = models.JSONField(default=list)
    guesses = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    cuts = models.JSONField(default=list)
    likeness = models.FloatField(_("likeness"))
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_archive_copy"
        verbose_name = _("copy of an archive item")
        verbose_name_plural = _("copies of archive items")
        ordering = ["item", "id"]
        constraints = [
            models.UniqueConstraint(fields=["newsroom", "source_sha256"], name="newsroom_archive_copy_once")
        ]

    def __str__(self) -> str:
        return self.file_name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom."""
        return models.Q(newsroom__in=newsrooms_of(actor))


class ArchiveBand(ScopedModel):
    """A part of an item's MinHash signature: items that share one are looked at for likeness. ``value`` is a signed 64-bit
    number that holds the band's number and its hash. ``newsroom`` is the item's: with it in the index a search reads nothing
    else."""

    item = models.ForeignKey(ArchiveItem, on_delete=models.CASCADE, related_name="bands")
    newsroom = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    value = models.BigIntegerField()

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_archive_band"
        indexes = [models.Index(fields=["newsroom", "value", "item"], name="newsroom_archive_band_found")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.value}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom."""
        return models.Q(newsroom__in=newsrooms_of(actor))


class TextProposal(ScopedModel):
    """A text for an item, made after its import. ``edits`` are huanyuan's, against the text in force when it was made
    (``base``: the proposal whose text that was, None for the item's first); ``uncertain`` its places; ``parts`` says of
    stretches of ``text`` which copy they are from: ``[at, len, copy id]``."""

    class Kind(models.TextChoices):
        ASSEMBLED = "assembled", _("assembled from copies")
        NEWER = "newer", _("repaired by a newer version")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("put into the story")
        DECLINED = "declined", _("turned down")
        OVERTAKEN = "overtaken", _("overtaken by another one")

    item = models.ForeignKey(ArchiveItem, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=10, choices=Kind)
    base = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    edits = models.JSONField(default=list)
    uncertain = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    huanyuan_version = models.CharField(max_length=30)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_text_proposal"
        verbose_name = _("proposed text")
        verbose_name_plural = _("proposed texts")
        ordering = ["item", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(state="open"), name="newsroom_one_open_proposal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom."""
        return models.Q(item__newsroom__in=newsrooms_of(actor))


def text_in_force(item: ArchiveItem) -> tuple[str, TextProposal | None]:
    """The text that stands for an item, and the proposal it came with: None where it is the first one. The caller has the
    item in hand already."""
    taken = TextProposal.objects.across_organisations("the item is in hand").filter(
        item=item, state=TextProposal.State.ACCEPTED
    )
    last = taken.order_by("-decided_at", "-pk").first()
    return (item.repaired_text, None) if last is None else (last.text, last)
