"""Workbooks as people send them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

ORGANISATIONS = ("类别*", "行政区划", "全称", "简称", "加入日期")


def book(rows: Sequence[Sequence[Any]], *, merged: str = "", hidden: int = 0) -> bytes:
    """An .xlsx with these rows on its first sheet."""
    made = Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(list(row))
    if merged:
        sheet.merge_cells(merged)
    if hidden:
        sheet.row_dimensions[hidden].hidden = True
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()
