from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.actions._arriving import check_takes_sign_ins, unite
from lianjian.apps.coordination.actions._organising import check_guests_known
from lianjian.apps.coordination.models import Gathering, Guest
from lianjian.apps.coordination.queries.gathering_links import guest_by_link
from lianjian.apps.coordination.rules.signing_in import (
    POSTER_SLACK,
    Arrival,
    Way,
    guest_in,
    poster_token,
    same_token,
)
from lianjian.apps.parties.queries import person_names
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.coordination.models import SignIn
    from lianjian.foundation.actor import Actor


@transaction.atomic
def sign_in_oneself(
    *,
    by: Actor,
    gathering: int,
    poster: str,
    link: str = "",
    code: str = "",
    name: str = "",
    house: str = "",
    may_be_named: bool = False,
    client_key: str | None = None,
) -> SignIn:
    """A guest who scanned the poster signs in with their own phone: as whom they are signed in, by their personal
    ``link``, by their ``code``, or by ``name``. Only around the time of the gathering, which ends an address that got
    about."""
    rows = Gathering.objects.across_organisations("whoever stands before the poster has its key")
    row = rows.select_for_update(of=("self",)).filter(pk=gathering).first()
    if row is None or not same_token(poster_token(bytes(row.secret), row.pk), poster):
        raise NotThere
    check_takes_sign_ins(row)
    check_guests_known(row)
    now = timezone.now()
    if not row.begins_at - POSTER_SLACK <= now <= row.ends_at + POSTER_SLACK:
        raise Refused(
            gettext_noop("The poster signs in only around the time of the gathering."),
            cure=gettext_noop("Tell those who keep the door: they can enter you by name."),
        )
    guest = _who(by, row, link, code, name, house, client_key)
    if may_be_named and not guest.may_be_named:
        guest.may_be_named = True
        guest.save(update_fields=["may_be_named"])
    signed, _new = unite(by, guest, Arrival(now), Way.POSTER, received=now)
    return signed


def _who(
    by: Actor, row: Gathering, link: str, code: str, name: str, house: str, client_key: str | None
) -> Guest:
    guests = Guest.objects.across_organisations("below the gathering in hand").filter(gathering=row)
    if link:
        return guest_by_link(row.pk, link, now=timezone.now())
    if code:
        found = guests.filter(pk=guest_in(bytes(row.secret), row.pk, code), withdrawn_at=None).first()
        if found is None:
            raise Refused(gettext_noop("The invitation of this guest was taken back."), field="code")
        return found
    if client_key:
        sent = guests.filter(client_key=client_key).first()
        if sent is not None:
            return sent
    if by.person is not None:
        mine = guests.filter(person=by.person).first()
        if mine is None:
            own = person_names([by.person])[by.person]
            mine = Guest.objects.create(gathering=row, person_id=by.person, name=own, walk_in=True)
        return mine
    return Guest.objects.create(
        gathering=row,
        name=clean_line(name, field="name", longest=60),
        house_word=clean_line(house, field="house", longest=60, needed=False),
        walk_in=True,
        client_key=client_key or None,
    )
