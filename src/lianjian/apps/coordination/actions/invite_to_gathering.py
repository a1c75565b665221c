from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.actions._organising import lock_gathering
from lianjian.apps.coordination.events import GuestsInvited
from lianjian.apps.coordination.models import Guest, InvitedHouse
from lianjian.apps.coordination.rules.gatherings import check_open
from lianjian.apps.parties.queries import organisations, people
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian.apps.coordination.models import Gathering
    from lianjian.foundation.actor import Actor

MOST_AT_ONCE, MOST_GUESTS = 200, 2000


@transaction.atomic
def invite_to_gathering(
    *,
    by: Actor,
    gathering: int,
    organisations_invited: Sequence[int] = (),
    people_invited: Sequence[int] = (),
    names: Sequence[tuple[str, str]] = (),
) -> Gathering:
    """Invite organisations (then their people see it), people of the register that ``by`` sees, and guests without an
    account by ``names`` (name, and what they belong to in words).

    Who is invited already stays so with their reply; an invitation that was taken back is given anew.
    """
    row = lock_gathering(by, gathering)
    check_open(row.state)
    if len(organisations_invited) + len(people_invited) + len(names) > MOST_AT_ONCE:
        raise Refused(gettext_noop("At most %(most)s invitations at a time."), most=MOST_AT_ONCE)
    guests = Guest.objects.across_organisations("below the gathering in hand").filter(gathering=row)
    if guests.count() + len(people_invited) + len(names) > MOST_GUESTS:
        raise Refused(gettext_noop("A gathering has at most %(most)s guests by name."), most=MOST_GUESTS)
    houses = _invite_houses(row, list(dict.fromkeys(organisations_invited)))
    invited = _invite_people(by, row, list(dict.fromkeys(people_invited))) + _invite_names(row, names)
    if houses or invited:
        tell(GuestsInvited(gathering=row.pk, organisations=houses, guests=invited), by=by)
    return row


def _invite_houses(row: Gathering, wanted: list[int]) -> list[int]:
    if organisations().filter(pk__in=wanted).count() != len(wanted):
        raise Refused(gettext_noop("This organisation is not in the register."), field="organisations")
    new = []
    rows = InvitedHouse.objects.across_organisations("below the gathering in hand").filter(gathering=row)
    there = {house.organisation_id: house for house in rows}
    for key in wanted:
        house = there.get(key)
        if house is None:
            InvitedHouse.objects.create(gathering=row, organisation_id=key)
        elif house.withdrawn_at is not None:
            house.withdrawn_at = None
            house.save(update_fields=["withdrawn_at"])
        else:
            continue
        new.append(key)
    return new


def _invite_people(by: Actor, row: Gathering, wanted: list[int]) -> list[int]:
    seen = {one.pk: one for one in people(by).filter(pk__in=wanted)}
    if len(seen) != len(wanted):
        raise Refused(
            gettext_noop("This person is not in the register, or you may not see them."), field="people"
        )
    new = []
    rows = Guest.objects.across_organisations("below the gathering in hand").filter(gathering=row)
    there = {guest.person_id: guest for guest in rows.filter(person__in=wanted)}
    for key in wanted:
        guest = there.get(key)
        if guest is None:
            guest = Guest.objects.create(gathering=row, person_id=key, name=seen[key].name)
        elif guest.withdrawn_at is not None:
            guest.withdrawn_at = None
            guest.save(update_fields=["withdrawn_at"])
        else:
            continue
        new.append(guest.pk)
    return new


def _invite_names(row: Gathering, names: Sequence[tuple[str, str]]) -> list[int]:
    new = []
    for typed, house in names:
        name = clean_line(typed, field="names", longest=60)
        word = clean_line(house, field="names", longest=60, needed=False)
        rows = Guest.objects.across_organisations("below the gathering in hand")
        same = rows.filter(gathering=row, person=None, name=name, house_word=word, withdrawn_at=None)
        if not same.exists():
            new.append(Guest.objects.create(gathering=row, name=name, house_word=word).pk)
    return new
