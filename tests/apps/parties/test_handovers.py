from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.coordination.actions.finish_duty import finish_duty
from lianjian.apps.coordination.actions.make_duties import make_duties
from lianjian.apps.coordination.queries import due_for, group_card
from lianjian.apps.parties.actions.accept_item import accept_item
from lianjian.apps.parties.actions.appoint_acting import appoint_acting
from lianjian.apps.parties.actions.begin_handover import begin_handover
from lianjian.apps.parties.actions.cancel_handover import cancel_handover
from lianjian.apps.parties.actions.complete_handover import complete_handover
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.actions.explain_item import explain_item
from lianjian.apps.parties.actions.give_item import give_item
from lianjian.apps.parties.actions.pass_items_on import pass_items_on
from lianjian.apps.parties.actions.post_first_secretary import post_first_secretary
from lianjian.apps.parties.actions.return_item import return_item
from lianjian.apps.parties.actions.settle_by_word import settle_by_word
from lianjian.apps.parties.actions.withdraw_by_word import withdraw_by_word
from lianjian.apps.parties.actions.write_by_word import write_by_word
from lianjian.apps.parties.models import Handover, Mandate
from lianjian.apps.parties.ports import sources
from lianjian.apps.parties.queries.handovers import (
    count_without_hands,
    handovers_of,
    live_things,
    pack,
    without_hands,
)
from lianjian.apps.parties.queries.holding import owners_of
from lianjian.apps.parties.rules.open_things import Wanted
from lianjian.apps.parties.rules.ownership import Hands
from lianjian.apps.projects.queries import obstacle
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.parties.handing import Village, leave, newcomer, village
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from datetime import date

    from lianjian.apps.parties.queries.holding import Held


def begun(place: Village) -> int:
    return begin_handover(by=place.leaves, mandate=place.mandate, successor=place.successor).pk


def accept_all(place: Village, handover: int) -> None:
    for item in pack(place.comes, handover, today()).open:
        accept_item(by=place.comes, handover=handover, item=item.ref)


def everything(day: date) -> list[Held]:
    """Each open thing of the whole network with who holds it on that day."""
    things = [thing for source in sources() for thing in source.things(Wanted(today=today()), 500)]
    return owners_of(things, day)


def held_by(place: Village, day: date) -> dict[str, Held]:
    return {held.thing.ref: held for held in everything(day) if held.thing.organisation == place.house}


def test_the_list_holds_everything_open_of_the_one_who_leaves(network: Network) -> None:
    """From four rooms: what names them, what names nobody in their village; not what is the other party's."""
    place = village(network)
    refs = {item.ref for item in pack(place.leaves, begun(place), today()).items}
    assert refs >= {
        f"coordination/duty:{place.duty}",
        f"coordination/duty:{place.loose_duty}",
        f"coordination/rhythm:{place.rhythm}",
        f"projects/obstacle:{place.obstacle}",
        f"projects/given:{place.promise}",
        f"parties/word:{place.word}",
    }
    assert f"projects/received:{place.promise}" not in refs
    assert len(refs) == 7  # and the part in the group


def test_what_is_taken_over_goes_over_in_its_room(network: Network) -> None:
    """Duty, rhythm with its dated duties, obstacle and part in the group are the successor's; nothing is left without
    hands when the last day has passed."""
    place = village(network)
    make_duties(by=ROOT, today=today())
    key = begun(place)
    accept_all(place, key)
    complete_handover(by=place.comes, handover=key)
    leave(place)
    mine = due_for(place.comes, today())
    assert {line.person for line in mine if line.what != "报产量"} == {place.successor}
    assert {line.what for line in mine} == {"交水样", "报产量", "入户走访"}
    assert obstacle(place.comes, place.obstacle, today()).owner == place.successor
    members = {one.person for one in group_card(network.actor("liaison"), place.group).members}
    assert place.successor in members
    assert place.outgoing not in members
    assert count_without_hands(ROOT, today()) == 0
    assert {held.person for held in held_by(place, today()).values()} == {place.successor}


def test_before_the_first_day_of_the_successor_it_stays_with_the_one_who_leaves(network: Network) -> None:
    """Both walk through the list a week ahead: everything goes over on the first day and not before."""
    place = village(network, starts_in=7)
    key = begun(place)
    accept_all(place, key)
    complete_handover(by=place.leaves, handover=key)
    assert {held.person for held in held_by(place, today()).values()} == {place.outgoing}
    assert pass_items_on(by=ROOT) == 0
    first = timezone.now() + timedelta(days=7)
    leave(place, days_ago=0)
    assert {held.person for held in held_by(place, today() + timedelta(days=7)).values()} == {place.successor}
    assert pass_items_on(by=ROOT, now=first) == 7
    assert pass_items_on(by=ROOT, now=first) == 0


