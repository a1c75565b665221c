"""Batches of first secretaries as people number them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.agreements.rules.numerals import numeral
from lianjian.apps.parties.rules.tables.people import LAST_BATCH, batch_of
from lianjian.kernel.refusals import Refused


@given(st.integers(1, LAST_BATCH), st.sampled_from(("{}", "第{}批", "{}批", " 第 {} 批 ")))
def test_a_batch_is_read_in_every_way_in_which_people_number_it(number: int, form: str) -> None:
    """6, 第6批, 第六批: the same batch, also with full-width digits."""
    wide = str(number).translate({ord("0") + n: ord("０") + n for n in range(10)})
    for written in (str(number), wide, numeral(number)):
        assert batch_of(form.format(written)) == number


@pytest.mark.parametrize("text", ["-1", "七x", "第批", "6.5", "²", "六六"])
def test_what_numbers_no_batch_is_refused(text: str) -> None:
    """In the words that were typed."""
    with pytest.raises(Refused, match="whole number"):
        batch_of(text)
