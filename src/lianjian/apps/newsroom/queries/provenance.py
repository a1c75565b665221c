"""Where an item of the archive came from and what became of it: for the pages on which it is proofread."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from lianjian.apps.newsroom.models import (
    ArchiveCopy,
    ArchiveDecision,
    ArchiveItem,
    Story,
    TextProposal,
    UncertainPlace,
)
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.apps.newsroom.rules.archive.proposing import composed
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.db.models.fields.files import FieldFile

    from lianjian.apps.newsroom.rules.drafts import Draft
    from lianjian.foundation.actor import Actor

HEAVY = ("source_text", "repaired_text", "edits", "guesses", "notes", "cuts")
"""What a list of items does not need."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The text of an item that counts: of ``base``, or the first one where that is None. ``edits`` make it of the source."""

    base: TextProposal | None
    text: str
    edits: list[dict[str, Any]]
    huanyuan_version: str


def in_force(item: ArchiveItem, proposals: Iterable[TextProposal]) -> InForce:
    """Which text of an item counts now; ``proposals`` are all of its own."""
    rows = list(proposals)
    taken = [row for row in rows if row.state == TextProposal.State.ACCEPTED]
    base = max(taken, key=lambda row: (row.decided_at, row.pk), default=None)
    if base is None:
        return InForce(None, item.repaired_text, item.edits, item.huanyuan_version)
    by_key = {row.pk: row for row in rows}
    line: list[TextProposal] = []
    step: TextProposal | None = base
    while step is not None and step not in line:
        line.insert(0, step)
        step = by_key.get(step.base_id) if step.base_id is not None else None
    edits = list(item.edits)
    for one in line:
        edits = composed(edits, one.edits)
    return InForce(base, base.text, edits, base.huanyuan_version)


def proposals(by: Actor, item: int) -> QuerySet[TextProposal]:
    """The texts that were proposed for an item, in the order in which they were made."""
    return TextProposal.objects.by(by).filter(item=item).select_related("decided_by").order_by("id")


def text_proposal(by: Actor, item: int, proposal: int) -> TextProposal:
    """One of them, the text it is measured against with it. Raises NotThere."""
    found = proposals(by, item).select_related("decided_by", "base").filter(pk=proposal).first()
    if found is None:
        raise NotThere
    return found


def decisions(by: Actor, item: int) -> QuerySet[ArchiveDecision]:
    """Everything people decided about an item, the newest first, with its people and places."""
    rows = ArchiveDecision.objects.by(by).filter(item=item)
    return rows.select_related("person", "place", "proposal").defer("proposal__text").order_by("-id")


def archive_copies(by: Actor, item: int) -> QuerySet[ArchiveCopy]:
    """The other copies of an item, the likest first, without their texts."""
    rows = ArchiveCopy.objects.by(by).filter(item=item).order_by("-likeness", "id")
    return rows.defer(*HEAVY, "uncertain")


def copy_texts(by: Actor, item: int) -> list[str]:
    """The repaired texts of the five likest copies: what they read where the item is uncertain."""
    rows = ArchiveCopy.objects.by(by).filter(item=item).order_by("-likeness", "id")
    return list(rows.values_list("repaired_text", flat=True)[:5])


def archive_copy(by: Actor, item: int, copy: int) -> ArchiveCopy:
    """One copy. Raises NotThere."""
    found = ArchiveCopy.objects.by(by).filter(item=item, pk=copy).first()
    if found is None:
        raise NotThere
    return found


def draft_behind(by: Actor, item: ArchiveItem) -> tuple[Story, Draft]:
    """The story of an item and what its latest draft says."""
    story = Story.for_actor(by).select_related("column", "party").get(pk=item.story_id)
    return story, draft_of(story.get_latest_revision_as_object())


def opened_original(row: ArchiveItem | ArchiveCopy) -> FieldFile:
    """The file as it came, at its beginning, after its bytes were compared with its fingerprint. Raises Refused where they are
    not the ones that came."""
    try:
        file = row.original.open("rb")
        found = hashlib.file_digest(file.file, "sha256").hexdigest()
    except (OSError, ValueError):
        found = ""
    if found != row.source_sha256:
        raise Refused(
            gettext_noop("The stored file is gone or damaged: its bytes are not those that came."),
            cure=gettext_noop("The text and every change are kept; have the file restored from a backup."),
        )
    file.seek(0)
    return row.original


