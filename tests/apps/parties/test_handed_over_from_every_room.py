"""Needs, gatherings and what was said about a draft: in the list of the one who leaves, with the one who comes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lianjian.apps.agreements.actions.settle_proposal import settle_proposal
from lianjian.apps.agreements.actions.take_over_talk import take_over_talk
from lianjian.apps.agreements.actions.take_stand import take_stand
from lianjian.apps.agreements.actions.write_clause import write_clause
from lianjian.apps.agreements.models import Proposal, Stand
from lianjian.apps.agreements.queries import talks
from lianjian.apps.coordination.actions.call_off_gathering import call_off_gathering
from lianjian.apps.coordination.actions.plan_gathering import plan_gathering
from lianjian.apps.coordination.queries.gatherings import gathering_card
from lianjian.apps.exchange.actions.meet_need import meet_need
from lianjian.apps.exchange.queries import need
from lianjian.apps.parties.actions.begin_handover import begin_handover
from lianjian.apps.parties.actions.complete_handover import complete_handover
from lianjian.apps.parties.actions.give_item import give_item
from lianjian.apps.parties.models import Handover, Mandate
from lianjian.apps.parties.queries.handovers import count_without_hands, live_things, pack, without_hands
from lianjian.apps.parties.rules.ownership import Hands
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed
from tests.apps.parties.handing import (
    Besides,
    Village,
    accept_all,
    begun,
    besides,
    everything,
    held_by,
    leave,
    newcomer,
    village,
)
from tests.network import ROOT, Network, today


@pytest.fixture
def place(network: Network) -> Village:
    return village(network)


@pytest.fixture
def also(place: Village) -> Besides:
    return besides(place)


def refs(place: Village, handover: int) -> set[str]:
    return {item.ref for item in pack(place.comes, handover, today()).open}


def test_they_stand_in_the_list_each_with_its_page(place: Village, also: Besides) -> None:
    """The need with the day it is wanted by, the gathering with the day it begins, the clause that is talked about."""
    items = {item.ref: item for item in pack(place.leaves, begun(place), today()).open}
    assert also.refs <= set(items)
    assert items[f"coordination/gathering:{also.gathering}"].due_on == today() + timedelta(days=5)
    assert items[f"exchange/need:{also.need}"].link == f"/m/needs/{also.need}/"
    talked = items[f"agreements/objection:{also.objection}"]
    assert talked.link == f"/m/agreements/{also.draft}/talks/2/"
    assert "一年拍四部拍不完" in talked.more
    assert not [ref for ref in items if ref.startswith("agreements/answer:")]  # the pen is the association's


def test_what_is_taken_over_goes_over_in_its_room(place: Village, also: Besides) -> None:
    """The need is looked after, the gathering run, the words spoken for by the one who comes; nothing is without hands,
    and the next but one finds it all in their list."""
    key = begun(place)
    accept_all(place, key)
    complete_handover(by=place.comes, handover=key)
    leave(place)
    assert need(place.comes, also.need, today()).line.owner == place.successor
    assert gathering_card(place.comes, also.gathering).run_by_name == "新书记"
    assert Proposal.objects.by(ROOT).get(pk=also.proposal).person_id == place.successor
    assert Stand.objects.by(ROOT).get(pk=also.objection).person_id == place.successor
    for name in ("exchange.need_taken_over", "agreements.talk_taken_over", "coordination.taken_over"):
        assert EventRecord.objects.filter(name=name).exists()
    assert count_without_hands(ROOT, today()) == 0
    third = newcomer(place.network, "后任", role="first-secretary")
    held = Mandate.objects.by(ROOT).get(person=place.successor)
    again = begin_handover(by=place.comes, mandate=held.pk, successor=third)
    row = Handover.objects.by(ROOT).select_related("mandate").get(pk=again.pk)
    assert also.refs <= set(live_things(row, today()))


def test_each_may_be_given_to_a_colleague(place: Village, also: Besides) -> None:
    """The keeper of the station runs the gathering and speaks for the proposal from then on."""
    key, keeper = begun(place), place.network.people["keeper_a"].pk
    for ref in also.refs:
        give_item(by=ROOT, handover=key, item=ref, person=keeper)
    accept_all(place, key)
    complete_handover(by=place.comes, handover=key)
    leave(place)
    found = held_by(place, today())
    assert {found[ref].person for ref in also.refs} == {keeper}
    assert count_without_hands(ROOT, today()) == 0


def test_without_a_handover_they_show_as_without_hands(place: Village, also: Besides) -> None:
    """They fall to whoever answers for the village and are named on the page of what has no hands."""
    leave(place)
    shown = {held.thing.ref: held.hands for held in without_hands(ROOT, today(), 50)}
    assert also.refs <= set(shown)
    assert {shown[ref] for ref in also.refs} <= {Hands.FELL, Hands.ANYBODY}


def test_what_is_settled_leaves_the_list(place: Village, also: Besides) -> None:
    """A need that is met, a gathering called off, a proposal declined, an objection to words that stand there no more."""
    key = begun(place)
    assert also.refs <= refs(place, key)
    meet_need(by=place.leaves, need=also.need, how="装好了", met_by_words="施工队")
    call_off_gathering(by=place.leaves, gathering=also.gathering, reason="台风")
    liaison = place.network.actor("liaison")
    settle_proposal(by=liaison, proposal=also.proposal, to="declined", answer="每月一次不变")
    write_clause(by=liaison, agreement=also.draft, position=2, heading="产业联兴", text="每年拍一部短片。")
    assert not also.refs & refs(place, key)
    again = talks(place.leaves, also.draft).clauses[1]
    take_stand(
        by=place.leaves,
        agreement=also.draft,
        clause=again.id,
        organisation=place.house,
        stand="agrees",
        seen_words=again.words,
    )
    assert not also.refs & refs(place, key)


def test_whoever_holds_the_pen_has_the_proposals_of_others_open(place: Village, also: Besides) -> None:
    """They fall to whoever answers for that party, and go over with the pen."""
    pen = place.network.association.pk
    found = {held.thing.ref: held for held in everything(today()) if held.thing.organisation == pen}
    assert found[f"agreements/answer:{also.proposal}"].hands is Hands.ANSWERS
    assert f"agreements/answer:{also.proposal}" not in held_by(place, today())


def test_what_the_network_enters_names_nobody(place: Village) -> None:
    """Whoever enters a gathering for a village they are no member of does not run it: it falls to the village."""
    begins = timezone.now() + timedelta(days=2)
    row = plan_gathering(
        by=ROOT,
        organiser=place.house,
        title="省里来访",
        kind="visit",
        begins_at=begins,
        ends_at=begins + timedelta(hours=2),
    )
    held = held_by(place, today())[f"coordination/gathering:{row.pk}"]
    assert (held.thing.person, held.hands) == (None, Hands.ANSWERS)


def test_only_a_handover_gives_talks_to_somebody_else(place: Village, also: Besides) -> None:
    """Not even its own people change by that who spoke."""
    for thing in (f"proposal:{also.proposal}", f"objection:{also.objection}"):
        with pytest.raises(NotAllowed):
            take_over_talk(
                by=place.leaves, thing=thing, outgoing=place.outgoing, person=place.successor, named=False
            )
        assert not take_over_talk(by=ROOT, thing=thing, outgoing=place.successor, person=1, named=True)
