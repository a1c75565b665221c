from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lianjian.apps.exchange.actions.list_expert import list_expert
from lianjian.apps.exchange.actions.retire_expert import retire_expert
from lianjian.apps.exchange.actions.say_reachable import say_reachable
from lianjian.apps.exchange.queries import expert, experts, public_experts
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.foundation.actor import Actor
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from lianjian.apps.exchange.models import ExpertProfile


def listed(network: Network, **values: Any) -> ExpertProfile:
    """The association's liaison knows mushrooms."""
    given: dict[str, Any] = {
        "by": network.actor("liaison"),
        "person": network.people["liaison"].pk,
        "organisation": network.association.pk,
        "fields": ["食用菌", "菌包生产"],
        "work_areas": ["technology", "industry"],
        "profile": "随身带四支温度记录仪。",
    }
    return list_expert(**(given | values))


def test_an_expert_is_found_by_area_and_the_reachable_come_first(network: Network) -> None:
    """Fields in the order given, areas in theirs; who takes no questions now stands last or is left out."""
    first = listed(network).pk
    second = listed(
        network,
        by=network.actor("chief"),
        person=network.people["editor"].pk,
        organisation=network.media.pk,
        fields=["直播"],
        work_areas=["industry"],
    ).pk
    say_reachable(by=network.actor("liaison"), expert=first, reachable=False)
    by = network.actor("secretary_b")
    assert [line.id for line in experts(by, work_area="industry")] == [second, first]
    assert [line.id for line in experts(by, work_area="technology")] == [first]
    assert [line.id for line in experts(by, reachable_only=True)] == [second]
    line = expert(by, first)
    assert (line.name, line.organisation_name, line.reachable) == ("甲联络", "测试促进会", False)
    assert line.fields == ("食用菌", "菌包生产")
    assert line.work_areas == ("industry", "technology")


def test_the_list_takes_two_queries_however_long_it_is(
    network: Network, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """No query an expert."""
    listed(network)
    for who in ("editor", "reviewer", "chief"):
        listed(
            network,
            by=network.actor("chief"),
            person=network.people[who].pk,
            organisation=network.media.pk,
        )
    by = network.actor("secretary_b")
    with django_assert_num_queries(2):
        assert len(experts(by)) == 4


def test_listing_again_brings_the_entry_up_to_date(network: Network) -> None:
    """One person is one entry; retired and listed again it is the same one."""
    row = listed(network).pk
    assert listed(network, fields=["堆肥"], work_areas=["training"]).pk == row
    (line,) = experts(network.actor("secretary_a"))
    assert (line.fields, line.work_areas) == (("堆肥",), ("training",))
    for _ in range(2):
        retire_expert(by=network.actor("liaison"), expert=row)
    assert experts(network.actor("secretary_a")) == experts(ROOT) == []
    with pytest.raises(NotThere):
        expert(network.actor("liaison"), row)
    with pytest.raises(Refused, match="left"):
        say_reachable(by=network.actor("liaison"), expert=row, reachable=False)
    assert listed(network).pk == row
    assert [line.id for line in experts(network.actor("secretary_a"))] == [row]
    names = EventRecord.objects.filter(name__startswith="exchange.").values_list("name", flat=True)
    assert sorted(names) == ["exchange.expert_listed"] * 3 + ["exchange.expert_retired"]


def test_only_the_expert_shows_the_name_to_everybody(network: Network) -> None:
    """The leader lists the liaison for the network; the liaison decides about the public; retired is
    hidden."""
    with pytest.raises(NotAllowed) as refused:
        listed(network, by=network.actor("leader"), public=True)
    assert refused.value.field == "public"
    row = listed(network, by=network.actor("leader")).pk
    assert public_experts() == experts(Actor.visitor()) == []
    listed(network, public=True)
    assert [line.id for line in public_experts(work_area="industry")] == [row]
    assert [line.id for line in experts(Actor.visitor())] == [row]
    listed(network, by=network.actor("leader"), public=True, reachable=False)
    assert [line.reachable for line in public_experts()] == [False]
    retire_expert(by=network.actor("leader"), expert=row)
    assert public_experts() == experts(Actor.visitor()) == []


@pytest.mark.parametrize("who", ["secretary_b", "editor", "visitor"])
def test_others_change_no_entry_and_visitors_see_none(network: Network, who: str) -> None:
    """People of other houses find an expert and change nothing; a visitor finds nobody who did not wish
    it."""
    by = Actor.visitor() if who == "visitor" else network.actor(who)
    row = listed(network).pk
    refusal = NotThere if who == "visitor" else NotAllowed
    with pytest.raises(refusal):
        say_reachable(by=by, expert=row, reachable=False)
    with pytest.raises(refusal):
        retire_expert(by=by, expert=row)
    with pytest.raises(NotAllowed):
        listed(network, by=by)
    assert [line.reachable for line in experts(ROOT)] == [True]
    if who == "visitor":
        assert experts(by) == []
        with pytest.raises(NotThere):
            expert(by, row)


def test_another_house_does_not_take_an_expert_over(network: Network) -> None:
    """With a mandate in both houses the expert chooses; the other house's leader cannot change the entry."""
    row = listed(network).pk
    grant_mandate(
        by=ROOT,
        person=network.people["liaison"].pk,
        organisation=network.media.pk,
        role="expert",
        starts_on=today(),
    )
    with pytest.raises(Refused, match="Another organisation"):
        listed(network, by=network.actor("chief"), organisation=network.media.pk)
    assert listed(network, organisation=network.media.pk).pk == row
    assert expert(ROOT, row).organisation == network.media.pk


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"fields": []}, "fields"),
        ({"fields": ["长" * 41]}, "fields"),
        ({"work_areas": ["gossip"]}, "work_areas"),
        ({"profile": "长" * 2001}, "profile"),
    ],
)
def test_bad_input_names_its_field(network: Network, values: dict[str, Any], field: str) -> None:
    """Each mistake is refused beside its field and nobody is listed."""
    with pytest.raises(Refused) as refused:
        listed(network, **values)
    assert refused.value.field == field
    assert experts(ROOT) == []


def test_a_stranger_is_nobodys_expert(network: Network) -> None:
    """Somebody without a mandate in the house is not listed for it, nor by a system that may everything."""
    for by in (network.actor("leader"), ROOT):
        with pytest.raises(Refused, match="no mandate") as refused:
            listed(network, by=by, person=network.people["editor"].pk)
        assert refused.value.field == "person"
