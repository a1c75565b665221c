from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.parties.events import OrganisationRegistered
from lianjian.apps.parties.models import Division, Organisation
from lianjian.apps.parties.rules.kinds import Kind
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
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
        raise Refused(gettext_noop("The key takes small letters, digits and single hyphens."), field="key")
    if kind not in set(Kind):
        raise Refused(gettext_noop("“%(kind)s” is no kind of organisation."), field="kind", kind=kind)
    if not name.strip() or not short_name.strip():
        raise Refused(gettext_noop("Name and short name are needed."), field="name")
    place = None
    if division:
        place = Division.objects.filter(code=division).first()
        if place is None:
            raise Refused(
                gettext_noop("There is no division with the code %(code)s."), field="division", code=division
            )
    if kind == Kind.VILLAGE and (place is None or len(place.code) != 12):  # noqa: PLR2004 - digits of a village code
        raise Refused(gettext_noop("A village needs its 12-digit division code."), field="division")
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
