"""Every action and every question about handovers, acting people and honours, tried by people who have no part in it."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lianjian.apps.parties.actions.accept_item import accept_item
from lianjian.apps.parties.actions.appoint_acting import appoint_acting
from lianjian.apps.parties.actions.begin_handover import begin_handover
from lianjian.apps.parties.actions.cancel_handover import cancel_handover
from lianjian.apps.parties.actions.complete_handover import complete_handover
from lianjian.apps.parties.actions.explain_item import explain_item
from lianjian.apps.parties.actions.forget_handed_over_words import forget_handed_over_words
from lianjian.apps.parties.actions.give_item import give_item
from lianjian.apps.parties.actions.pass_items_on import pass_items_on
from lianjian.apps.parties.actions.record_honour import record_honour
from lianjian.apps.parties.actions.return_item import return_item
from lianjian.apps.parties.actions.settle_by_word import settle_by_word
from lianjian.apps.parties.actions.show_honour import show_honour
from lianjian.apps.parties.actions.withdraw_by_word import withdraw_by_word
from lianjian.apps.parties.actions.withdraw_honour import withdraw_honour
from lianjian.apps.parties.actions.write_by_word import write_by_word
from lianjian.apps.parties.models import HonourProof
from lianjian.apps.parties.queries import by_word, handovers, honours, people_in_office
from lianjian.foundation.actor import Actor
from lianjian.foundation.models import EventRecord
from lianjian.kernel.evidence import File
from lianjian.kernel.refusals import NotAllowed, NotThere
from tests.apps.parties.handing import Village, leave, village
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class World:
    """Village A hands over; a hidden honour; somebody acts. Village B and the media centre have no part in it."""

    place: Village
    handover: int
    honour: int
    proof: int

    @property
    def item(self) -> str:
        return f"coordination/duty:{self.place.duty}"


@pytest.fixture
def world(network: Network) -> World:
    place = village(network)
    row = record_honour(
        by=place.leaves,
        organisation=place.house,
        title="文明村",
        granted_by="省里",
        granted_on=today(),
        files=[File("a.pdf", b"%PDF-1.7 x")],
    )
    appoint_acting(
        by=ROOT,
        person=network.people["keeper_a"].pk,
        organisation=place.house,
        role="liaison",
        starts_on=today(),
        ends_on=today() + timedelta(days=9),
    )
    return World(
        place=place,
        handover=begin_handover(by=place.leaves, mandate=place.mandate, successor=place.successor).pk,
        honour=row.pk,
        proof=HonourProof.objects.by(ROOT).get().pk,
    )


ACTIONS: dict[str, Callable[[Actor, World], Any]] = {
    "accept_item": lambda by, w: accept_item(by=by, handover=w.handover, item=w.item),
    "appoint_acting": lambda by, w: appoint_acting(
        by=by,
        person=w.place.successor,
        organisation=w.place.house,
        role="leader",
        starts_on=today(),
        ends_on=today(),
    ),
    "begin_handover": lambda by, w: begin_handover(
        by=by, mandate=w.place.mandate, successor=w.place.successor
    ),
    "cancel_handover": lambda by, w: cancel_handover(by=by, handover=w.handover, reason="闯"),
    "complete_handover": lambda by, w: complete_handover(by=by, handover=w.handover),
    "explain_item": lambda by, w: explain_item(by=by, handover=w.handover, item=w.item, answer="闯"),
    "forget_handed_over_words": lambda by, _: forget_handed_over_words(by=by, app="x", keys=["x"]),
    "give_item": lambda by, w: give_item(by=by, handover=w.handover, item=w.item, person=w.place.successor),
    "pass_items_on": lambda by, _: pass_items_on(by=by),
    "record_honour": lambda by, w: record_honour(
        by=by, organisation=w.place.house, title="闯", granted_by="闯", granted_on=today()
    ),
    "return_item": lambda by, w: return_item(by=by, handover=w.handover, item=w.item, reason="闯"),
    "settle_by_word": lambda by, w: settle_by_word(by=by, by_word=w.place.word),
    "show_honour": lambda by, w: show_honour(by=by, honour=w.honour, public=True),
    "withdraw_by_word": lambda by, w: withdraw_by_word(by=by, by_word=w.place.word),
    "withdraw_honour": lambda by, w: withdraw_honour(by=by, honour=w.honour),
    "write_by_word": lambda by, w: write_by_word(by=by, organisation=w.place.house, kind="word", words="闯"),
}

LISTS: dict[str, Callable[[Actor, World], Any]] = {
    "acting_in": lambda by, w: people_in_office.acting_in(by, w.place.house, today()),
    "by_words_held": lambda by, _: by_word.by_words_held(by),
    "count_by_words_held": lambda by, _: range(by_word.count_by_words_held(by)),
    "count_handovers": lambda by, w: range(handovers.count_handovers(by, w.place.house)),
    "count_honours": lambda by, w: range(honours.count_honours(by, w.place.house)),
    "count_open_things": lambda by, w: range(handovers.count_open_things(by, w.place.house, today())),
    "count_unanswered": lambda by, _: range(people_in_office.count_unanswered(by, today())),
    "count_without_hands": lambda by, _: range(handovers.count_without_hands(by, today())),
    "ending_soon": lambda by, _: people_in_office.ending_soon(by, today()),
    "handovers_of": lambda by, _: handovers.handovers_of(by),
    "handovers_under_way": lambda by, _: handovers.handovers_under_way(by),
    "honours_of": lambda by, w: honours.honours_of(by, w.place.house),
    "mandates_in": lambda by, w: people_in_office.mandates_in(by, w.place.house, today(), former=False),
    "open_things": lambda by, w: handovers.open_things(by, w.place.house, today(), 9),
    "own_mandates": lambda by, w: [
        one for one in people_in_office.own_mandates(by, today()) if one.organisation_id == w.place.house
    ],
    "unanswered": lambda by, _: people_in_office.unanswered(by, today(), 9),
    "without_hands": lambda by, _: handovers.without_hands(by, today(), 9),
}

CARDS: dict[str, Callable[[Actor, World], Any]] = {
    "by_word": lambda by, w: by_word.by_word(by, w.place.word),
    "count_open_of": lambda by, w: handovers.count_open_of(by, w.place.mandate, today()),
    "handover": lambda by, w: handovers.handover(by, w.handover),
    "honour_of": lambda by, w: honours.honour_of(by, w.honour),
    "mandate_of": lambda by, w: people_in_office.mandate_of(by, w.place.mandate),
    "open_proof": lambda by, w: honours.open_proof(by, w.proof)[1].close(),
    "pack": lambda by, w: handovers.pack(by, w.handover, today()),
    "successors_for": lambda by, w: people_in_office.successors_for(by, w.place.mandate, today()),
    "who_could_take": lambda by, w: people_in_office.who_could_take(by, w.handover, today()),
}

PUBLIC = {"postings_by_batch"}
"""Postings are public; their handovers are those that the reader may see."""


def test_no_question_was_forgotten() -> None:
    """Each query that takes an actor stands in one of the tables above, so that a new one is tried too."""
    asked = {
        name
        for module in (by_word, handovers, honours, people_in_office)
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == module.__name__
        and name[0] != "_"
        and "by" in inspect.signature(value).parameters
    }
    assert asked == {*LISTS, *CARDS, *PUBLIC}


@pytest.mark.parametrize("who", ["secretary_b", "editor", "visitor"])
def test_those_without_a_part_change_and_read_nothing(world: World, who: str) -> None:
    """Another village, the media centre and a visitor: every action is refused and tells nothing, lists are empty, cards
    are not there."""
    by = Actor.visitor() if who == "visitor" else world.place.network.actor(who)
    told = EventRecord.objects.count()
    for door in ACTIONS.values():
        with pytest.raises((NotThere, NotAllowed)):
            door(by, world)
    assert EventRecord.objects.count() == told
    assert {name: list(door(by, world)) for name, door in LISTS.items()} == {name: [] for name in LISTS}
    for door in CARDS.values():
        with pytest.raises(NotThere):
            door(by, world)
    lines = people_in_office.postings_by_batch(by, world.place.house)
    assert [(line.batch, line.handover) for line in lines] == [(6, None)]


def test_those_who_take_part_read_it(world: World) -> None:
    """The same doors open for the one who leaves, so that the emptiness above says something; a colleague without a part
    in it sees neither the handover nor what others hold by word."""
    by = world.place.leaves
    full = {name for name, door in LISTS.items() if list(door(by, world))}
    assert set(LISTS) - full == {
        "count_unanswered",
        "count_without_hands",
        "ending_soon",
        "unanswered",
        "without_hands",
    }
    for door in CARDS.values():
        door(by, world)
    colleague = world.place.network.actor("editor")
    assert handovers.handovers_of(colleague) == []
    leave(world.place)
    assert handovers.count_without_hands(ROOT, today()) == len(handovers.without_hands(ROOT, today(), 99)) > 0
