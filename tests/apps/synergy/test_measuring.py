from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lianjian.apps.synergy.rules.measuring import Achieved, Figure, Undefined, UnitSynergy, measure, worth
from lianjian.kernel.refusals import Refused

MOST_PARTIES = 6
VALUES = st.decimals(min_value=-1000, max_value=100000, places=2)
PARTIES = st.frozensets(st.integers(1, MOST_PARTIES), min_size=1)


def outcomes(
    unit: str = "yuan", values: st.SearchStrategy[Decimal] = VALUES
) -> st.SearchStrategy[list[Achieved]]:
    """Outcomes of one unit without agreed weights, ids from 1."""
    pairs = st.lists(st.tuples(values, PARTIES), min_size=1, max_size=8)
    return pairs.map(
        lambda rows: [Achieved(n, unit, value, parties) for n, (value, parties) in enumerate(rows, start=1)]
    )


def only(found: tuple[UnitSynergy, ...]) -> UnitSynergy:
    """The one unit."""
    (unit,) = found
    return unit


def shapley(
    rows: list[Achieved], players: tuple[int, ...], weights: dict[int, int] | None = None
) -> dict[int, Fraction]:
    """By definition: a player's marginal worth, averaged over the orders of arrival. With weights, the
    player who comes last of those still without a place is drawn by weight (Kalai and Samet)."""
    value = dict.fromkeys(players, Fraction(0))
    for order in permutations(players):
        chance = Fraction(1)
        for place in range(len(order), 0, -1):
            rest = order[:place]
            chance *= Fraction(
                1 if weights is None else weights[order[place - 1]],
                place if weights is None else sum(weights[p] for p in rest),
            )
        before = Fraction(0)
        for place, player in enumerate(order, start=1):
            now = worth(rows, frozenset(order[:place])).value
            value[player] += chance * (now - before)
            before = now
    return value


@given(outcomes())
def test_the_shares_sum_up_to_what_was_achieved_together(rows: list[Achieved]) -> None:
    """Efficiency: nothing is left over and nothing is invented, to the last fraction."""
    found = only(measure(rows))
    assert sum(share.value for share in found.shares.values()) == found.together.value
    assert found.together.value == sum(Fraction(row.value) for row in rows)


@pytest.mark.costly
@given(outcomes())
def test_the_closed_form_is_the_shapley_value(rows: list[Achieved]) -> None:
    """Dividing each outcome equally equals averaging over all orders of arrival, up to six parties."""
    found = only(measure(rows))
    assert {party: share.value for party, share in found.shares.items()} == shapley(rows, found.parties)


@given(outcomes(), st.fixed_dictionaries({party: st.integers(1, 9) for party in range(1, 5)}))
def test_agreed_weights_give_the_weighted_shapley_value(
    rows: list[Achieved], weights: dict[int, int]
) -> None:
    """Where all outcomes are divided by the same weights, the closed form equals the definition."""
    few = [
        Achieved(row.id, row.unit, row.value, parties, {party: Decimal(weights[party]) for party in parties})
        for row in rows
        if (parties := row.parties & set(weights))
    ]
    assume(few)
    found = only(measure(few))
    assert {p: share.value for p, share in found.shares.items()} == shapley(few, found.parties, weights)


@given(outcomes(), st.integers(1, MOST_PARTIES), st.integers(1, MOST_PARTIES))
def test_parties_that_are_needed_alike_get_alike(rows: list[Achieved], one: int, other: int) -> None:
    """Symmetry: exchanging two parties everywhere exchanges their shares."""
    exchange = {one: other, other: one}
    mirrored = [
        Achieved(row.id, row.unit, row.value, frozenset(exchange.get(p, p) for p in row.parties))
        for row in rows
    ]
    everybody = frozenset(range(1, MOST_PARTIES + 1))
    left, right = only(measure(rows, everybody)), only(measure(mirrored, everybody))
    assert left.shares[one].value == right.shares[other].value
    assert left.index == right.index


@given(outcomes())
def test_a_party_that_was_never_needed_gets_nothing(rows: list[Achieved]) -> None:
    """Null player: a stranger among the parties has no share and no outcome, and takes from nobody."""
    stranger = MOST_PARTIES + 1
    found = only(measure(rows))
    joined = only(measure(rows, frozenset({*found.parties, stranger})))
    assert joined.shares[stranger] == Figure(Fraction(0), ())
    assert all(joined.shares[party] == share for party, share in found.shares.items())