def test_nothing_falls_between(network: Network) -> None:
    """What was finished meanwhile leaves the list, what came up meanwhile holds the handover up, and what is named to
    the one who left after it was completed follows the successor."""
    place = village(network)
    key = begun(place)
    accept_all(place, key)
    late = assign_duty(
        by=place.leaves, organisation=place.house, what="新来的事", due_on=today(), person=place.outgoing
    )
    with pytest.raises(Refused, match="1 of the list"):
        complete_handover(by=place.comes, handover=key)
    finish_duty(by=place.leaves, duty=late.pk)
    with pytest.raises(Refused, match="not open any more"):
        accept_item(by=place.comes, handover=key, item=f"coordination/duty:{late.pk}")
    complete_handover(by=place.comes, handover=key)
    after = assign_duty(
        by=place.leaves, organisation=place.house, what="后来的事", due_on=today(), person=place.outgoing
    )
    leave(place)
    found = held_by(place, today())[f"coordination/duty:{after.pk}"]
    assert (found.person, found.hands) == (place.successor, Hands.SUCCEEDED)
    assert count_without_hands(ROOT, today()) == 0


def test_not_taken_over_because(network: Network) -> None:
    """The successor says what is not clear, the one who leaves explains, then it is taken over; until then it is not
    done. A reason is needed."""
    place = village(network)
    key, item = begun(place), f"parties/word:{place.word}"
    with pytest.raises(Refused):
        return_item(by=place.comes, handover=key, item=item, reason=" ")
    return_item(by=place.comes, handover=key, item=item, reason="哪个老陈？")
    with pytest.raises(Refused):
        complete_handover(by=place.comes, handover=key)
    with pytest.raises(NotAllowed):
        explain_item(by=place.comes, handover=key, item=item, answer="三组的陈")
    explain_item(by=place.leaves, handover=key, item=item, answer="三组的陈大伯")
    (line,) = [one for one in pack(place.comes, key, today()).open if one.ref == item]
    assert (line.remark, line.answer) == ("哪个老陈？", "三组的陈大伯")
    accept_all(place, key)
    complete_handover(by=place.leaves, handover=key)


def test_an_item_is_given_to_somebody_else(network: Network) -> None:
    """The leader of the village names a colleague; strangers cannot be named, nor the one who leaves."""
    place = village(network)
    key, item = begun(place), f"coordination/duty:{place.loose_duty}"
    for person in (network.people["secretary_b"].pk, place.outgoing):
        with pytest.raises(Refused):
            give_item(by=ROOT, handover=key, item=item, person=person)
    keeper = network.people["keeper_a"].pk
    give_item(by=ROOT, handover=key, item=item, person=keeper)
    accept_all(place, key)
    complete_handover(by=place.comes, handover=key)
    found = held_by(place, today())[item]
    assert (found.person, found.hands) == (keeper, Hands.TAKEN)


def test_a_promise_by_word_goes_on_to_the_next_but_one(network: Network) -> None:
    """It stays open over two handovers, each time in the list, until somebody says that it was kept."""
    place = village(network)
    key = begun(place)
    accept_all(place, key)
    complete_handover(by=place.comes, handover=key)
    third = newcomer(network, "后任", role="first-secretary")
    held = Mandate.objects.by(ROOT).get(person=place.successor)
    again = begin_handover(by=place.comes, mandate=held.pk, successor=third)
    row = Handover.objects.by(ROOT).select_related("mandate").get(pk=again.pk)
    assert f"parties/word:{place.word}" in live_things(row, today())
    settle_by_word(by=place.comes, by_word=place.word, how="灯亮了")
    assert f"parties/word:{place.word}" not in live_things(row, today())


def test_words_that_are_taken_back_are_gone(network: Network) -> None:
    """Also from a completed list, which stays readable for both."""
    place = village(network)
    key = begun(place)
    contact = write_by_word(
        by=place.leaves,
        organisation=place.house,
        kind="contact",
        words="水站老李",
        more="13800000000",
        handover=key,
    )
    accept_all(place, key)
    complete_handover(by=place.comes, handover=key)
    leave(place)
    read = {item.ref: item for item in pack(place.leaves, key, today()).items}
    assert read[f"parties/word:{contact.pk}"].more == ""
    assert "13800000000" in {item.more for item in pack(place.comes, key, today()).items}
    withdraw_by_word(by=place.comes, by_word=contact.pk)
    for reader in (place.leaves, place.comes):
        found = {item.ref: item for item in pack(reader, key, today()).items}[f"parties/word:{contact.pk}"]
        assert (found.words, found.more) == ("", "")


