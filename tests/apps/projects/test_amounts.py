from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.projects.rules.amounts import LARGEST, check_amount, tidy
from lianjian.kernel.refusals import Refused


@pytest.mark.parametrize(
    "typed", ["", "很多", "十八", "N/A", "1-2", "NaN", "Infinity", "-1", "1e15", "9" * 40, "0.00001", "12元"]
)
def test_what_is_no_amount_is_refused_beside_its_field(typed: str) -> None:
    """Words, endless, negative, too large and too precise numbers are refused, never rounded or stored."""
    with pytest.raises(Refused) as refused:
        check_amount(typed, field="target")
    assert refused.value.field == "target"


@pytest.mark.parametrize(("typed", "amount"), [("１，２００", "1200"), ("1,200.50", "1200.5"), (" 0 ", "0")])
def test_what_people_type_is_understood(typed: str, amount: str) -> None:
    """Full-width digits and thousands separators are digits."""
    assert check_amount(typed, field="x") == Decimal(amount)


@given(st.decimals(min_value=0, max_value=LARGEST - 1, places=4, allow_nan=False))
def test_tidy_keeps_the_number_and_shows_no_exponent(amount: Decimal) -> None:
    """The same number as digits, without zeros behind the point."""
    found = tidy(amount)
    assert found == amount
    assert "E" not in str(found)
    assert "." not in str(found) or not str(found).endswith("0")


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_refused(typed: str) -> None:
    """There is no third way."""
    try:
        amount = check_amount(typed, field="x")
    except Refused:
        return
    assert 0 <= amount < LARGEST
