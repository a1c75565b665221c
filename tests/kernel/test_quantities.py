from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.kernel.quantities import Quantity, Unit, parse_amount
from lianjian.kernel.refusals import Refused

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2)


@given(AMOUNTS)
def test_a_typed_number_is_read_back(amount: Decimal) -> None:
    """Plain, with thousands separators and in full-width digits: the same amount."""
    assert parse_amount(str(amount)) == amount
    assert parse_amount(f"{amount:,}") == amount
    full_width = str(amount).translate(str.maketrans("0123456789.-", "０１２３４５６７８９．－"))
    assert parse_amount(f" {full_width} ") == amount


@pytest.mark.parametrize("typed", ["", "N/A", "很多", "12元", "1e999x", "nan", "inf", "-", "1.2.3"])
def test_text_in_a_number_field_is_refused(typed: str) -> None:
    """Nothing but a finite number gets in, and the refusal names the field and repeats what was typed."""
    with pytest.raises(Refused) as caught:
        parse_amount(typed, field="target")
    assert caught.value.field == "target"
    assert typed in str(caught.value)


def test_units_are_never_added() -> None:
    """Yuan and jobs have no sum."""
    with pytest.raises(ValueError, match="cannot be added"):
        Quantity(Decimal(1), Unit.YUAN) + Quantity(Decimal(1), Unit.JOBS)
