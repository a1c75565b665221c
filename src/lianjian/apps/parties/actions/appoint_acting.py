from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.events import ActingAppointed
from lianjian.apps.parties.models import Acting, Mandate
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def appoint_acting(
    *,
    by: Actor,
    person: int,
    organisation: int,
    role: str,
    starts_on: date,
    ends_on: date,
    instead_of: int | None = None,
    reason: str = "",
) -> Acting:
    """Let a person act (代理) in a role, in place of somebody who is away or has left, or on a post that nobody holds
    (``instead_of`` None). Both days are included; there is always a last one, and the mandate ends with it.

    Those may who may give that role (``rules.roles.GRANTS``).
    """
    words = clean_line(reason, field="reason", longest=200, needed=False)
    if instead_of == person:
        raise Refused(gettext_noop("Nobody acts for themselves."), field="person")
    mandate = grant_mandate(
        by=by,
        person=person,
        organisation=organisation,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    if instead_of is not None:
        rows = Mandate.objects.across_organisations("the organisation of the mandate in hand")
        if not rows.filter(person=instead_of, organisation=organisation, role=role).exists():
            raise Refused(gettext_noop("The one who is away never held this role here."), field="instead_of")
    acting = Acting.objects.create(mandate=mandate, instead_of_id=instead_of, reason=words)
    told = ActingAppointed(
        mandate=mandate.pk, person=person, instead_of=instead_of, organisation=organisation
    )
    tell(told, by=by)
    return acting
