from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.parties.events import HandedOverWordsForgotten
from lianjian.apps.parties.models import HandoverItem
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.foundation.actor import Actor


@transaction.atomic
def forget_handed_over_words(*, by: Actor, app: str, keys: Iterable[str]) -> int:
    """Words were taken back in the room they come from (``app`` and its ``keys``): the lists of handovers lose them too.
    Returns how many lines that were."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the writer can take an entry back."))
    gone = sorted(keys)
    rows = HandoverItem.objects.across_organisations("the system follows words that were taken back")
    found = rows.filter(source_app=app, source_key__in=gone).exclude(words="")
    count = found.update(words="", more="")
    if count:
        tell(HandedOverWordsForgotten(source_app=app, source_keys=gone), by=by)
    return count
