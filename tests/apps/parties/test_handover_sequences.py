"""No open thing of any room is without an owner, whatever people do one after the other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianjian.apps.agreements.actions.settle_proposal import settle_proposal
from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.coordination.actions.call_off_gathering import call_off_gathering
from lianjian.apps.coordination.actions.finish_duty import finish_duty
from lianjian.apps.coordination.actions.plan_gathering import plan_gathering
from lianjian.apps.exchange.actions.meet_need import meet_need
from lianjian.apps.exchange.actions.record_need import record_need
from lianjian.apps.exchange.actions.reopen_need import reopen_need
from lianjian.apps.islands.actions.enrol_station import enrol_station
from lianjian.apps.islands.actions.open_inbox import open_inbox
from lianjian.apps.islands.actions.take_parcel import take_parcel
from lianjian.apps.parties.actions.accept_item import accept_item
from lianjian.apps.parties.actions.appoint_acting import appoint_acting
from lianjian.apps.parties.actions.begin_handover import begin_handover
from lianjian.apps.parties.actions.cancel_handover import cancel_handover
from lianjian.apps.parties.actions.complete_handover import complete_handover
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.actions.give_item import give_item
from lianjian.apps.parties.actions.post_first_secretary import post_first_secretary
from lianjian.apps.parties.actions.return_item import return_item
from lianjian.apps.parties.models import Handover, Mandate
from lianjian.apps.parties.ports import sources
from lianjian.apps.parties.queries import actor_of_person
from lianjian.apps.parties.queries.handovers import (
    pack,
)
from lianjian.apps.parties.rules.ownership import Hands
from lianjian.kernel.refusals import NotThere, Refused
from tests.apps.islands.box import Box
from tests.apps.parties.handing import (
    Besides,
    Village,
    besides,
    everything,
    newcomer,
    village,
)
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from datetime import date


STEPS = (
    "begin",
    "accept",
    "accept",
    "give",
    "return",
    "complete",
    "cancel",
    "act",
    "leave",
    "come",
    "new",
    "close",
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), max_size=9))
@pytest.mark.costly
def test_no_open_thing_is_without_an_owner_after_any_sequence(
    network: Network, steps: list[tuple[str, int]]
) -> None:
    """Postings, absences, terms that end, handovers begun, decided, completed and called off, things that appear and
    close: on each day asked every open thing of the network has an owner with a mandate of that day, or, in an
    organisation without people, the network's administrator."""
    from django.db import transaction

    with transaction.atomic():
        place = village(network)
        also = besides(place)
        _asked(place)
        rooms = {held.thing.app for held in everything(today())}
        assert rooms == {source.app for source in sources()}  # whoever adds a room adds something of it here
        for step, number in steps:
            try:
                with transaction.atomic():
                    _take(place, also, step, number)
            except (Refused, NotThere, Mandate.DoesNotExist):
                pass
            for days in (0, 1, 20, 900):
                _each_has_an_owner(today() + timedelta(days=days))
        transaction.set_rollback(True)


def _asked(place: Village) -> None:
    """A villager asks the village at its station."""
    box = Box()
    enrol_station(by=ROOT, card=box.card(), village=place.house)
    inbox = open_inbox(by=ROOT, role="party", of=place.house)
    take_parcel(by=ROOT, data=box.parcel(box.letter(inbox)))


def _each_has_an_owner(day: date) -> None:
    rows = Mandate.objects.across_organisations("a test compares").filter(starts_on__lte=day)
    held: dict[int, set[int]] = {}
    for row in rows:
        if row.ends_on is None or row.ends_on >= day:
            held.setdefault(row.organisation_id, set()).add(row.person_id)
    found = everything(day)
    assert found
    for one in found:
        houses = {one.thing.organisation, *one.thing.also}
        if one.person is None:
            assert one.hands is Hands.NETWORK
            assert not held.get(one.thing.organisation)
        else:
            assert any(one.person in held.get(house, ()) for house in houses), one


def _take(place: Village, also: Besides, step: str, number: int) -> None:
    people = sorted(
        set(Mandate.objects.by(ROOT).filter(organisation=place.house).values_list("person", flat=True))
    )
    person = people[number % len(people)]
    day = today() + timedelta(days=number - 4)
    if step in {"begin", "leave"}:
        mandate = Mandate.objects.by(ROOT).filter(organisation=place.house, person=person)[0].pk
        if step == "leave":
            end_mandate(by=ROOT, mandate=mandate, ends_on=day)
        else:
            begin_handover(by=ROOT, mandate=mandate, successor=people[(number + 1) % len(people)])
    elif step == "act":
        role = "first-secretary"
        appoint_acting(by=ROOT, person=person, organisation=place.house, role=role, instead_of=place.outgoing,
                       starts_on=day, ends_on=day + timedelta(days=number))  # fmt: skip
    elif step == "come":
        new, until = (
            newcomer(place.network, f"人{number}", starts_in=number - 3),
            today() + timedelta(days=300),
        )
        post_first_secretary(by=ROOT, person=new, village=place.house, batch=7, starts_on=day, ends_on=until)
    elif step == "new":
        _appears(place, number, person)
    elif step == "close":
        _closes(place, also, number)
    else:
        _walk_on(step, number, person)


def _appears(place: Village, number: int, person: int) -> None:
    if number % 3 == 0:
        assign_duty(by=ROOT, organisation=place.house, what="新", due_on=today(), person=person)
    elif number % 3 == 1:
        owner = person if number > 4 else None
        record_need(by=ROOT, organisation=place.house, work_area="training", text="新", owner=owner)
    else:
        begins = timezone.now() + timedelta(days=number)
        plan_gathering(
            by=actor_of_person(person),
            organiser=place.house,
            title="新",
            kind="visit",
            begins_at=begins,
            ends_at=begins + timedelta(hours=1),
        )


def _closes(place: Village, also: Besides, number: int) -> None:
    if number % 5 == 0:
        finish_duty(by=ROOT, duty=place.duty)
    elif number % 5 == 1:
        meet_need(by=ROOT, need=also.need, how="成了", met_by_words="施工队")
    elif number % 5 == 2:
        reopen_need(by=ROOT, need=also.need, reason="又缺了")
    elif number % 5 == 3:
        call_off_gathering(by=ROOT, gathering=also.gathering, reason="台风")
    else:
        settle_proposal(by=ROOT, proposal=also.proposal, to="declined", answer="照旧")


def _walk_on(step: str, number: int, person: int) -> None:
    running = Handover.objects.by(ROOT).filter(state="begun").first()
    if running is None:
        return
    by, key = actor_of_person(running.successor_id), running.pk
    items = [item.ref for item in pack(ROOT, key, today()).open]
    if step == "cancel":
        cancel_handover(by=ROOT, handover=key, reason="改")
    elif step == "complete":
        for item in items:
            accept_item(by=by, handover=key, item=item)
        complete_handover(by=ROOT, handover=key)
    elif items and step == "accept":
        accept_item(by=by, handover=key, item=items[number % len(items)])
    elif items and step == "return":
        return_item(by=by, handover=key, item=items[number % len(items)], reason="不清楚")
    elif items:
        give_item(by=ROOT, handover=key, item=items[number % len(items)], person=person)