@given(outcomes(), outcomes())
def test_shares_of_two_collections_add_up(first: list[Achieved], second: list[Achieved]) -> None:
    """Additivity: counting two collections together gives the sum of the shares counted apart."""
    everybody = frozenset(range(1, MOST_PARTIES + 1))
    both = only(measure([*first, *second], everybody))
    left, right = only(measure(first, everybody)), only(measure(second, everybody))
    for party in everybody:
        assert both.shares[party].value == left.shares[party].value + right.shares[party].value


@given(outcomes("yuan"), outcomes("jobs"))
def test_units_are_never_added(money: list[Achieved], jobs: list[Achieved]) -> None:
    """Each unit is measured as if the other did not exist."""
    assert measure([*money, *jobs]) == (*measure(jobs), *measure(money))


@given(outcomes())
def test_the_index_is_there_exactly_where_it_is_defined(rows: list[Achieved]) -> None:
    """The index is n * v(N) / sum of v({i}), or none, with the reason."""
    found = only(measure(rows))
    alone = [row for row in rows if len(row.parties) == 1]
    base = sum((Fraction(row.value) for row in alone), Fraction(0))
    if not alone:
        expected = Undefined.NOBODY_ALONE
    elif base <= 0:
        expected = Undefined.ALONE_NOT_POSITIVE
    else:
        expected = None
        assert found.index == len(found.parties) * sum(Fraction(row.value) for row in rows) / base
    assert found.undefined is expected
    assert (found.index is None) is (expected is not None)


@given(outcomes(values=st.decimals(min_value=0, max_value=1000, places=1)))
def test_what_is_achieved_together_only_adds(rows: list[Achieved]) -> None:
    """With no losses, parties together are worth at least what they are alone: the index is at least n."""
    found = only(measure(rows))
    assert found.index is None or found.index >= len(found.parties)


def test_one_and_one_and_one_are_four_point_six() -> None:
    """The example of the charter: three parties with 100 each alone and 160 together make 4.6."""
    rows = [Achieved(n, "yuan", Decimal(100), frozenset({n})) for n in (1, 2, 3)]
    rows.append(Achieved(4, "yuan", Decimal(160), frozenset({1, 2, 3})))
    found = only(measure(rows))
    assert found.index == Fraction("4.6")
    assert {party: share.value for party, share in found.shares.items()} == dict.fromkeys(
        (1, 2, 3), Fraction(460, 3)
    )
    assert found.shares[2].outcomes == (2, 4)
    assert found.alone[2].outcomes == (2,)
    assert found.together.outcomes == (1, 2, 3, 4)


def test_outcomes_that_needed_somebody_else_do_not_count_for_a_circle() -> None:
    """For a named circle of parties, only what they achieved among themselves counts."""
    rows = [
        Achieved(1, "jobs", Decimal(2), frozenset({1})),
        Achieved(2, "jobs", Decimal(4), frozenset({1, 2})),
        Achieved(3, "jobs", Decimal(8), frozenset({1, 2, 3})),
    ]
    found = only(measure(rows, frozenset({1, 2})))
    assert found.together.value == 6
    assert found.index == 6
    assert measure(rows, frozenset({3})) == ()


@pytest.mark.parametrize(
    ("value", "parties", "weights"),
    [
        (Decimal("NaN"), {1}, None),
        (Decimal("Infinity"), {1}, None),
        (Decimal(1), set(), None),
        (Decimal(1), {1, 2}, {1: Decimal(1)}),
        (Decimal(1), {1, 2}, {1: Decimal(1), 2: Decimal(0)}),
        (Decimal(1), {1, 2}, {1: Decimal(1), 2: Decimal("NaN")}),
        (Decimal(1), {1}, {1: Decimal(1), 2: Decimal(1)}),
    ],
)
def test_an_outcome_that_makes_no_sense_is_refused(
    value: Decimal, parties: set[int], weights: dict[int, Decimal] | None
) -> None:
    """No number, no party, or weights that do not fit the parties: named, with the outcome's key."""
    with pytest.raises(Refused, match="utcome 7"):
        Achieved(7, "yuan", value, frozenset(parties), weights)
