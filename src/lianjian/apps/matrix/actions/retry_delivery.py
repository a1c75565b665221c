from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.actions._pinging import feeds_changed
from lianjian.apps.matrix.actions._standing import delivery_for, move, require_state
from lianjian.apps.matrix.actions.plan_deliveries import standing_of
from lianjian.apps.matrix.models import RemoteRef
from lianjian.apps.matrix.rules.kinds import Mode, OutletState
from lianjian.apps.matrix.rules.planning import delivery_key, start
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.matrix.models import Delivery
    from lianjian.foundation.actor import Actor

AGAIN = (State.REFUSED, State.NEEDS_HUMAN, State.PARKED, State.QUEUED)
CHANGEABLE = ("title", "digest", "author", "text")


@transaction.atomic
def retry_delivery(*, by: Actor, delivery: int, changes: Mapping[str, str] | None = None) -> Delivery:
    """Send a delivery again that certainly did not arrive, where ``changes`` is given with an editor's own
    words for this outlet (title, digest, author, text). An unknown one is refused: settle it first. tell()
    stands in move()."""
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
    unknown = sorted(set(changes or {}) - set(CHANGEABLE))
    if unknown:
        raise Refused(gettext_noop("“%(field)s” cannot be changed for one outlet."), field=unknown[0])
    if changes is not None:
        row.changes = {name: text.strip() for name, text in changes.items() if text.strip()}
    row.key = delivery_key(
        outlet=outlet.key, story=row.story, revision=row.revision, deed=row.deed, changes=row.changes
    )
    row.attempts = row.checks = 0
    # uploads stay good (their names carry a colon); drafts and publications of the refused text do not
    RemoteRef.objects.by(by).filter(delivery=row).exclude(name__contains=":").delete()
    plan = start(standing_of(outlet), Deed(row.deed), timezone.now())
    row.next_at = plan.next_at
    feeds_changed(row.story, timezone.now())
    move(row, plan.state, by=by, cause=plan.cause or "")
    return row