def examine_originals() -> tuple[int, list[str]]:
    """How many originals of the archive lie as they came, copies of items among them, and the names of those that are gone or
    have other bytes.

    Reads every file: for the doctor, not for a page.
    """
    whole, damaged = 0, []
    for kept in (ArchiveItem, ArchiveCopy):
        rows = kept.objects.across_organisations("the doctor looks at all organisations").order_by("id")
        for row in rows.only("original", "source_sha256", "file_name").iterator(chunk_size=500):
            try:
                with row.original.open("rb") as file:
                    found = hashlib.file_digest(file, "sha256").hexdigest()
            except (OSError, ValueError):  # ValueError: the row names no file
                found = ""
            if found == row.source_sha256:
                whole += 1
            else:
                damaged.append(row.file_name)
    return whole, damaged


FAMILIES = (
    "s2t",
    "gloss",
    "gbkshift",
    "entitybreak",
    "gbk_as_latin1",
    "utf8_as_gbk",
    "yiyi",
    "straychar",
    "qmark",
)


def listed_items(
    by: Actor, *, open_only: bool = False, proposed: bool = False, family: str = "", words: str = ""
) -> QuerySet[ArchiveItem]:
    """The archive items of one's newsrooms, the newest first, with ``open_places`` and ``open_proposals``; only those with
    open places, with an open proposal, with a kind of damage ("none": without any), or with ``words`` in title, file name or
    text."""
    rows = _marked(by)
    if open_only:
        rows = rows.filter(_open)
    if proposed:
        rows = rows.filter(_proposed)
    if family == "none":
        rows = rows.filter(families=[])
    elif family:
        rows = rows.filter(_damaged(family))
    for word in words.split()[:5]:
        rows = rows.filter(
            Q(story__title__icontains=word) | Q(file_name__icontains=word) | Q(repaired_text__icontains=word)
        )
    waiting = UncertainPlace.objects.across_organisations("of items that are in scope").filter(
        item=OuterRef("pk"), state=UncertainPlace.State.OPEN
    )
    number = waiting.order_by().values("item").annotate(number=Count("pk")).values("number")
    rows = rows.annotate(
        open_places=Coalesce(Subquery(number, output_field=IntegerField()), 0), open_proposals=_proposed
    )
    return rows.select_related("story").defer(*HEAVY).order_by("-pk")


def counted_items(by: Actor) -> dict[str, int]:
    """How many items there are: all, open, proposed, none (undamaged), and by kind of damage. One query."""
    counts = {family: Count("pk", filter=_damaged(family)) for family in FAMILIES}
    counts["none"] = Count("pk", filter=Q(families=[]))
    counts["all"] = Count("pk")
    counts["open"] = Count("pk", filter=Q(_open))
    counts["proposed"] = Count("pk", filter=Q(_proposed))
    return _marked(by).aggregate(**counts)


def _marked(by: Actor) -> QuerySet[ArchiveItem]:
    return ArchiveItem.objects.by(by).annotate(families_said=Cast("families", TextField()))


def _damaged(family: str) -> Q:
    """SQLite cannot look into a list of JSON; its text says the same."""
    return Q(families_said__contains=f'"{family}"')


_open = Exists(
    UncertainPlace.objects.across_organisations("of items that are in scope").filter(
        item=OuterRef("pk"), state=UncertainPlace.State.OPEN
    )
)
_proposed = Exists(
    TextProposal.objects.across_organisations("of items that are in scope").filter(
        item=OuterRef("pk"), state=TextProposal.State.OPEN
    )
)


def items_of_other_versions(by: Actor, version: str) -> QuerySet[ArchiveItem]:
    """Items whose first text was made by another version of huanyuan than ``version``, the oldest first."""
    return ArchiveItem.objects.by(by).exclude(huanyuan_version=version).order_by("pk")
