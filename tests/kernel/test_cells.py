from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.kernel.cells import code_of, day_of, loose, narrow, number_of, tidy
from lianjian.kernel.refusals import Refused

if TYPE_CHECKING:
    from datetime import date

FORMS = (
    "{0:04}-{1}-{2}",
    "{0:04}年{1}月{2}日",
    "{0:04}.{1}.{2}",
    "{0:04}/{1:02}/{2:02}",
    "{0:04}{1:02}{2:02}",
)


@given(st.dates(), st.sampled_from(FORMS), st.booleans())
def test_a_day_is_read_in_every_way_in_which_people_write_it(day: date, form: str, wide: bool) -> None:  # noqa: FBT001
    """Dashes, points, slashes, characters, packed, with full-width digits: the same day."""
    text = form.format(day.year, day.month, day.day)
    if wide:
        text = text.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert day_of(text) == day


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing that stands in a cell breaks the reading."""
    for read in (day_of, number_of, code_of):
        try:
            read(tidy(text))
        except Refused as refused:
            assert str(refused)


@pytest.mark.parametrize("text", ["2026-02-30", "0000-01-01", "³", "2026年", "明天", "20261301"])
def test_what_is_no_day_is_refused(text: str) -> None:
    """Also where it looks like one."""
    with pytest.raises(Refused):
        day_of(text)


def test_a_day_as_excel_counts_it_is_named_and_not_taken() -> None:
    """A date that lost its format is said with the day it is most likely to be: workbooks count from two beginnings."""
    for text in ("46082", "46082.0", "４６０８２"):
        with pytest.raises(Refused, match="write it as 2026-03-01"):
            day_of(text)


def test_codes_come_out_whole_or_not_at_all() -> None:
    """From numbers, floats and full-width digits; what Excel has shortened has lost its end."""
    assert (
        code_of("350303108203")
        == code_of("３５０３０３１０８２０３")
        == code_of("350303108203.0")
        == "350303108203"
    )
    assert code_of("350303108203 福建省 莆田市") == "350303108203"
    assert code_of("张洋村委会") == ""
    with pytest.raises(Refused):
        code_of("3.50303E+11")


def test_headings_are_compared_loosely() -> None:
    """Width, case, spaces and the asterisk of needed columns make no difference."""
    assert loose(" Full　Name* ") == loose("fullname")
    assert narrow("ＡＢ１") == "AB1"
