"""Rules of shares, seasons, supply, stages and enquiries, by property."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjian.apps.projects.rules.alliances import check_claim, check_prices, known_amount
from lianjian.apps.projects.rules.branch_links import pair_of
from lianjian.apps.projects.rules.enquiries import (
    EnquiryState,
    check_contact,
    check_end,
    check_sale,
    is_late,
)
from lianjian.apps.projects.rules.joint import Stage
from lianjian.apps.projects.rules.seasons import MONTHS, check_season, in_season, months_of
from lianjian.apps.projects.rules.shares import check_shares, split, valid_on
from lianjian.apps.projects.rules.stages import ORDER, Facts, Way, check_step, next_of, steps_from
from lianjian.apps.projects.rules.supply import Balance, Season, calendar_of
from lianjian.kernel.refusals import Refused

MONTH = st.integers(1, MONTHS)
AMOUNT = st.one_of(st.none(), st.decimals(0, 10**6, places=2))
SEASON = st.builds(
    Season, st.sampled_from(["枇杷", "柚"]), st.sampled_from(["jin", "box"]), MONTH, MONTH, AMOUNT
)


@st.composite
def hundred(draw: st.DrawFn) -> list[Decimal]:
    """Shares with two decimals that make exactly 100, some of them nothing."""
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=1, max_size=8)))
    edges = [0, *cuts, 10_000]
    return [Decimal(high - low) / 100 for low, high in pairwise(edges)]


@settings(max_examples=200)
@given(hundred(), st.integers(0, 10**12))
def test_a_split_is_exact_and_fair_to_the_cent(shares: list[Decimal], cents: int) -> None:
    """The parts make the whole, nobody gets less than nothing, nobody is a cent or more away from the exact share, and
    whoever has no share gets nothing."""
    total = Decimal(cents) / 100
    parts = split(total, shares)
    assert sum(parts) == total
    for part, share in zip(parts, shares, strict=True):
        exact = Fraction(total) * Fraction(share) / 100
        assert part >= 0
        assert abs(Fraction(part) - exact) < Fraction(1, 100)
        assert share or not part


def test_the_cents_left_over_go_to_the_largest_remainders() -> None:
    """A hundred yuan among three thirds, and one cent between two halves."""
    third = Decimal("33.33")
    assert split(Decimal(100), [third, third, Decimal("33.34")]) == [third, third, Decimal("33.34")]
    assert split(Decimal("0.01"), [Decimal(50), Decimal(50)]) == [Decimal("0.01"), Decimal(0)]


@pytest.mark.parametrize(
    "typed",
    [{1: 50, 2: "49.99"}, {1: 100}, {1: "33.335", 2: "66.665"}, {1: 50, 2: 50, 3: 0}, {1: "all", 2: 0}],
)
def test_shares_that_are_no_hundred_are_refused(typed: dict[int, object]) -> None:
    """Too little, a party missing or too many, finer than two decimals, words."""
    with pytest.raises(Refused) as refused:
        check_shares(typed, [1, 2])  # type: ignore[arg-type] # what people type
    assert refused.value.field == "shares"
    assert check_shares({1: "40.5", 2: "59.50"}, [2, 1]) == {2: Decimal("59.50"), 1: Decimal("40.5")}


def test_the_shares_valid_on_a_day_are_the_latest_that_have_begun() -> None:
    """Before the first there are none; of one day the later agreement holds."""
    day = date(2026, 3, 1)
    agreed = [(day, 1), (day + timedelta(days=10), 2), (day + timedelta(days=10), 3)]
    assert valid_on(agreed, day - timedelta(days=1)) is None
    assert valid_on(agreed, day + timedelta(days=9)) == 1
    assert valid_on(agreed, day + timedelta(days=10)) == 3


@given(MONTH, MONTH)
def test_a_season_holds_the_months_it_lists(first: int, last: int) -> None:
    """From the first to the last, over the turn of the year too, each once; and no other."""
    months = months_of(first, last)
    assert (months[0], months[-1]) == (first, last)
    assert len(set(months)) == len(months) <= MONTHS
    assert [m for m in range(1, MONTHS + 1) if in_season(first, last, m)] == sorted(months)
    assert check_season(first, last) == (first, last)


@given(st.lists(SEASON, max_size=6), st.lists(SEASON, max_size=6))
def test_the_calendar_adds_what_is_known_and_counts_the_rest(
    offers: list[Season], demands: list[Season]
) -> None:
    """Over a year each product and unit comes to the sum of its known amounts, units apart; who names no amount is
    counted; a surplus or shortage is never claimed where an unknown amount could turn it."""
    rows = calendar_of(offers, demands)
    assert len({(row.name, row.unit) for row in rows}) == len(rows)
    for row in rows:
        here = [one for one in offers if (one.name, one.unit) == (row.name, row.unit)]
        there = [one for one in demands if (one.name, one.unit) == (row.name, row.unit)]
        assert sum(m.offered for m in row.months) == sum(Fraction(one.amount or 0) for one in here)
        assert sum(m.sought for m in row.months) == sum(Fraction(one.amount or 0) for one in there)
        for number, month in enumerate(row.months, start=1):
            assert month.offers == sum(in_season(one.first, one.last, number) for one in here)
            assert month.demands == sum(in_season(one.first, one.last, number) for one in there)
            if month.balance is Balance.SURPLUS and month.demands:
                assert month.difference > 0
                assert not month.demands_unknown
            if month.balance is Balance.SHORTAGE and month.offers:
                assert month.difference < 0
                assert not month.offers_unknown


FACTS = st.fixed_dictionaries({name: st.booleans() for name in ("judged", "said", "promised", "given")})


@given(st.sampled_from(Stage), st.sampled_from(Stage), FACTS)
def test_a_project_goes_one_step_with_what_it_needs(
    before: Stage, after: Stage, known: dict[str, bool]
) -> None:
    """A step that passes goes on by one with its fact in the books, or back or away with a reason."""
    facts = Facts(promised=int(known["promised"] or known["given"]), given=int(known["given"]))
    try:
        way = check_step(
            before,
            after,
            judged_by="所" if known["judged"] else "",
            text="因" if known["said"] else "",
            facts=facts,
        )
    except Refused:
        return
    assert after in steps_from(before)
    if way is not Way.ON:
        assert known["said"]
        assert way is Way.GIVEN_UP or before is Stage.GIVEN_UP or ORDER.index(after) < ORDER.index(before)
        return
    assert next_of(before) is after
    assert {
        Stage.FUNDING: known["judged"] and known["said"],
        Stage.BUILDING: facts.promised > 0,
        Stage.RUNNING: facts.given > 0,
        Stage.CLOSED: known["said"],
    }.get(after, True)


@pytest.mark.parametrize("typed", ["0594-1234567", "+86 138 0000 0000", "you@example.org"])
def test_a_contact_can_be_answered(typed: str) -> None:
    """Telephone numbers and e-mail addresses pass."""
    assert check_contact(f"  {typed} ") == typed


@pytest.mark.parametrize("typed", ["", "-------", "微信号 abc", "a@b", "²²²²²²²²", "1" * 200, "x" * 10_000])
def test_what_cannot_be_answered_is_no_contact(typed: str) -> None:
    """Neither empty, nor nonsense, nor anything longer than such a thing is."""
    with pytest.raises(Refused) as refused:
        check_contact(typed)
    assert refused.value.field == "contact"


def test_an_enquiry_ends_honestly() -> None:
    """Only a sale has an amount, an amount has its unit, what was not possible has its reason."""
    for end in ("new", "withdrawn", "heaven"):
        with pytest.raises(Refused):
            check_end(end)
    sold, visit, never = EnquiryState.SOLD, EnquiryState.VISIT, EnquiryState.NOT_POSSIBLE
    check_sale(sold, amount=False, unit=False, yuan=True, remark=False)
    for end, amount, unit, remark in (
        (sold, True, False, True),
        (visit, True, True, True),
        (never, False, False, False),
    ):
        with pytest.raises(Refused):
            check_sale(end, amount=amount, unit=unit, yuan=False, remark=remark)
    day = date(2026, 4, 1)
    assert is_late("new", day, day + timedelta(days=3))
    assert not is_late("new", day, day + timedelta(days=2))
    assert not is_late("answered", day, day + timedelta(days=30))


def test_prices_and_claims_are_judged() -> None:
    """One price is both; upside down is refused; a claim without its certificate is refused; unknown is not nothing."""
    assert check_prices("6", "") == (Decimal(6), Decimal(6))
    assert check_prices(None, None) == (None, None)
    assert known_amount(" ", field="amount") is None
    for wrong in (lambda: check_prices("9", "6"), lambda: check_claim("有机", 0), lambda: pair_of(3, 3)):
        with pytest.raises(Refused):
            wrong()
    assert pair_of(9, 4) == pair_of(4, 9)
