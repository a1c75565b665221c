from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.parties.rules.handovers import DECIDED, ItemState, undecided
from lianjian.apps.parties.rules.ownership import ANSWERING, Day, Hands, Holding, Owner, owner_on
from lianjian.apps.parties.rules.roles import Role

PEOPLE = st.integers(1, 6)
MAPS = st.dictionaries(PEOPLE, PEOPLE, max_size=6)
DAYS = st.builds(
    Day,
    held=st.lists(st.builds(Holding, PEOPLE, st.sampled_from(list(Role))), max_size=8).map(tuple),
    acting=MAPS,
    successors=MAPS,
)
NOBODY_OR = st.none() | PEOPLE


@given(DAYS, NOBODY_OR, NOBODY_OR, st.frozensets(PEOPLE, max_size=2))
def test_an_owner_holds_a_mandate_that_day(
    day: Day, named: int | None, taken: int | None, also: frozenset[int]
) -> None:
    """Whatever the mandates, the acting people in rings, the chains of successors: the owner is one of the people of that
    day, and the network's administrator only where there is none."""
    found = owner_on(day, named=named, taken=taken, also=also)
    assert found == owner_on(day, named=named, taken=taken, also=also)
    if found.person is None:
        assert found.hands is Hands.NETWORK
        assert not day.people
    else:
        assert found.person in day.people | also


@given(DAYS, PEOPLE)
def test_whoever_is_named_and_there_holds_it_unless_somebody_acts_for_them(day: Day, named: int) -> None:
    """A thing never wanders from the one it names while they are there and nobody acts in their place."""
    found = owner_on(day, named=named)
    if named in day.people and named not in day.acting:
        assert found == Owner(named, Hands.NAMED)
    if found.hands is Hands.NAMED:
        assert found.person == named


@given(DAYS)
def test_what_names_nobody_falls_to_the_first_who_answers(day: Day) -> None:
    """First secretary before leader before liaison officer before administrator, then anybody."""
    found = owner_on(day, named=None)
    roles = [role for role in ANSWERING if any(one.role == role for one in day.held)]
    if roles and not day.acting:
        assert Holding(found.person or 0, roles[0]) in day.held
        assert found.hands is Hands.ANSWERS
    assert (found.hands in {Hands.ANYBODY, Hands.NETWORK}) == (not roles)


def test_an_acting_person_stands_in_until_their_last_day() -> None:
    """Away with somebody acting, gone with somebody acting, gone with a successor, gone with nobody."""
    secretary, deputy, later, leader = 1, 2, 3, 4
    office = (Holding(leader, Role.LEADER),)
    away = Day(
        (*office, Holding(secretary, Role.FIRST_SECRETARY), Holding(deputy, Role.FIRST_SECRETARY)), {1: 2}
    )
    assert owner_on(away, named=secretary) == Owner(deputy, Hands.ACTING)
    assert owner_on(away, named=None) == Owner(deputy, Hands.ACTING)
    gone = Day((*office, Holding(deputy, Role.FIRST_SECRETARY)), {1: 2}, {1: 3})
    assert owner_on(gone, named=secretary) == Owner(deputy, Hands.ACTING)
    came = Day((*office, Holding(later, Role.FIRST_SECRETARY)), {}, {1: 3})
    assert owner_on(came, named=secretary) == Owner(later, Hands.SUCCEEDED)
    assert owner_on(Day(office), named=secretary) == Owner(leader, Hands.FELL)
    assert owner_on(Day(), named=secretary) == Owner(None, Hands.NETWORK)


@given(
    st.lists(st.tuples(PEOPLE, st.integers(0, 40), st.integers(0, 40)), max_size=8),
    st.dictionaries(PEOPLE, PEOPLE, max_size=5),
    NOBODY_OR,
    NOBODY_OR,
)
def test_every_day_of_a_history_has_its_owner(
    terms: list[tuple[int, int, int]], successors: dict[int, int], named: int | None, taken: int | None
) -> None:
    """Terms that overlap, leave gaps and end early, day by day for forty days: never an owner outside their own term."""
    start = date(2026, 1, 1)
    for offset in range(42):
        today = start + timedelta(days=offset)
        held = tuple(
            Holding(person, Role.FIRST_SECRETARY)
            for person, first, length in terms
            if start + timedelta(days=first) <= today <= start + timedelta(days=first + length)
        )
        found = owner_on(Day(held, {}, successors), named=named, taken=taken)
        assert found.person in {one.person for one in held} or (found.hands is Hands.NETWORK and not held)


@given(
    st.lists(st.sampled_from(["a/1", "a/2", "b/1", "b/2"]), unique=True),
    st.dictionaries(st.sampled_from(["a/1", "a/2", "b/1", "c/1"]), st.sampled_from(list(ItemState))),
)
def test_a_list_is_done_when_nothing_open_is_undecided(live: list[str], states: dict[str, str]) -> None:
    """What is closed holds nobody up; what is open holds up until it is taken over or given away."""
    left = undecided(live, states)
    assert set(left) == {ref for ref in live if states.get(ref) not in DECIDED}
