from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.actions._running import KEEPERS
from lianjian.apps.coordination.events import DutyAssigned
from lianjian.apps.coordination.models import Duty
from lianjian.apps.coordination.models.group import organisations_looked_after
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.parties.queries import holders, organisations
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def assign_duty(
    *,
    by: Actor,
    organisation: int,
    what: str,
    due_on: date,
    person: int | None = None,
    source_app: str = "",
    source_key: str = "",
) -> Duty:
    """Give an organisation something to do by a day. With a source, the same source again is the same
    duty.

    Its own leader, liaison officer, first secretary or administrator may, and those who run a joint group
    with it.
    """
    if not by.holds(*KEEPERS, organisation=organisation) and organisation not in organisations_looked_after(
        by
    ):
        raise NotAllowed(gettext_noop("Only those who run the group can do this."))
    house = organisations().select_for_update(no_key=True, of=("self",)).filter(pk=organisation).first()
    if house is None:
        raise Refused(gettext_noop("This organisation is not in the register."), field="organisation")
    if person is not None and person not in holders(organisation, list(Role), due_on):
        raise Refused(
            gettext_noop("This person holds no mandate in that organisation."),
            cure=gettext_noop("Grant the mandate first."),
            field="person",
        )
    if source_app:
        sourced = Duty.objects.across_organisations("below the organisation in hand").filter(
            organisation=house, source_app=source_app, source_key=source_key
        )
        there = sourced.filter(due_on=due_on).first()
        if there is not None:
            return there
    duty = Duty.objects.create(
        organisation=house,
        person_id=person,
        what=clean_line(what, field="what", longest=200),
        due_on=due_on,
        state=DutyState.OPEN,
        source_app=source_app,
        source_key=source_key,
    )
    tell(DutyAssigned(duty=duty.pk, organisation=house.pk, due_on=due_on.isoformat()), by=by)
    return duty
