from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from lianjian.apps.parties.events import MergeUndone
from lianjian.apps.parties.models import Merge, Organisation
from lianjian.apps.parties.models.merge import move_back
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def undo_merge(*, by: Actor, merge: int) -> Merge:
    """Make a merged entry its own again: exactly the rows that moved go back, as far as they are still with the
    survivor; what was written since stays there. The network administrator may. Undoing twice is undoing once."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the network administrator can merge entries of the register."))
    take_turn("parties.register")
    row = Merge.objects.select_for_update(of=("self",)).filter(pk=merge).first()
    if row is None:
        raise NotThere
    if row.undone_at is not None:
        return row
    left = Organisation.objects.select_for_update().get(pk=row.survivor_id)
    if left.merged_into_id is not None:
        raise Refused(
            gettext_noop("“%(name)s” was merged itself since then."),
            cure=gettext_noop("Undo that merge first."),
            name=left.name,
        )
    try:
        with transaction.atomic():
            count = move_back(row.moved, row.merged_id, row.survivor_id)
    except IntegrityError as clash:
        raise Refused(
            gettext_noop("Something was entered since then that stands against it."),
            cure=gettext_noop("Look at what the merged entry has got since the merge."),
        ) from clash
    Organisation.objects.filter(pk=row.merged_id).update(merged_into=None)
    row.undone_at = timezone.now()
    row.save(update_fields=["undone_at"])
    tell(MergeUndone(merge=row.pk, merged=row.merged_id, survivor=row.survivor_id, rows=count), by=by)
    return row
