"""Days as people write them, where a browser has no calendar of its own."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms

from lianjian.web.office.forming import Day


@pytest.mark.parametrize(
    "text", ["2027-03-01", "2027年3月1日", "2027/3/1", "2027.3.1", "２０２７-０３-０１", " 20270301 "]
)
def test_a_day_is_read_as_it_is_written(text: str) -> None:
    """The same day in every form."""
    assert Day().clean(text) == date(2027, 3, 1)


@pytest.mark.parametrize("text", ["2027-02-30", "明天", "46082", "99999-01-01"])
def test_what_is_no_day_is_said_beside_the_field(text: str) -> None:
    """Also what looks like one."""
    with pytest.raises(forms.ValidationError):
        Day().clean(text)


def test_an_empty_day_is_none_where_none_is_needed() -> None:
    """And is asked for where one is."""
    assert Day(required=False).clean("") is None
    with pytest.raises(forms.ValidationError):
        Day().clean("")
