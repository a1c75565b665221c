"""Lists as Excel workbooks (.xlsx): what a page shows, in cells that add, sort and filter."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from lianjian.kernel.clock import CHINA, civil_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.http import HttpRequest
    from openpyxl.cell.cell import Cell as WritableCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    Cell: TypeAlias = str | int | Decimal | date | datetime | None

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 50_000
LONGEST_CELL = 32_767  # characters Excel keeps in a cell (Microsoft: Excel specifications and limits)
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
MOST_DIGITS = 15  # Excel keeps numbers as IEEE 754 doubles; more digits would change silently


def wanted(request: HttpRequest) -> bool:
    """Whether the address asks for the list as a workbook (``?as=xlsx``)."""
    return request.GET.get("as") == "xlsx"


def address(request: HttpRequest) -> str:
    """The address of this page's list as a workbook: the same filter, all of its pages."""
    query = request.GET.copy()
    query.pop("page", None)
    query["as"] = "xlsx"
    return f"?{query.urlencode()}"


def workbook(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """An .xlsx file for download.

    ``name`` is the sheet's and the file's, with today's date. Moments are written in Asia/Shanghai; None is an
    empty cell (unknown); words never become formulas; a number of more than 15 digits stays text. After 50,000
    rows the list is cut and the last row says so.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(name))
    sheet.freeze_panes = "A2"
    for place, title in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = max(12, min(40, 2 * len(title) + 4))
    sheet.append([_cell(sheet, title, head=True) for title in columns])
    count = 0
    for row in rows:
        if count == MOST_ROWS:
            cut = _("Only the first %(number)s rows are here; narrow the list to get the others.")
            sheet.append([_cell(sheet, cut % {"number": MOST_ROWS})])
            break
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(columns)))}{count + 1}"
    file = BytesIO()  # a few megabytes at most; the rows themselves went through a file of the library's
    book.save(file)
    day = civil_date(timezone.now()).isoformat()
    answer = HttpResponse(file.getvalue(), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name} {day}.xlsx") or ""
    answer["Cache-Control"] = "private, no-store"
    return answer


def _cell(sheet: WriteOnlyWorksheet, value: Cell, *, head: bool = False) -> WritableCell:
    if isinstance(value, datetime):
        value = value.astimezone(CHINA).replace(tzinfo=None)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool) and _too_long(value):
        value = str(value)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    if isinstance(value, str):
        value = NOT_IN_XML.sub("", value)[:LONGEST_CELL]
    cell: WritableCell = WriteOnlyCell(sheet)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # words that begin with "=" stay words (OWASP: CSV injection)
    if head:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="center")
    return cell


def _too_long(number: int | Decimal) -> bool:
    return len(str(number).replace("-", "").replace(".", "").lstrip("0")) > MOST_DIGITS


def _sheet_name(name: str) -> str:
    """Excel takes 31 characters and none of these in a sheet's name."""
    return re.sub(r"[\[\]:*?/\\']", " ", NOT_IN_XML.sub("", name)).strip()[:31] or "1"
