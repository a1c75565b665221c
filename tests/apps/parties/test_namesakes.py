"""Which pairs are listed and why, which are not asked about any more, and who may know."""

from __future__ import annotations

import inspect
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.parties.actions.ask_again import ask_again
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.keep_apart import keep_apart
from lianjian.apps.parties.actions.merge_people import merge_people
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.actions.undo_people_merge import undo_people_merge
from lianjian.apps.parties.models import Apart
from lianjian.apps.parties.queries import actor_of_person, duplicates
from lianjian.apps.parties.queries.duplicates import (
    compared,
    joinable,
    kept_apart,
    likely_duplicates,
    likely_people,
    people_merges,
)
from lianjian.apps.parties.rules.joining import Holder, may_join, namesakes, overlapping, plain
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.actor import Actor
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotThere
from tests.apps.parties.test_merging import house
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 9))
HOLDERS = st.builds(
    Holder,
    person=st.integers(1, 5),
    name=st.sampled_from(["林阿妹", "林 阿妹", "陈书记"]),
    organisation=st.integers(1, 3),
    role=st.sampled_from(list(Role)),
    starts_on=DAYS,
    ends_on=st.none() | DAYS,
)


def somebody(network: Network, name: str, *houses: int, role: str = "member") -> int:
    person = register_person(by=ROOT, name=name).pk
    for one in houses or (network.village_a.pk,):
        grant_mandate(by=ROOT, person=person, organisation=one, role=role, starts_on=today())
    return person


def administrator(network: Network, of: int = 0) -> Actor:
    return actor_of_person(somebody(network, "甲管理", of or network.village_a.pk, role="administrator"))


@given(st.lists(HOLDERS, max_size=8))
def test_a_pair_has_a_reason_and_no_order(rows: list[Holder]) -> None:
    """The same pairs however the mandates are sorted; each for an organisation in which both bear the name; nobody twice."""
    found = namesakes(rows)
    assert found == namesakes(rows[::-1])
    for (first, second), where in found.items():
        assert first < second
        assert where
        for one in where:
            names = [
                {plain(r.name) for r in rows if (r.person, r.organisation) == (p, one)}
                for p in (first, second)
            ]
            assert names[0] & names[1]


@given(st.lists(HOLDERS, max_size=4), st.lists(HOLDERS, max_size=4))
def test_overlaps_are_mutual(one: list[Holder], other: list[Holder]) -> None:
    """Whoever overlaps is overlapped."""
    assert {(a, b) for a, b in overlapping(one, other)} == {(a, b) for b, a in overlapping(other, one)}


@given(st.lists(HOLDERS, max_size=6), st.sampled_from(list(Role)), st.integers(1, 3))
def test_nobody_joins_more_than_they_could_give(rows: list[Holder], own: Role, where: int) -> None:
    """With a role in one organisation never a mandate of another, never a role that this role does not give."""
    allowed = may_join(lambda one: frozenset({own} if one == where else ()), rows)
    if allowed:
        assert rows
        assert {row.organisation for row in rows} == {where}
        assert own in {Role.ADMINISTRATOR, Role.LEADER, Role.LIAISON}
        assert own is Role.ADMINISTRATOR or all(row.role != Role.ADMINISTRATOR for row in rows)
    if own is Role.ADMINISTRATOR and rows and {row.organisation for row in rows} == {where}:
        assert allowed


