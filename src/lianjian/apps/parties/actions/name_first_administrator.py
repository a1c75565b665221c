from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.register_organisation import register_organisation
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.models import Account
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.actor import Actor
from lianjian.foundation.turns import take_turn
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.parties.models import Organisation


@transaction.atomic
def name_first_administrator(
    *,
    organisation_key: str,
    organisation_name: str,
    kind: str,
    division: str | None,
    person: str,
    username: str,
    password: str,
) -> Account:
    """Open an empty installation: its first organisation, and the person who administers the network.

    Possible once only. The caller has checked the one-time link.
    """
    # nobody can act yet: the installation itself does, and every deed below is told in its name
    by = Actor.system("first-administrator")
    take_turn("parties.first-administrator")
    if Account.objects.filter(is_superuser=True).exists():
        raise Refused(
            gettext_noop("This installation already has an administrator."),
            cure=gettext_noop("Sign in, or ask that person to open an account for you."),
        )
    house: Organisation = register_organisation(
        by=by,
        key=organisation_key,
        name=organisation_name,
        short_name=organisation_name[:12],
        kind=kind,
        division=division,
        joined_on=civil_date(timezone.now()),
    )
    someone = register_person(by=by, name=person)
    grant_mandate(
        by=by,
        person=someone.pk,
        organisation=house.pk,
        role=Role.ADMINISTRATOR,
        starts_on=civil_date(timezone.now()),
    )
    return open_account(
        by=by, person=someone.pk, username=username, password=password, network_administrator=True
    )
