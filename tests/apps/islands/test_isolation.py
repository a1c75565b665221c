"""Every action and every question about stations and requests, tried by people who have no part in them."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from lianjian.apps.islands import actions, queries
from lianjian.apps.islands.actions.acknowledge_loss import acknowledge_loss
from lianjian.apps.islands.actions.answer_request import answer_request
from lianjian.apps.islands.actions.close_inbox import close_inbox
from lianjian.apps.islands.actions.close_request import close_request
from lianjian.apps.islands.actions.destroy_letters import destroy_letters
from lianjian.apps.islands.actions.enrol_station import enrol_station
from lianjian.apps.islands.actions.find_station import find_station
from lianjian.apps.islands.actions.follow_postings import follow_postings
from lianjian.apps.islands.actions.open_inbox import open_inbox
from lianjian.apps.islands.actions.open_request import open_request
from lianjian.apps.islands.actions.pass_on_request import pass_on_request
from lianjian.apps.islands.actions.publish_edition import publish_edition
from lianjian.apps.islands.actions.refuse_request import refuse_request
from lianjian.apps.islands.actions.replace_station import replace_station
from lianjian.apps.islands.actions.report_lost import report_lost
from lianjian.apps.islands.actions.seal_replies import seal_replies
from lianjian.apps.islands.actions.settle_fault import settle_fault
from lianjian.apps.islands.actions.take_parcel import take_parcel
from lianjian.apps.islands.actions.take_request import take_request
from lianjian.apps.islands.models import HelpRequest, Loss, StationFault
from lianjian.apps.islands.queries import WantedRequests, WantedStations
from lianjian.foundation.actor import Actor
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere
from tests.apps.islands.box import Box, enrolled, party_inbox, posted
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class World:
    """Village A has a station with a fault, whose loss is told; the association has a request from it in its inbox."""

    network: Network
    box: Box
    inbox: str
    request: int
    fault: int
    loss: int

    @property
    def village(self) -> int:
        return self.network.village_a.pk


@pytest.fixture
def world(network: Network) -> World:
    box, inbox = enrolled(network), party_inbox(network)
    posted(box.parcel(box.letter(inbox, purposes=("answer", "pass-on"))), box.parcel(serial=1))
    report_lost(by=ROOT, station=box.id)
    find_station(by=ROOT, station=box.id)
    report_lost(by=ROOT, station=box.id)
    fault, loss = StationFault.objects.by(ROOT).get(), Loss.objects.by(ROOT).get()
    return World(network, box, inbox.key, HelpRequest.objects.by(ROOT).get().pk, fault.pk, loss.pk)


ACTIONS: dict[str, Callable[[Actor, World], Any]] = {
    "acknowledge_loss": lambda by, w: acknowledge_loss(by=by, loss=w.loss),
    "answer_request": lambda by, w: answer_request(by=by, request=w.request, text="闯"),
    "close_inbox": lambda by, w: close_inbox(by=by, inbox=w.inbox),
    "close_request": lambda by, w: close_request(by=by, request=w.request),
    "destroy_letters": lambda by, _: destroy_letters(by=by, today=today()),
    "enrol_station": lambda by, w: enrol_station(by=by, card=Box().card(), village=w.village),
    "find_station": lambda by, w: find_station(by=by, station=w.box.id),
    "follow_postings": lambda by, _: follow_postings(by=by, today=today()),
    "open_inbox": lambda by, w: open_inbox(by=by, role="secretary", of=w.village),
    "open_request": lambda by, w: open_request(by=by, request=w.request),
    "pass_on_request": lambda by, w: pass_on_request(by=by, request=w.request, inbox=w.inbox),
    "publish_edition": lambda by, _: publish_edition(by=by, writer=None),
    "refuse_request": lambda by, w: refuse_request(by=by, request=w.request, reason="闯"),
    "replace_station": lambda by, w: replace_station(by=by, station=w.box.id, card=Box().card()),
    "report_lost": lambda by, w: report_lost(by=by, station=w.box.id),
    "seal_replies": lambda by, w: seal_replies(by=by, station=w.box.id),
    "settle_fault": lambda by, w: settle_fault(by=by, fault=w.fault, because="闯"),
    "take_parcel": lambda by, w: take_parcel(by=by, data=w.box.parcel()),
    "take_request": lambda by, w: take_request(by=by, request=w.request),
}
NOBODYS = {"keep_parcel"}
"""Whoever posts is nobody yet: it takes no actor."""
LISTS: dict[str, Callable[[Actor, World], Any]] = {
    "count_requests": lambda by, _: range(queries.count_requests(by, today(), WantedRequests())),
    "count_stations": lambda by, _: range(queries.count_stations(by, datetime.now(UTC), WantedStations())),
    "losses": lambda by, _: queries.losses(by),
    "requests": lambda by, _: queries.requests(by, today(), WantedRequests(), limit=9),
    "stations": lambda by, _: queries.stations(by, datetime.now(UTC), WantedStations(), limit=9),
    "stations_by_plight": lambda by, _: range(
        sum(queries.stations_by_plight(by, datetime.now(UTC), WantedStations()).values())
    ),
    "decides_for": lambda by, w: range(queries.decides_for(by, w.village)),
    "reads_an_inbox": lambda by, w: range(
        queries.reads_an_inbox(by)
        and any(one.key == w.inbox and one.is_own for one in queries.inboxes(by, today()))
    ),
}
CARDS: dict[str, Callable[[Actor, World], Any]] = {
    "loss": lambda by, w: queries.loss(by, w.loss, today()),
    "others_taking": lambda by, w: queries.others_taking(by, w.request, today()),
    "request": lambda by, w: queries.request(by, w.request, today()),
    "station": lambda by, w: queries.station(by, w.box.id),
}
FOR_EVERYBODY = {
    "card_number", "categories_offered", "category_words", "field_words", "general_addressees", "is_behind",
    "purpose_words", "refusing", "secretary_of", "status",
}  # fmt: skip
"""Words, what every station reads in the book or hears of its own village, and the feed."""
OF_THE_NETWORK = {"count_inboxes", "inbox", "inboxes", "keeps_network", "request_numbers"}
"""Tried below: whom one can write to is known to all who act in the network, numbers to those who keep it."""


def test_no_door_was_forgotten() -> None:
    """Each action and each query stands in one of the tables above, so that a new one is tried too."""
    verbs = {module.name for module in pkgutil.iter_modules(actions.__path__) if module.name[0] != "_"}
    assert {*ACTIONS, *NOBODYS} == verbs
    asked = {name for name in queries.__all__ if name[0].islower()}
    assert {*LISTS, *CARDS, *FOR_EVERYBODY, *OF_THE_NETWORK} == asked


@pytest.mark.parametrize("who", ["secretary_b", "editor", "visitor"])
def test_those_without_a_part_change_and_read_nothing(world: World, who: str) -> None:
    """Another village, another house, a visitor: refused at every action, no event is told, lists are empty, cards are not
    there."""
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
    with pytest.raises(NotThere):
        queries.request_numbers(by, today())
    known = queries.count_inboxes(by)
    assert (known == 0) == (who == "visitor")
    assert all(line.open_requests is None for line in queries.inboxes(by, today()) if not line.is_own)


def test_the_village_keeps_its_station_and_the_addressee_reads(world: World) -> None:
    """The same doors open for those who have a part: the village for the station, the association for the request."""
    village, addressee = world.network.actor("secretary_a"), world.network.actor("liaison")
    assert CARDS["station"](village, world).may_keep
    assert list(LISTS["stations"](village, world))
    with pytest.raises(NotThere):
        CARDS["request"](village, world)
    assert CARDS["request"](addressee, world).line.id == world.request
    assert list(LISTS["requests"](addressee, world))
    assert queries.request_numbers(addressee, today()).open == 1


def test_the_networks_administrator_opens_no_letter(world: World) -> None:
    """Rows are seen; what villagers wrote is not, and nothing is answered in another's name."""
    for verb in (
        "answer_request",
        "close_request",
        "open_request",
        "pass_on_request",
        "refuse_request",
        "take_request",
    ):
        with pytest.raises(NotAllowed):
            ACTIONS[verb](ROOT, world)
    with pytest.raises(NotThere):
        CARDS["request"](ROOT, world)
    assert not list(LISTS["requests"](ROOT, world))
    assert queries.request_numbers(ROOT, today()).open == 1
