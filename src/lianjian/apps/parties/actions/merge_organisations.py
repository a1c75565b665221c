from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from lianjian.apps.parties.events import OrganisationsMerged
from lianjian.apps.parties.models import Merge, Organisation
from lianjian.apps.parties.models.merge import move_all
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def merge_organisations(*, by: Actor, merged: int, survivor: int) -> Merge:
    """Make two entries one: everything that belonged to ``merged`` belongs to ``survivor``, and ``merged`` leads there.
    ``undo_merge`` takes it back exactly. The network administrator may. Merging twice is merging once.

    Raises Refused where both stand in the same agreement, project, outcome or commitment.
    """
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the network administrator can merge entries of the register."))
    take_turn("parties.register")
    found = Organisation.objects.select_for_update().filter(pk__in={merged, survivor}).in_bulk()
    one, left = found.get(merged), found.get(survivor)
    if one is None or left is None:
        raise NotThere
    if one.merged_into_id == left.pk:
        return Merge.objects.get(merged=one, undone_at=None)
    if merged == survivor or one.kind != left.kind:
        raise Refused(gettext_noop("Two different entries of one kind can be merged."))
    if one.kind == Kind.MEDIA_CENTRE:
        raise Refused(gettext_noop("Media centres are not merged: the drafts of their stories name them."))
    if one.merged_into_id is not None or left.merged_into_id is not None:
        raise Refused(gettext_noop("One of them is merged with another entry already."))
    try:
        with transaction.atomic():
            moved = move_all(one.pk, left.pk)
    except IntegrityError as both:
        raise Refused(
            gettext_noop(
                "Both stand in the same agreement, project, outcome or commitment: they act as two there."
            ),
            cure=gettext_noop("Take one of them out of it first, or leave both entries."),
        ) from both
    one.merged_into = left
    one.save(update_fields=["merged_into"])
    merge = Merge.objects.create(
        merged=one, survivor=left, person_id=by.person, moved=moved, at=timezone.now()
    )
    told = OrganisationsMerged(merge=merge.pk, merged=one.pk, survivor=left.pk, rows=merge.rows)
    tell(told, by=by)
    return merge
