from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

import huanyuan
from lianjian.apps.newsroom.actions._proposals import base_in_force
from lianjian.apps.newsroom.events import TextProposed
from lianjian.apps.newsroom.models import ArchiveItem, TextProposal
from lianjian.apps.newsroom.rules.archive.moving import edits_between
from lianjian.apps.newsroom.rules.archive.proposing import WHY
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lianjian.foundation.actor import Actor

PROPOSED, SAME, CURRENT, KNOWN, ASSEMBLED = "proposed", "same", "current", "known", "assembled"


@dataclass(frozen=True, slots=True)
class RepairedAgain:
    """What came of one item. ``state``: proposed (a new text differs), same (it reads as before), current (the present
    version made the text in force), known (this text is proposed already, or was turned down), assembled (the text in force
    is put together from several copies: one of them alone is no match for it)."""

    item: int
    story: int
    state: str
    proposal: int | None = None
    changes: int = 0


def repair_again(
    *, by: Actor, items: Iterable[int], progress: Callable[[RepairedAgain], None] | None = None
) -> list[RepairedAgain]:
    """Run the present huanyuan over items that an older version repaired, each in a transaction of its own.

    Where the text differs from the one in force, it is proposed; an older open proposal of the item is overtaken. Nothing
    is ever overwritten: a person decides. Raises NotThere where an item is not of the actor's newsroom.
    """
    outcomes = []
    for item in items:
        outcome = _again(by, item)
        outcomes.append(outcome)
        if progress is not None:
            progress(outcome)
    return outcomes


@transaction.atomic
def _again(by: Actor, key: int) -> RepairedAgain:
    item = ArchiveItem.objects.by(by).select_for_update(of=("self",)).filter(pk=key).first()
    if item is None:
        raise NotThere
    require_writer(by, item.newsroom_id)
    base = base_in_force(item)
    made_by = base.huanyuan_version if base is not None else item.huanyuan_version
    if made_by == huanyuan.__version__:
        return RepairedAgain(item.pk, item.story_id, CURRENT)
    if base is not None and base.kind == TextProposal.Kind.ASSEMBLED:
        return RepairedAgain(item.pk, item.story_id, ASSEMBLED)
    text = base.text if base is not None else item.repaired_text
    repair = huanyuan.repair(item.source_text)
    if repair.text == text:
        return RepairedAgain(item.pk, item.story_id, SAME)
    earlier = TextProposal.objects.by(by).filter(item=item)
    looked_at = earlier.filter(state__in=[TextProposal.State.OPEN, TextProposal.State.DECLINED], base=base)
    for known in looked_at:
        if known.text == repair.text:
            return RepairedAgain(item.pk, item.story_id, KNOWN, known.pk, len(known.edits))
    earlier.filter(state=TextProposal.State.OPEN).update(
        state=TextProposal.State.OVERTAKEN, decided_at=timezone.now()
    )
    edits = edits_between(text, repair.text, WHY)
    proposal = TextProposal.objects.create(
        item=item,
        kind=TextProposal.Kind.NEWER,
        base=base,
        text=repair.text,
        edits=edits,
        uncertain=[place.as_json() for place in repair.uncertain],
        huanyuan_version=huanyuan.__version__,
        made_at=timezone.now(),
    )
    tell(TextProposed(story=item.story_id, item=item.pk, proposal=proposal.pk), by=by)
    return RepairedAgain(item.pk, item.story_id, PROPOSED, proposal.pk, len(edits))
