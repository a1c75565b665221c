from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.islands.actions._inboxes import put_secretary_of
from lianjian.apps.islands.events import StationEnrolled
from lianjian.apps.islands.models import Station
from lianjian.apps.islands.queries import decides_for, refusing
from lianjian.apps.islands.rules.stations import judge_keeper
from lianjian.apps.parties.queries import organisation_in_register
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian_feed.cards import Card

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def enrol_station(*, by: Actor, card: bytes, village: int) -> Station:
    """Believe a box from now on: its parcels are taken, and replies are sealed to it. Whoever does it has compared the
    card's number with the one on the box's screen. The same card again is one station; the village's first secretary gets
    an inbox with it."""
    judge_keeper(decides=decides_for(by, village))
    with refusing("card"):
        said = Card.parse(card)
    house = organisation_in_register(village)
    if house is None or house.kind != Kind.VILLAGE:
        raise Refused(gettext_noop("A station stands in a village of the register."), field="village")
    take_turn(f"islands.station:{said.station}")
    rows = Station.objects.across_organisations("a box is enrolled once in the whole network")
    there = rows.filter(number=said.station).first()
    if there is not None and there.village_id == house.pk and there.is_in_service:
        return there
    if there is not None:
        raise Refused(
            gettext_noop("This box is enrolled already: in another village, or it was lost or replaced."),
            cure=gettext_noop("Look it up on the board under the number %(number)s."),
            field="card",
            number=said.station,
        )
    now = timezone.now()
    row = Station.objects.create(
        number=said.station,
        key=said.key,
        recipient=said.recipient,
        village=house,
        division=said.division,
        name=said.village,
        enrolled_at=now,
        enrolled_by_id=by.person,
    )
    put_secretary_of(by, house.pk, civil_date(now), now)
    tell(StationEnrolled(station=row.number, village=house.pk), by=by)
    return row
