from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.parties.events import OrganisationRegistered
from lianjian.apps.parties.models import Division, Organisation
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.registering import judge_entry
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def register_organisation(
    *,
    by: Actor,
    key: str,
    name: str,
    short_name: str,
    kind: str,
    division: str | None = None,
    profile: str = "",
    joined_on: date | None = None,
    demonstration: bool = False,
) -> Organisation:
    """Enter an organisation in the register. ``division`` is a statistical code; a village needs its 12 digits.

    The network administrator may, and administrators of an association: it is the association that lets parties in.
    """
    if not _lets_in(by):
        raise NotAllowed(
            gettext_noop("Only an administrator of the association can register organisations."),
            cure=gettext_noop("Ask the association to enter it."),
        )
    place = Division.objects.filter(code=division).first() if division else None
    codes = {place.code} if place is not None else frozenset[str]()
    judge_entry(key=key, name=name, short_name=short_name, kind=kind, division=division, codes=codes)
    take_turn("parties.register")
    if (
        Organisation.objects.filter(name=name.strip()).exists()
        or Organisation.objects.filter(key=key).exists()
    ):
        raise Refused(
            gettext_noop("“%(name)s” is already in the register."),
            cure=gettext_noop("Open that entry instead of making a second one."),
            field="name",
            name=name.strip(),
        )
    organisation = Organisation.objects.create(
        key=key,
        name=name.strip(),
        short_name=short_name.strip(),
        kind=kind,
        division=place,
        profile=profile,
        joined_on=joined_on,
        demonstration=demonstration,
    )
    tell(OrganisationRegistered(organisation=organisation.pk), by=by)
    return organisation


def _lets_in(by: Actor) -> bool:
    administered = {m.organisation for m in by.mandates if m.role == Role.ADMINISTRATOR}
    associations = Organisation.objects.filter(pk__in=administered, kind=Kind.ASSOCIATION)
    return by.network_wide or associations.exists()