def test_a_term_that_ends_without_a_handover(network: Network) -> None:
    """Falls to the village's leader by the letter and shows as without hands, until somebody acts for the one who left;
    and in the village's own lists it is seen from the next day on."""
    place = village(network)
    leader = newcomer(network, "村主任", role="leader")
    leave(place)
    found = held_by(place, today())
    assert {held.person for held in found.values()} == {leader}
    shown = without_hands(ROOT, today(), 50)
    assert {held.thing.ref for held in shown} >= {
        f"coordination/duty:{place.duty}",
        f"projects/obstacle:{place.obstacle}",
        f"parties/word:{place.word}",
    }
    assert count_without_hands(ROOT, today()) == len(shown)
    assert {line.id for line in due_for(place.comes, today())} >= {place.duty, place.loose_duty}
    deputy = newcomer(network, "代理人")
    appoint_acting(
        by=ROOT,
        person=deputy,
        organisation=place.house,
        role="first-secretary",
        instead_of=place.outgoing,
        starts_on=today(),
        ends_on=today() + timedelta(days=30),
    )
    assert {held.person for held in held_by(place, today()).values()} == {deputy}
    assert count_without_hands(ROOT, today()) == 0
    assert {held.person for held in held_by(place, today() + timedelta(days=31)).values()} == {leader}


def test_who_may_what(network: Network) -> None:
    """Strangers see nothing; the one who leaves takes nothing over; a handover begins once and to a colleague only."""
    place = village(network)
    stranger = network.actor("secretary_b")
    key = begun(place)
    assert begun(place) == key
    with pytest.raises(Refused):
        begin_handover(by=place.leaves, mandate=place.mandate, successor=network.people["keeper_a"].pk)
    with pytest.raises(NotThere):
        begin_handover(by=stranger, mandate=place.mandate, successor=place.successor)
    with pytest.raises(NotThere):
        pack(stranger, key, today())
    assert handovers_of(stranger) == []
    with pytest.raises(NotAllowed):
        accept_item(by=place.leaves, handover=key, item=f"coordination/duty:{place.duty}")
    cancel_handover(by=place.leaves, handover=key, reason="调令改了")
    with pytest.raises(Refused, match="called off"):
        accept_item(by=place.comes, handover=key, item=f"coordination/duty:{place.duty}")
    with pytest.raises(Refused):
        begin_handover(by=place.leaves, mandate=place.mandate, successor=network.people["secretary_b"].pk)
    with pytest.raises(Refused):
        begin_handover(by=place.leaves, mandate=place.mandate, successor=place.outgoing)


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
        for step, number in steps:
            try:
                with transaction.atomic():
                    _take(place, step, number)
            except (Refused, Mandate.DoesNotExist):
                pass
            for days in (0, 1, 20, 900):
                _each_has_an_owner(today() + timedelta(days=days))
        transaction.set_rollback(True)


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


def _take(place: Village, step: str, number: int) -> None:
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
        assign_duty(by=ROOT, organisation=place.house, what="新", due_on=today(), person=person)
    elif step == "close":
        finish_duty(by=ROOT, duty=place.duty)
    else:
        _walk_on(step, number, person)


def _walk_on(step: str, number: int, person: int) -> None:
    running = Handover.objects.by(ROOT).filter(state="begun").first()
    if running is None:
        return
    by, key = _as(running.successor_id), running.pk
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


def _as(person: int):
    from lianjian.apps.parties.queries import actor_of_person

    return actor_of_person(person)


def test_whoever_acts_sees_what_is_due_of_the_one_who_is_away(network: Network) -> None:
    """The secretary is away: duties and obstacles that name her stand in the lists of the one who acts, in this village
    only, and not before the first day."""
    place = village(network)
    deputy = newcomer(network, "代理人")
    start = today() + timedelta(days=2)
    appoint_acting(
        by=ROOT,
        person=deputy,
        organisation=place.house,
        role="first-secretary",
        instead_of=place.outgoing,
        starts_on=start,
        ends_on=start + timedelta(days=5),
    )
    assert place.duty not in {line.id for line in due_for(_as(deputy), today())}
    assert place.duty in {line.id for line in due_for(_as(deputy), start)}
    assert place.duty not in {line.id for line in due_for(network.actor("secretary_b"), start)}
    assert held_by(place, start)[f"projects/obstacle:{place.obstacle}"].person == deputy
