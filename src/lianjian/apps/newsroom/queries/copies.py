"""The copies of an archived story, and where they say something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huanyuan.aligning import align
from lianjian.apps.newsroom.models import ArchiveCopy, ArchiveItem, text_in_force
from lianjian.apps.newsroom.rules.archive.house_style import in_house_style
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lianjian.foundation.actor import Actor

AROUND = 12
"""Characters shown on either side of a difference."""


@dataclass(frozen=True, slots=True)
class Difference:
    """At ``at`` of the text in force stands ``here``; the copy has ``there``. Either may be empty."""

    at: int
    before: str
    here: str
    there: str
    after: str


@dataclass(frozen=True, slots=True)
class CopyBeside:
    """A copy, and where it differs from the text in force, in the order of the text."""

    copy: ArchiveCopy
    differences: tuple[Difference, ...]


def copies_of(by: Actor, item: int) -> list[CopyBeside]:
    """The copies of an item, the likest first. Raises NotThere. Three queries, however many there are."""
    held = ArchiveItem.objects.by(by).filter(pk=item).first()
    if held is None:
        raise NotThere
    text, _ = text_in_force(held)
    rows = ArchiveCopy.objects.by(by).filter(item=held).select_related("imported_by")
    return [
        CopyBeside(copy, tuple(_differences(text, copy.repaired_text)))
        for copy in rows.order_by("-likeness", "pk")
    ]


def _differences(text: str, other: str) -> Iterator[Difference]:
    """In house style, so that the width of punctuation is no difference."""
    text, other = in_house_style(text), in_house_style(other)
    for span in align(text, other):
        if not span.same:
            yield Difference(
                span.a0,
                text[max(0, span.a0 - AROUND) : span.a0],
                text[span.a0 : span.a1],
                other[span.b0 : span.b1],
                text[span.a1 : span.a1 + AROUND],
            )
