"""Tables that people send, read as lines of text: .xlsx of any program, and .csv in UTF-8 or GB 18030.

Nothing of the file is trusted: its size, what it unpacks to, its number of rows and its declared dimensions are limits of
ours, and whatever the library stumbles over is said as a refusal.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from lianjian.kernel.cells import Line, Unread, tidy
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_FILE = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 40
LARGEST_UNPACKED = 80 * 1024 * 1024
"""Bytes a workbook may unpack to: 20,000 rows of twenty words each are a third of it."""
MOST_PARTS = 500
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
"""What files of Excel 97 to 2003 (and encrypted ones) begin with: the Compound File Binary format."""
LONGEST_CELL = 4000
BEFORE_THE_TABLE = 20
"""Titles and remarks that may stand above the headings count as rows; so many are room enough."""

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_ROW = re.compile(rb"<(?:\w+:)?row [^>]*>")
_NUMBER = re.compile(rb'\br="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


def read_lines(data: bytes, name: str) -> list[list[Line]]:
    """The sheets of a file as lines without the empty ones. ``name`` is the file's, for its ending.

    Raises Refused where it is too large, no table, damaged, protected by a password or has too many rows.
    """
    if len(data) > LARGEST_FILE:
        raise Refused(
            gettext_noop("The file is larger than 10 MB."),
            cure=gettext_noop("Take pictures and other sheets out of it, or divide it."),
            field="file",
        )
    if data[:4] == OLD_EXCEL:
        raise Refused(
            gettext_noop("This is a file of the old Excel (.xls), or one with a password."),
            cure=gettext_noop(
                "Open it, save it as “Excel workbook (.xlsx)” without a password, and send that."
            ),
            field="file",
        )
    if data[:2] == b"PK":
        return _sheets(data)
    if name.lower().endswith((".csv", ".txt")):
        return [_separated(data)]
    raise Refused(
        gettext_noop("This is no Excel workbook."),
        cure=gettext_noop("Fill in the empty table that the office offers for download, and send that."),
        field="file",
    )


def _sheets(data: bytes) -> list[list[Line]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
                raise Refused(
                    gettext_noop("The file unpacks to far more than a table of 20,000 rows."),
                    cure=gettext_noop("Copy the cells into a new workbook and send that."),
                    field="file",
                )
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            return [
                list(_lines(data, packed, sheet))
                for sheet in book.worksheets
                if sheet.sheet_state == "visible"
            ]
    except Refused:
        raise
    except Exception as broken:  # the library raises whatever the file's mistake leads it to
        raise Refused(
            gettext_noop("The file is damaged or no Excel workbook."),
            cure=gettext_noop("Open it in Excel, save it again as .xlsx and send that."),
            field="file",
        ) from broken


def _lines(data: bytes, packed: zipfile.ZipFile, sheet: Any) -> Iterator[Line]:
    raw = packed.read(sheet._worksheet_path.lstrip("/"))  # noqa: SLF001 - the reading mode gives no other way to it
    hidden, merged = _hidden(raw), _merged(raw)
    formulas = _formulas(data, sheet.title) if _FORMULA.search(raw) else {}
    sheet.reset_dimensions()  # some programs write "A1" there
    count = 0
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
        cells = tuple(_text(value) for value in row)
        unread = {
            place: Unread.ERROR
            for place, text in enumerate(cells)
            if text.startswith("#") and text in _ERRORS
        }
        unread |= {place: Unread.MERGED for place in merged.get(number, ()) if place < MOST_COLUMNS}
        unread |= {
            place: Unread.FORMULA
            for place in formulas.get(number, ())
            if place >= len(cells) or not cells[place]
        }
        if not any(cells) and Unread.FORMULA not in unread.values():
            continue
        count += 1
        _bounded(count)
        yield Line(number, cells, hidden=number in hidden, unread=unread)


_ERRORS = {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}


def _bounded(count: int) -> None:
    if count > MOST_ROWS + BEFORE_THE_TABLE:
        raise Refused(
            gettext_noop("The table has more than 20,000 rows."),
            cure=gettext_noop("Divide it into several files."),
            field="file",
        )


def _hidden(raw: bytes) -> set[int]:
    rows = (row[0] for row in _ROW.finditer(raw))
    numbers = (_NUMBER.search(row) for row in rows if _HIDDEN.search(row))
    return {int(number[1]) for number in numbers if number}


def _merged(raw: bytes) -> dict[int, list[int]]:
    """By row the columns (from 0) that lie in a merged area and are not its first cell."""
    found: dict[int, list[int]] = {}
    for area in _MERGED.finditer(raw):
        left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(area[1].decode()))
        for row in range(top, min(bottom, top + MOST_ROWS) + 1):
            for column in range(left, min(right, MOST_COLUMNS) + 1):
                if (row, column) != (top, left):
                    found.setdefault(row, []).append(column - 1)
    return found


def _formulas(data: bytes, title: str) -> dict[int, list[int]]:
    """By row the columns (from 0) in which a formula stands."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    sheet = book[title]
    sheet.reset_dimensions()
    found: dict[int, list[int]] = {}
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        places = [place for place, cell in enumerate(row) if cell.value is not None and cell.data_type == "f"]
        if places:
            found[number] = places
    return found


def _separated(data: bytes) -> list[Line]:
    text = _decoded(data)
    head = text.split("\n", 1)[0]
    mark = max(",\t;，", key=head.count)
    found: list[Line] = []
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        for number, row in enumerate(rows, start=1):
            cells = tuple(_text(value) for value in row[:MOST_COLUMNS])
            if any(cells):
                _bounded(len(found) + 1)
                found.append(Line(number, cells))
    except csv.Error as broken:
        raise Refused(gettext_noop("The file is damaged or no table."), field="file") from broken
    return found


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(
        gettext_noop("The letters of this file cannot be read."),
        cure=gettext_noop("Save it as “Excel workbook (.xlsx)” and send that."),
        field="file",
    )


def _text(value: Any) -> str:
    """A value as people see it in the cell; dates as ISO 8601, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        value = int(value) if value.is_integer() and abs(value) < 10**15 else Decimal(repr(value)).normalize()
    return tidy(str(value))[:LONGEST_CELL]
