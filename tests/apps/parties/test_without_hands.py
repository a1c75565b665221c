"""What is open when nobody handed it over, and who holds it then."""

from __future__ import annotations

from datetime import timedelta

from lianjian.apps.coordination.queries import due_for
from lianjian.apps.parties.actions.appoint_acting import appoint_acting
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.merge_organisations import merge_organisations
from lianjian.apps.parties.actions.register_organisation import register_organisation
from lianjian.apps.parties.queries import actor_of_person
from lianjian.apps.parties.queries.handovers import (
    count_without_hands,
    without_hands,
)
from lianjian.apps.parties.queries.people_in_office import unanswered
from tests.apps.parties.handing import (
    held_by,
    leave,
    newcomer,
    village,
)
from tests.network import ROOT, Network, today


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
    assert place.duty not in {line.id for line in due_for(actor_of_person(deputy), today())}
    assert place.duty in {line.id for line in due_for(actor_of_person(deputy), start)}
    assert place.duty not in {line.id for line in due_for(network.actor("secretary_b"), start)}
    assert held_by(place, start)[f"projects/obstacle:{place.obstacle}"].person == deputy


def test_an_organisation_for_which_nobody_answers(network: Network) -> None:
    """It is named until somebody answers for it again, and no more once its entry was merged with another one."""
    house = register_organisation(by=ROOT, key="empty", name="空单位", short_name="空", kind="enterprise")
    assert house in unanswered(ROOT, today(), 50)
    twin = register_organisation(by=ROOT, key="twin", name="空单位二", short_name="空二", kind="enterprise")
    merge_organisations(by=ROOT, merged=twin.pk, survivor=house.pk)
    assert [row.key for row in unanswered(ROOT, today(), 50)] == ["empty"]
    person = network.people["editor"].pk
    grant_mandate(by=ROOT, person=person, organisation=house.pk, role="leader", starts_on=today())
    assert unanswered(ROOT, today(), 50) == []
