from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.events import InitiativePublished
from lianjian.apps.agreements.models import Initiative
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.responses import CallState
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def publish_initiative(*, by: Actor, initiative: int, now: datetime | None = None) -> Initiative:
    """Make a call public; from now on organisations can answer it. Publishing twice is publishing once."""
    call = Initiative.objects.by(by).select_for_update().filter(pk=initiative).first()
    if call is None:
        raise NotThere
    if not by.holds(*STEWARDS, organisation=call.organisation_id):
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    if call.state == CallState.PUBLISHED:
        return call
    if call.state == CallState.CLOSED:
        raise Refused(
            gettext_noop("This call is closed."), cure=gettext_noop("Write a new one if it is needed.")
        )
    call.state = CallState.PUBLISHED
    call.published_at = moment_of(by, now, wall=timezone.now())
    call.save(update_fields=["state", "published_at"])
    tell(InitiativePublished(initiative=call.pk, organisation=call.organisation_id), by=by)
    return call
