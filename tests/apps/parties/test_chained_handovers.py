"""Handed over twice before the first passing: what was taken over by somebody who never came is with whoever came after."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from django.utils import timezone

from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.coordination.models import Duty
from lianjian.apps.parties.actions.accept_item import accept_item
from lianjian.apps.parties.actions.begin_handover import begin_handover
from lianjian.apps.parties.actions.complete_handover import complete_handover
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.actions.pass_items_on import pass_items_on
from lianjian.apps.parties.models import Mandate
from lianjian.apps.parties.queries import actor_of_person
from lianjian.apps.parties.queries.handovers import (
    count_without_hands,
    live_things,
    pack,
    without_hands,
)
from lianjian.apps.parties.rules.ownership import Day, Holding, heir_of
from tests.apps.parties.handing import Village, leave, newcomer, village
from tests.network import ROOT, Network, today

DAY = timedelta(days=1)


def hand_over(place: Village, outgoing: int, successor: int) -> int:
    """A whole handover: begun by the network's administrator, everything taken over, completed."""
    held = Mandate.objects.by(ROOT).filter(person=outgoing, organisation=place.house).latest("starts_on")
    key = begin_handover(by=ROOT, mandate=held.pk, successor=successor).pk
    by = actor_of_person(successor)
    for item in pack(by, key, today()).open:
        accept_item(by=by, handover=key, item=item.ref)
    complete_handover(by=by, handover=key)
    return key


def leaves_early(place: Village, person: int) -> None:
    """Their term ends on its first day."""
    held = Mandate.objects.by(ROOT).get(person=person, organisation=place.house)
    end_mandate(by=ROOT, mandate=held.pk, ends_on=held.starts_on)


def test_taken_over_by_somebody_who_hands_over_before_their_first_day(network: Network) -> None:
    """The second one took everything over for next week and handed over to a third before that: on the day on which the
    second has gone, everything goes over to the third, and nothing is without hands."""
    place = village(network, starts_in=1)
    hand_over(place, place.outgoing, place.successor)
    third = newcomer(network, "第三任", starts_in=2, role="first-secretary")
    hand_over(place, place.successor, third)
    leaves_early(place, place.successor)
    leave(place, days_ago=0)
    day = today() + 2 * DAY
    assert [held.thing.ref for held in without_hands(ROOT, day, 50)] == []
    assert count_without_hands(ROOT, day) == 0
    assert pass_items_on(by=ROOT, now=timezone.now() + 2 * DAY) == 7
    assert pass_items_on(by=ROOT, now=timezone.now() + 2 * DAY) == 0
    assert Duty.objects.by(ROOT).get(pk=place.duty).person_id == third
    fourth = newcomer(network, "第四任", starts_in=3, role="first-secretary")
    held = Mandate.objects.by(ROOT).get(person=third)
    row = begin_handover(by=ROOT, mandate=held.pk, successor=fourth)
    assert f"coordination/duty:{place.duty}" in live_things(row, day)


def test_what_names_somebody_from_before_the_last_but_one(network: Network) -> None:
    """Named to the first after everybody has handed over: the succession is followed to its end, however long it is; when
    the last of it leaves too, it has no hands."""
    place = village(network)
    people = [place.outgoing, place.successor, *(newcomer(network, name) for name in ("三", "四", "五"))]
    for outgoing, successor in pairwise(people):
        hand_over(place, outgoing, successor)
    late = assign_duty(
        by=place.leaves, organisation=place.house, what="补报", due_on=today(), person=place.outgoing
    )
    leave(place)
    for person in people[1:-1]:
        leaves_early(place, person)
    tomorrow = today() + DAY
    assert [held.thing.ref for held in without_hands(ROOT, tomorrow, 50)] == []
    assert count_without_hands(ROOT, tomorrow) == 0
    leaves_early(place, people[-1])
    assert f"coordination/duty:{late.pk}" in {held.thing.ref for held in without_hands(ROOT, tomorrow, 50)}


def test_accepted_after_one_has_left_oneself(network: Network) -> None:
    """The first handover is completed last: what is taken over then goes straight to the third."""
    place = village(network)
    first = begin_handover(by=ROOT, mandate=place.mandate, successor=place.successor).pk
    third = newcomer(network, "第三任")
    hand_over(place, place.successor, third)
    held = Mandate.objects.by(ROOT).get(person=place.successor)
    Mandate.objects.by(ROOT).filter(pk=held.pk).update(
        starts_on=held.starts_on - DAY, ends_on=held.starts_on - DAY
    )
    accept_item(by=place.comes, handover=first, item=f"coordination/duty:{place.duty}")
    assert Duty.objects.by(ROOT).get(pk=place.duty).person_id == third


def test_the_heir_is_the_first_of_the_succession_who_is_there() -> None:
    """Nobody's heir is somebody who is away; a ring of successors ends."""
    there = (Holding(3, "member"), Holding(4, "member"))
    assert heir_of(Day(there, {}, {1: 2, 2: 3, 3: 4}), 1) == 3
    assert heir_of(Day(there, {}, {1: 2, 2: 1}), 1) is None
    assert heir_of(Day(there, {1: 4}, {}), 1) is None
