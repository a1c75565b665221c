from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.coordination.actions._running import lock_group
from lianjian.apps.coordination.events import DecisionLinked
from lianjian.apps.coordination.models import Decision
from lianjian.apps.coordination.rules.log import parse_target
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def link_decision(*, by: Actor, decision: int, became: str) -> Decision:
    """Say what a decision became in an app above, as ``app/key`` (``projects/commitment:12``): it becomes one thing.

    The caller has made that thing, or found it, as ``by``.
    """
    row = Decision.objects.by(by).select_related("meeting").filter(pk=decision).first()
    if row is None:
        raise NotThere
    lock_group(by, row.meeting.group_id)
    row = Decision.objects.across_organisations("the group in hand is locked").get(pk=row.pk)
    app, key = parse_target(became)
    if row.became == f"{app}/{key}":
        return row
    if row.became:
        raise Refused(gettext_noop("This decision has become a commitment already."))
    row.became = f"{app}/{key}"
    row.save(update_fields=["became"])
    tell(DecisionLinked(decision=row.pk, meeting=row.meeting_id, app=app, key=key), by=by)
    return row
