"""Every action and every question about needs, tried by people who have no part in the organisation."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lianjian.apps.exchange import actions, queries
from lianjian.apps.exchange.actions.change_need import change_need
from lianjian.apps.exchange.actions.forget_need_words import forget_need_words
from lianjian.apps.exchange.actions.give_up_need import give_up_need
from lianjian.apps.exchange.actions.hand_over_need import hand_over_need
from lianjian.apps.exchange.actions.meet_need import meet_need
from lianjian.apps.exchange.actions.record_need import record_need
from lianjian.apps.exchange.actions.reopen_need import reopen_need
from lianjian.apps.exchange.actions.show_need import show_need
from lianjian.apps.exchange.actions.take_over_need import take_over_need
from lianjian.apps.exchange.models import NeedFile
from lianjian.apps.exchange.queries import WantedNeeds
from lianjian.apps.projects.rules.evidence import File
from lianjian.foundation.actor import Actor
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere
from tests.apps.exchange.needed import cold_store
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class World:
    """Village A has a late need and one that was met with a document; nobody else has a part in them."""

    network: Network
    late: int
    met: int
    file: int

    @property
    def village(self) -> int:
        return self.network.village_a.pk


@pytest.fixture
def world(network: Network) -> World:
    late = cold_store(network, wanted_by=today() - timedelta(days=3)).pk
    met = cold_store(network, text="一台榨油机").pk
    meet_need(
        by=network.actor("secretary_a"),
        need=met,
        how="买到了",
        met_by_words="合作社",
        files=[File("a.pdf", b"%PDF-1.7 x")],
    )
    return World(network, late, met, NeedFile.objects.by(ROOT).get().pk)


ACTIONS: dict[str, Callable[[Actor, World], Any]] = {
    "change_need": lambda by, w: change_need(
        by=by, need=w.late, work_area="industry", text="闯", quantity=None, unit="", wanted_by=None
    ),
    "forget_need_words": lambda by, _: forget_need_words(by=by, entry=1, today=today()),
    "give_up_need": lambda by, w: give_up_need(by=by, need=w.late, reason="闯"),
    "hand_over_need": lambda by, w: hand_over_need(
        by=by, need=w.late, owner=w.network.people["keeper_a"].pk, reason="闯"
    ),
    "meet_need": lambda by, w: meet_need(by=by, need=w.late, how="闯", met_by_words="闯"),
    "record_need": lambda by, w: record_need(by=by, organisation=w.village, work_area="industry", text="闯"),
    "reopen_need": lambda by, w: reopen_need(by=by, need=w.met, reason="闯"),
    "show_need": lambda by, w: show_need(by=by, need=w.late, public=True),
    "take_over_need": lambda by, w: take_over_need(
        by=by, need=w.late, outgoing=w.network.people["secretary_a"].pk, person=1, named=True
    ),
}
LISTS: dict[str, Callable[[Actor, World], Any]] = {
    "count_needs": lambda by, w: range(queries.count_needs(by, today(), WantedNeeds(organisation=w.village))),
    "count_needs_owned_late": lambda by, _: range(queries.count_needs_owned_late(by, today())),
    "needs": lambda by, w: queries.needs(by, today(), WantedNeeds(organisation=w.village)),
    "needs_owned_late": lambda by, _: queries.needs_owned_late(by, today()),
}
CARDS: dict[str, Callable[[Actor, World], Any]] = {
    "need": lambda by, w: queries.need(by, w.late, today()),
    "open_need_file": lambda by, w: queries.open_need_file(by, w.file),
}
FOR_EVERYBODY = {"count_public_needs", "public_needs", "public_needs_by_area"}
ELSEWHERE = {"endowments", "expert", "experts", "public_endowments", "public_experts"}
"""Tried in test_endowments and test_experts."""


def test_no_door_was_forgotten() -> None:
    """Each action and each query about needs stands in one of the tables above, so that a new one is tried too."""
    verbs = {module.name for module in pkgutil.iter_modules(actions.__path__) if module.name[0] != "_"}
    assert set(ACTIONS) == {verb for verb in verbs if "need" in verb}
    asked = {name for name in queries.__all__ if name[0].islower()}
    assert {*LISTS, *CARDS, *FOR_EVERYBODY, *ELSEWHERE} == asked


@pytest.mark.parametrize("who", ["secretary_b", "editor", "leader", "visitor"])
def test_those_without_a_part_change_and_read_nothing(world: World, who: str) -> None:
    """Another village, two other houses without a joint group, a visitor: refused at every action, no event is told, lists
    are empty, cards are not there."""
    by = Actor.visitor() if who == "visitor" else world.network.actor(who)
    told = EventRecord.objects.count()
    for door in ACTIONS.values():
        with pytest.raises((NotThere, NotAllowed)):
            door(by, world)
    assert EventRecord.objects.count() == told
    assert {name: list(door(by, world)) for name, door in LISTS.items()} == {name: [] for name in LISTS}
    for door in CARDS.values():
        with pytest.raises(NotThere):
            door(by, world)
    assert queries.count_public_needs() == queries.count_public_needs(state="met") == 0


def test_its_own_people_read_it(world: World) -> None:
    """The same doors open for the village, so that the emptiness above says something."""
    by = world.network.actor("secretary_a")
    assert all(list(door(by, world)) for door in LISTS.values())
    assert CARDS["need"](by, world).line.id == world.late
    line, file = CARDS["open_need_file"](by, world)
    with file:
        assert (line.name, file.read()) == ("a.pdf", b"%PDF-1.7 x")