def test_one_name_in_one_organisation_is_listed_with_where(
    network: Network, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Spaces between the characters do not matter; the same name in another village is another person; each sees the pairs
    that they could join."""
    assert likely_people(ROOT) == []
    one, other = somebody(network, "林阿妹"), somebody(network, "林 阿妹")
    far = somebody(network, "林阿妹", network.village_b.pk)
    both = somebody(network, "陈水生", network.village_a.pk, network.village_b.pk)
    again = somebody(network, "陈水生", network.village_a.pk, network.village_b.pk)
    with django_assert_max_num_queries(6):
        found = likely_people(ROOT)
    assert [(p.first, p.second, p.organisations) for p in found] == [
        (one, other, ("张洋村",)),
        (both, again, ("张洋村", "乙村")),
    ]
    own = [(p.first, p.second) for p in likely_people(administrator(network))]
    assert own == [(one, other)]  # the others act for a village that is not theirs to keep
    assert far not in {key for pair in own for key in pair}
    merge_people(by=ROOT, merged=other, survivor=one, reason="同一人")
    assert (one, other) not in {(p.first, p.second) for p in likely_people(ROOT)}


def test_two_that_are_not_the_same_stay_away_until_somebody_asks(network: Network) -> None:
    """People: said once, gone from the list of everybody, with who and when; asked again, it is back, and may be said anew."""
    one, other = somebody(network, "林阿妹"), somebody(network, "林阿妹")
    by = administrator(network)
    said = keep_apart(by=by, kind="person", first=other, second=one)
    assert keep_apart(by=by, kind="person", first=one, second=other) == said
    assert likely_people(ROOT) == likely_people(by) == []
    (line,) = kept_apart(by)
    assert (line.name, line.said_by, line.kind) == ("林阿妹", "甲管理", "person")
    ask_again(by=by, apart=said.pk)
    ask_again(by=ROOT, apart=said.pk)
    assert [(p.first, p.second) for p in likely_people(by)] == [(one, other)]
    assert kept_apart(by) == []
    row = Apart.objects.by(ROOT).get(pk=said.pk)
    assert (row.person_id, row.asked_again_by_id) == (by.person, by.person)  # who said so stays readable
    assert keep_apart(by=by, kind="person", first=one, second=other) != said
    names = list(EventRecord.objects.values_list("name", flat=True))
    assert names.count("parties.pair_kept_apart") == 2
    assert names.count("parties.pair_asked_again") == 1


def test_organisations_are_kept_apart_too(network: Network) -> None:
    """Two enterprises of nearly one name that are two: for the network's administrator alone."""
    one, other = house("好茶业", key="one"), house("好茶业公司", key="other")
    assert likely_duplicates() == [(one.pk, other.pk)]
    for by in (network.actor("leader"), administrator(network, one.pk)):
        with pytest.raises(NotThere):
            keep_apart(by=by, kind="organisation", first=one.pk, second=other.pk)
    said = keep_apart(by=ROOT, kind="organisation", first=one.pk, second=other.pk)
    assert likely_duplicates() == []
    assert [line.other_name for line in kept_apart(ROOT)] == ["好茶业公司"]
    assert kept_apart(administrator(network, one.pk)) == []
    ask_again(by=ROOT, apart=said.pk)
    assert likely_duplicates() == [(one.pk, other.pk)]
    for kind, first, second in (
        ("organisation", one.pk, one.pk),
        ("village", one.pk, other.pk),
        ("person", 0, 9**9),
    ):
        with pytest.raises(NotThere):
            keep_apart(by=ROOT, kind=kind, first=first, second=second)


ACTIONS: dict[str, Callable[[Actor, dict[str, int]], Any]] = {
    "undo_people_merge": lambda by, w: undo_people_merge(by=by, merge=w["merge"]),
    "keep_apart": lambda by, w: keep_apart(by=by, kind="person", first=w["a"], second=w["b"]),
    "ask_again": lambda by, w: ask_again(by=by, apart=w["apart"]),
    "merge_people": lambda by, w: merge_people(by=by, merged=w["a"], survivor=w["b"], reason="闯"),
}
LISTS: dict[str, Callable[[Actor, dict[str, int]], Any]] = {
    "joinable": lambda by, w: joinable(by, {w["a"], w["b"]}),
    "kept_apart": lambda by, _: kept_apart(by),
    "likely_people": lambda by, _: likely_people(by),
    "people_merges": lambda by, _: people_merges(by),
}
CARDS: dict[str, Callable[[Actor, dict[str, int]], Any]] = {
    "compared": lambda by, w: compared(by, w["a"], w["b"]),
}


def test_no_question_about_duplicates_was_forgotten() -> None:
    """Each query of the room that takes an actor stands in one of the tables above."""
    asked = {
        name
        for name, value in vars(duplicates).items()
        if inspect.isfunction(value)
        and value.__module__ == duplicates.__name__
        and name[0] != "_"
        and "by" in inspect.signature(value).parameters
    }
    assert asked == {*LISTS, *CARDS}


@pytest.mark.parametrize("who", ["secretary_b", "leader", "chief", "secretary_a", "keeper_a", "visitor"])
def test_who_keeps_no_people_there_changes_and_reads_nothing(network: Network, who: str) -> None:
    """Another village, the association's leader, the media centre, colleagues without that office, a visitor."""
    a, b, c, d, e, f = (somebody(network, name) for name in ("林阿妹", "林阿妹", "丙", "丙", "丁", "丁"))
    world = {
        "a": a,
        "b": b,
        "merge": merge_people(by=ROOT, merged=c, survivor=d, reason="一人").pk,
        "apart": keep_apart(by=ROOT, kind="person", first=e, second=f).pk,
    }
    by = Actor.visitor() if who == "visitor" else network.actor(who)
    told = EventRecord.objects.count()
    for door in (*ACTIONS.values(), *CARDS.values()):
        with pytest.raises(NotThere):
            door(by, world)
    assert EventRecord.objects.count() == told
    assert {name: list(door(by, world)) for name, door in LISTS.items()} == {name: [] for name in LISTS}
    admin = administrator(network)
    assert all(list(door(admin, world)) for door in LISTS.values())
    for door in (*CARDS.values(), *ACTIONS.values()):
        door(admin, world)
