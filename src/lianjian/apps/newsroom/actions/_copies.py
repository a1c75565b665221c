"""Where the import asks whether a source is another copy of an article that is there (decision 0046)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import huanyuan
    from lianjian.apps.newsroom.models import ArchiveItem
    from lianjian.apps.newsroom.rules.archive.reading import Reading
    from lianjian.apps.newsroom.rules.archive.recognition import Recognised
    from lianjian.apps.newsroom.rules.archive.sources import Source
    from lianjian.foundation.actor import Actor


def attach(
    *,
    by: Actor,  # noqa: ARG001 - the shape that is agreed
    house: int,  # noqa: ARG001
    source: Source,  # noqa: ARG001
    reading: Reading,  # noqa: ARG001
    repair: huanyuan.Repair,  # noqa: ARG001
    found: Recognised,  # noqa: ARG001
) -> ArchiveItem | None:
    """Keep ``source`` as a copy of the item it is another mangling of, and give that item; None where it is no copy."""
    return None


def index(item: ArchiveItem) -> None:
    """Make a new item findable for ``attach``."""
