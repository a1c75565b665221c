from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.parties.actions._granting import check_grant
from lianjian.apps.parties.events import MandateGranted
from lianjian.apps.parties.models import Mandate, Organisation, Person
from lianjian.apps.parties.rules.roles import STEWARDS, Role
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def grant_mandate(
    *,
    by: Actor,
    person: int,
    organisation: int,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    title: str = "",
) -> Mandate:
    """Let a person act for an organisation in a role during a term (both days included).

    Stewards of the organisation (leader, liaison officer, administrator) may, up to what their own role lets them
    give (``rules.roles.GRANTS``) and never to themselves; the network administrator may.
    """
    house = Organisation.objects.filter(pk=organisation).first()
    if house is None or not by.holds(*STEWARDS, organisation=organisation):
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    if role not in set(Role):
        raise Refused(gettext_noop("“%(role)s” is no role."), field="role", role=role)
    check_grant(by, organisation=organisation, role=role, person=person)
    if ends_on is not None and ends_on < starts_on:
        raise Refused(gettext_noop("The term ends before it starts."), field="ends_on")
    someone = (
        Person.objects.across_organisations("a person may come from another organisation")
        .filter(pk=person, merged_into=None)
        .first()
    )
    if someone is None:
        raise Refused(gettext_noop("This person is not in the register."), field="person")
    mandate = Mandate.objects.create(
        person=someone, organisation=house, role=role, title=title, starts_on=starts_on, ends_on=ends_on
    )
    tell(MandateGranted(mandate=mandate.pk, person=someone.pk, organisation=house.pk, role=role), by=by)
    return mandate
