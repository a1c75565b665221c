"""Lists as Excel workbooks: read back with the library that reads what people send us."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from django.test import RequestFactory
from openpyxl import load_workbook

from lianjian.web.kit import sheets

if TYPE_CHECKING:
    from django.http import HttpResponse


def _rows(answer: HttpResponse) -> list[tuple[Any, ...]]:
    book = load_workbook(BytesIO(answer.content))
    return [tuple(cell.value for cell in row) for row in book.active.iter_rows()]


def test_values_come_back_as_what_they_are() -> None:
    """Words, numbers, days and moments keep their kind; moments are those of Asia/Shanghai."""
    row = ("墘头村", 12, Decimal("3.50"), date(2028, 2, 29), datetime(2026, 12, 31, 20, 30, tzinfo=UTC), None)
    answer = sheets.workbook("共建方", ["a", "b", "c", "d", "e", "f"], [row])
    assert _rows(answer)[1] == (
        "墘头村",
        12,
        3.5,
        datetime.fromisoformat("2028-02-29"),
        datetime.fromisoformat("2027-01-01T04:30"),
        None,
    )


@pytest.mark.parametrize("words", ["=1+1", '=HYPERLINK("http://x")', "+86", "@x", "-3"])
def test_words_never_become_formulas(words: str) -> None:
    """What people typed is text in the sheet, whatever it begins with."""
    book = load_workbook(BytesIO(sheets.workbook("x", ["a"], [[words]]).content))
    cell = book.active["A2"]
    assert (cell.value, cell.data_type) == (words, "s")


def test_what_excel_cannot_hold_is_left_out_or_kept_as_text() -> None:
    """Characters that XML has not are left out, long words cut, numbers of more than 15 digits stay exact."""
    answer = sheets.workbook(
        "x", ["a", "b", "c"], [["甲\x00乙\ud800", "字" * 40_000, 35_030_310_820_300_001]]
    )
    first, second, third = _rows(answer)[1]
    assert first == "甲乙"
    assert len(second) == sheets.LONGEST_CELL
    assert third == "35030310820300001"


def test_a_cut_list_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody takes the beginning of a list for all of it."""
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    rows = _rows(sheets.workbook("x", ["a"], ([n] for n in range(10))))
    assert [row[0] for row in rows[1:4]] == [0, 1, 2]
    assert "3" in rows[4][0]
    assert len(rows) == 5


def test_the_name_of_file_and_sheet_fits() -> None:
    """A name with signs that Excel refuses still gives a file that opens, with the name people see."""
    answer = sheets.workbook("承诺/事项 [2026]:" + "长" * 40, ["a"], [])
    assert "承诺" in unquote(answer["Content-Disposition"])
    assert _rows(answer) == [("a",)]


def test_the_address_keeps_the_filter_and_drops_the_page() -> None:
    """The workbook holds all pages of what the filter shows."""
    request = RequestFactory().get("/", {"q": "鱼", "page": "3"})
    assert not sheets.wanted(request)
    again = RequestFactory().get("/" + sheets.address(request))
    assert sheets.wanted(again)
    assert (again.GET["q"], "page" in again.GET) == ("鱼", False)
