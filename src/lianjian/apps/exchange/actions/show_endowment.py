from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.exchange.actions._owning import lock_endowment
from lianjian.apps.exchange.events import EndowmentShown
from lianjian.apps.exchange.rules.endowments import judge_recorder
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.exchange.models import Endowment
    from lianjian.foundation.actor import Actor


@transaction.atomic
def show_endowment(*, by: Actor, endowment: int, public: bool) -> Endowment:
    """Show an endowment to everybody, or (``public`` False) only to the network again. Those who speak for
    the organisation may; twice is once."""
    row = lock_endowment(by, endowment)
    decides = by.holds(*NEGOTIATORS, organisation=row.organisation_id)
    judge_recorder(acts_for=by.acts_for(row.organisation_id), decides=decides, public=True)
    if row.withdrawn_on is not None:
        raise Refused(gettext_noop("This endowment was withdrawn."))
    if row.public == public:
        return row
    row.public = public
    row.save(update_fields=["public"])
    tell(EndowmentShown(endowment=row.pk, organisation=row.organisation_id, public=public), by=by)
    return row
