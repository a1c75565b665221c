from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.actions._arriving import check_takes_sign_ins, unite
from lianjian.apps.coordination.actions._organising import check_guests_known, lock_door
from lianjian.apps.coordination.models import Guest
from lianjian.apps.coordination.rules.signing_in import Way, arrival, guest_in
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.coordination.models import Gathering
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the door is told: whom, since when, and whether this was the first time."""

    guest: int
    name: str
    at: datetime
    new: bool


@transaction.atomic
def sign_in_guest(
    *,
    by: Actor,
    gathering: int,
    code: str = "",
    guest: int | None = None,
    name: str = "",
    house: str = "",
    client_key: str | None = None,
    shown_at: datetime | None = None,
    sent_at: datetime | None = None,
) -> SignedIn:
    """Somebody came, as a door saw it: by their ``code``, by a tap on a ``guest`` of the list, or, without an invitation,
    by ``name`` (and ``house`` in words).

    However often and by however many doors, a guest is signed in once, at the earliest moment. ``client_key`` makes a
    walk-in one, however often a bad line sends it. ``shown_at`` and ``sent_at`` are what the phone's clock showed then and
    when it sent (``rules.signing_in.arrival``).
    """
    row = lock_door(by, gathering)
    check_takes_sign_ins(row)
    check_guests_known(row)
    now = timezone.now()
    came = arrival(shown=shown_at, sent=sent_at, received=now, begins_at=row.begins_at)
    found, way = _who(row, code, guest, name, house, client_key)
    signed, new = unite(by, found, came, way, received=now)
    return SignedIn(found.pk, found.name, signed.at, new)


def _who(
    row: Gathering, code: str, guest: int | None, name: str, house: str, client_key: str | None
) -> tuple[Guest, Way]:
    guests = Guest.objects.across_organisations("below the gathering in hand").filter(gathering=row)
    if code:
        key = guest_in(bytes(row.secret), row.pk, code)
        way = Way.SCAN if code.upper().startswith("LJ1.") else Way.CODE
    elif guest is not None:
        key, way = guest, Way.TAP
    else:
        return _walk_in(row, name, house, client_key), Way.WALK_IN
    found = guests.filter(pk=key).first()
    if found is None or found.withdrawn_at is not None:
        raise Refused(
            gettext_noop("The invitation of this guest was taken back."),
            cure=gettext_noop("Let them in by name, where they are welcome all the same."),
            field="code",
        )
    return found, way


def _walk_in(row: Gathering, name: str, house: str, client_key: str | None) -> Guest:
    said = clean_line(name, field="name", longest=60)
    guests = Guest.objects.across_organisations("below the gathering in hand").filter(gathering=row)
    if client_key:
        sent = guests.filter(client_key=client_key).first()
        if sent is not None:
            return sent
    word = clean_line(house, field="house", longest=60, needed=False)
    return Guest.objects.create(
        gathering=row, name=said, house_word=word, walk_in=True, client_key=client_key or None
    )
