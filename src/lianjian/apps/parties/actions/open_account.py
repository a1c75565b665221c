from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lianjian.apps.parties.events import AccountOpened
from lianjian.apps.parties.models import Account, Mandate, Person
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def open_account(
    *,
    by: Actor,
    person: int,
    username: str,
    password: str,
    network_administrator: bool = False,
    hashed: str = "",
) -> Account:
    """Give one person a way to sign in. An account belongs to one person for ever; nobody shares one.

    ``hashed`` is ``password`` as Django's ``make_password`` wrote it, where the system opens many accounts with one
    and the same password (a demonstration): hashing it takes a quarter of a second each time, on purpose.

    An administrator opens accounts for people who act for the own organisation and for no other: whoever sets the
    first password could sign in and act for all of them. Raises Refused where the person has an account, the name is
    taken or the password is too weak.
    """
    beyond = network_administrator or hashed
    if not by.holds(Role.ADMINISTRATOR) or (beyond and not by.network_wide):
        raise NotAllowed(gettext_noop("Only an administrator can open accounts."))
    owner = Person.objects.by(by).select_for_update().filter(pk=person, merged_into=None).first()
    if owner is None:
        raise Refused(gettext_noop("This person is not in the register."), field="person")
    if not by.network_wide and not _wholly_theirs(by, owner):
        raise NotAllowed(
            gettext_noop("%(name)s also acts for an organisation that you do not administer."),
            cure=gettext_noop("The network administrator opens this account."),
            name=owner.name,
        )
    take_turn(f"parties.account:{username.strip().casefold()}")
    if Account.objects.filter(person=owner).exists():
        raise Refused(gettext_noop("%(name)s already has an account."), field="person", name=owner.name)
    if not username.strip() or Account.objects.filter(username__iexact=username.strip()).exists():
        raise Refused(
            gettext_noop("The sign-in name “%(name)s” is taken or empty."), field="username", name=username
        )
    account = Account(
        username=username.strip(),
        person=owner,
        is_superuser=network_administrator,
        is_staff=network_administrator,
    )
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Refused(" ".join(weak.messages).replace("%", "%%"), field="password") from weak
    if hashed:
        account.password = hashed
    else:
        account.set_password(password)
    account.save()
    tell(AccountOpened(account=account.pk, person=owner.pk), by=by)
    return account


def _wholly_theirs(by: Actor, owner: Person) -> bool:
    """Whether every organisation the person acts for, now or later, is one that ``by`` administers."""
    rows = Mandate.objects.across_organisations("no account may reach into an organisation nobody asked")
    lasting = rows.filter(Q(ends_on=None) | Q(ends_on__gte=civil_date(timezone.now())), person=owner)
    houses = set(lasting.values_list("organisation", flat=True))
    return bool(houses) and all(by.holds(Role.ADMINISTRATOR, organisation=house) for house in houses)
