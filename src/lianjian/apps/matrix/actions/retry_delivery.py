from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.actions._pinging import feeds_changed
from lianjian.apps.matrix.actions._standing import delivery_for, move, require_state
from lianjian.apps.matrix.actions.plan_deliveries import standing_of
from lianjian.apps.matrix.models import RemoteRef
from lianjian.apps.matrix.rules.causes import CAUSES, HELD_WORDS, Cause
from lianjian.apps.matrix.rules.kinds import Mode, OutletState
from lianjian.apps.matrix.rules.planning import start
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.matrix.models import Delivery
    from lianjian.foundation.actor import Actor

AGAIN = (State.REFUSED, State.NEEDS_HUMAN, State.PARKED, State.QUEUED)


@transaction.atomic
def retry_delivery(*, by: Actor, delivery: int) -> Delivery:
    """Send a delivery again that certainly did not arrive. An unknown one is refused: settle it first; one that waits
    for a word about own words is, too. tell() stands in move()."""
    row = delivery_for(by, delivery)
    if row.state == State.UNKNOWN:
        raise Refused(
            gettext_noop(
                "It is not known whether the outlet has this story; sending it again could double it."
            ),
            cure=gettext_noop("Look at the outlet and say what you found; then it can be sent again."),
        )
    require_state(row, AGAIN)
    outlet = row.outlet
    if outlet.mode == Mode.API and outlet.state != OutletState.READY:
        raise Refused(
            gettext_noop("The outlet is not ready, so it would not go out."),
            cure=gettext_noop("Cure the outlet's cause and resume it, or publish by hand with the kit."),
        )
    if row.cause in HELD_WORDS:
        words = CAUSES[Cause(row.cause)]
        raise Refused(words.what, cure=words.cure)
    row.attempts = row.checks = 0
    # uploads stay good (their names carry a colon); drafts and publications of the refused text do not
    RemoteRef.objects.by(by).filter(delivery=row).exclude(name__contains=":").delete()
    plan = start(standing_of(outlet), Deed(row.deed), timezone.now())
    row.next_at = plan.next_at
    feeds_changed(row.story, timezone.now())
    move(row, plan.state, by=by, cause=plan.cause or "")
    return row
