"""The text of an item that is in force, and putting another one in its place (decision 0046)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.newsroom.models import TextProposal, UncertainPlace
from lianjian.apps.newsroom.rules.archive.proposing import carried

if TYPE_CHECKING:
    from lianjian.apps.newsroom.models import ArchiveItem
    from lianjian.foundation.actor import Actor

_DECIDED = (UncertainPlace.State.CONFIRMED, UncertainPlace.State.CORRECTED)


def base_in_force(item: ArchiveItem) -> TextProposal | None:
    """The proposal whose text counts, None for the item's first text."""
    rows = TextProposal.objects.across_organisations("the item is in hand")
    return rows.filter(item=item, state=TextProposal.State.ACCEPTED).order_by("-decided_at", "-id").first()


def text_in_force(item: ArchiveItem) -> str:
    """The text that counts: of the proposal that was put into the story last, or the first one."""
    base = base_in_force(item)
    return base.text if base is not None else item.repaired_text


def put_in_force(proposal: TextProposal, *, by: Actor) -> None:
    """Let the proposal's text count, from now on: open places of earlier texts are settled by it, its own are opened.

    A place that stood in the earlier text in the same words and was decided there keeps that decision. Other open proposals
    are overtaken. The draft is the caller's.
    """
    now = timezone.now()
    places = UncertainPlace.objects.across_organisations("the item is in hand").filter(item=proposal.item_id)
    decided: dict[tuple[int, int], UncertainPlace] = {}
    for place in places.filter(base=proposal.base_id, state__in=_DECIDED):
        at = carried(place.position, place.length, proposal.edits)
        if at is not None:
            decided[at, place.length] = place
    places.filter(state=UncertainPlace.State.OPEN).update(
        state=UncertainPlace.State.SETTLED, settled_by=proposal
    )
    fresh = []
    for key, doubt in {(one["at"], one["len"]): one for one in proposal.uncertain}.items():
        place = UncertainPlace(
            item_id=proposal.item_id,
            base=proposal,
            position=key[0],
            length=key[1],
            before=doubt["from"],
            proposed=doubt["to"],
            why=doubt["why"][:300],
        )
        earlier = decided.get(key)
        if earlier is not None and earlier.proposed == place.proposed:
            place.state, place.chosen = earlier.state, earlier.chosen
            place.decided_by_id, place.decided_at = earlier.decided_by_id, earlier.decided_at
        fresh.append(place)
    UncertainPlace.objects.bulk_create(fresh)
    others = TextProposal.objects.across_organisations("the item is in hand").filter(
        item=proposal.item_id, state=TextProposal.State.OPEN
    )
    others.exclude(pk=proposal.pk).update(state=TextProposal.State.OVERTAKEN)
    proposal.state = TextProposal.State.ACCEPTED
    proposal.decided_by_id, proposal.decided_at = by.person, now
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
