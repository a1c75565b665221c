"""Walking through what is open, item by item, and what goes over by it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.coordination.actions.finish_duty import finish_duty
from lianjian.apps.coordination.actions.make_duties import make_duties
from lianjian.apps.coordination.queries import due_for, group_card
from lianjian.apps.parties.actions.accept_item import accept_item
from lianjian.apps.parties.actions.begin_handover import begin_handover
from lianjian.apps.parties.actions.cancel_handover import cancel_handover
from lianjian.apps.parties.actions.complete_handover import complete_handover
from lianjian.apps.parties.actions.explain_item import explain_item
from lianjian.apps.parties.actions.give_item import give_item
from lianjian.apps.parties.actions.pass_items_on import pass_items_on
from lianjian.apps.parties.actions.return_item import return_item
from lianjian.apps.parties.actions.settle_by_word import settle_by_word
from lianjian.apps.parties.actions.withdraw_by_word import withdraw_by_word
from lianjian.apps.parties.actions.write_by_word import write_by_word
from lianjian.apps.parties.models import Handover, Mandate
from lianjian.apps.parties.queries.handovers import (
    count_without_hands,
    handovers_of,
    live_things,
    pack,
)
from lianjian.apps.parties.rules.ownership import Hands
from lianjian.apps.projects.queries import obstacle
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.parties.handing import (
    accept_all,
    begun,
    held_by,
    leave,
    newcomer,
    village,
)
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from tests.network import Network


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
