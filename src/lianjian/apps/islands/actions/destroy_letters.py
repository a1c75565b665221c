from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lianjian.apps.islands.actions._moving import destroy, move
from lianjian.apps.islands.events import LettersDestroyed
from lianjian.apps.islands.models import Answer, HelpRequest, Parcel
from lianjian.apps.islands.rules.requests import KEPT_AFTER, OPEN, RequestState
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor

AT_A_TIME = 200
PARCELS_KNOWN = timedelta(days=400)
"""How long a parcel that comes again is known by its digest; later its letters still are."""


@transaction.atomic
def destroy_letters(*, by: Actor, today: date) -> int:
    """Destroy letters whose consent has ended, closing their requests, and those of requests that were closed or refused
    thirty days ago; 200 a call. Returns how many."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system does this."))
    now = timezone.now()
    rows = HelpRequest.objects.across_organisations("the system destroys what is over")
    kept = Answer.objects.across_organisations("the same").filter(copy__isnull=False)
    over = rows.filter(Q(letter__isnull=False) | Q(pk__in=kept.order_by().values("request"))).filter(
        Q(until__lt=today) | Q(closed_on__lt=today - KEPT_AFTER) | Q(state=RequestState.LOST)
    )
    chosen = list(over.select_related("inbox").select_for_update(of=("self",)).order_by("pk")[:AT_A_TIME])
    destroy([row.pk for row in chosen])
    for row in chosen:
        if row.state in OPEN:
            row.letter = None
            move(by, row, RequestState.CLOSED, now)
    old = Parcel.objects.across_organisations("a digest is kept for a year and a month")
    old.filter(taken_at__lt=now - PARCELS_KNOWN).delete()
    if chosen:
        tell(LettersDestroyed(requests=[row.pk for row in chosen]), by=by)
    return len(chosen)
