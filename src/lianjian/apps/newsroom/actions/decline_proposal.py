from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.actions.accept_proposal import open_proposal
from lianjian.apps.newsroom.events import TextProposalDecided
from lianjian.apps.newsroom.models import ArchiveDecision, TextProposal
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def decline_proposal(*, by: Actor, proposal: int) -> TextProposal:
    """Turn a proposed text down: the story stays as it is, the proposal stays on record and is not made again."""
    held = open_proposal(by, proposal)
    require_writer(by, held.item.newsroom_id)
    held.state = TextProposal.State.DECLINED
    held.decided_by_id, held.decided_at = by.person, timezone.now()
    held.save(update_fields=["state", "decided_by", "decided_at"])
    ArchiveDecision.objects.create(
        item_id=held.item_id,
        proposal=held,
        verb=ArchiveDecision.Verb.DECLINED,
        person_id=by.person,
        at=held.decided_at,
    )
    tell(
        TextProposalDecided(
            story=held.item.story_id, proposal=held.pk, state=str(held.state), left=len(held.edits)
        ),
        by=by,
    )
    return held
