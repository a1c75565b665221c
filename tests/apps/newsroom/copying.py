"""Bringing an article home with its copies, as an import does it."""

from __future__ import annotations

from lianjian.apps.newsroom.actions._copies import attach, index
from lianjian.apps.newsroom.actions.import_archive import import_archive
from lianjian.apps.newsroom.models import ArchiveBand, ArchiveItem, Story
from lianjian.apps.newsroom.models.body import blocks_in
from lianjian.apps.newsroom.models.gazetteer import RegisterGazetteer
from lianjian.apps.newsroom.rules.archive.reading_out import read_out
from lianjian.apps.newsroom.rules.archive.sources import Source
from tests.network import ROOT, Network


def item_of(network: Network, name: str, text: str) -> ArchiveItem:
    """An item with its bands, from the bytes of ``text``."""
    source = Source(name, "txt", text.encode())
    import_archive(by=network.actor("editor"), sources=[source], column="village-stories")
    item = ArchiveItem.objects.by(ROOT).get(source_sha256=source.sha256)
    if not ArchiveBand.objects.by(ROOT).filter(item=item).exists():
        index(item)
    return item


def copy_of(network: Network, name: str, text: str) -> ArchiveItem | None:
    """The item that took ``text`` as its copy."""
    source = Source(name, "txt", text.encode())
    read = read_out(RegisterGazetteer(), source)
    return attach(by=network.actor("editor"), house=network.media.pk, source=source, read=read)


def told(story: int) -> str:
    """Title and text of a story's latest draft."""
    latest = Story.objects.get(pk=story).get_latest_revision_as_object()
    return "\n".join([latest.title, *(block.text or block.caption for block in blocks_in(latest.body))])
