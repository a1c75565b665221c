from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.actions._copies import index
from lianjian.apps.newsroom.events import ArchiveIndexed
from lianjian.apps.newsroom.models import ArchiveItem
from lianjian.apps.newsroom.models.writing import newsroom_for
from lianjian.apps.newsroom.rules.archive.likeness import signature
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def index_archive(*, by: Actor, newsroom: int | None = None) -> int:
    """Let copies be found of items that were imported before copies were looked for. Gives how many items that are; a second
    call finds none. Copies that were imported as stories of their own stay that."""
    house = newsroom_for(by, newsroom)
    require_writer(by, house)
    items = ArchiveItem.objects.by(by).filter(newsroom=house, bands=None).order_by("pk")
    number = 0
    for item in items.only("repaired_text", "newsroom").iterator(chunk_size=200):
        index(item)
        number += bool(signature(item.repaired_text))
    tell(ArchiveIndexed(newsroom=house, items=number), by=by)
    return number
