"""Empty tables to fill in: a sheet with headings and a sheet with the words that a column takes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from lianjian.web.kit.sheets import MEDIA_TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROWS_OFFERED = 20_000
AS_TEXT = "@"
"""Excel's number format for text: a code of twelve digits stays what it is."""


def empty_table(
    name: str, columns: Sequence[tuple[str, bool]], words: Mapping[str, Sequence[str]], words_name: str
) -> HttpResponse:
    """A workbook for download. ``columns`` are headings with whether each row needs them (those are marked *);
    ``words`` the allowed words of columns by heading, offered in their cells and listed on the second sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    listed = book.create_sheet(words_name[:31])
    listed.freeze_panes = "A2"
    for place, (title, needed) in enumerate(columns, start=1):
        letter = get_column_letter(place)
        cell = sheet.cell(1, place, f"{title}*" if needed else title)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="F1E7D3" if needed else "F7F4EE")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[letter].width = max(14, min(44, 2 * len(title) + 8))
        sheet.column_dimensions[letter].number_format = AS_TEXT
    for place, (title, allowed) in enumerate(words.items(), start=1):
        letter = get_column_letter(place)
        listed.cell(1, place, title).font = Font(bold=True)
        listed.column_dimensions[letter].width = max(20, min(60, 2 * max(map(len, allowed), default=0)))
        for row, word in enumerate(allowed, start=2):
            listed.cell(row, place, word)
        at = next((n for n, (column, _needed) in enumerate(columns, start=1) if column == title), None)
        if at is not None:
            area = f"{quote_sheetname(listed.title)}!${letter}$2:${letter}${len(allowed) + 1}"
            offered = DataValidation(type="list", formula1=area, allow_blank=True, showErrorMessage=False)
            sheet.add_data_validation(offered)
            offered.add(f"{get_column_letter(at)}2:{get_column_letter(at)}{ROWS_OFFERED + 1}")
    file = BytesIO()
    book.save(file)
    answer = HttpResponse(file.getvalue(), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or ""
    return answer
