"""The list of the silent: what is late and was asked for without an answer, in the organisations one looks after."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.shortcuts import render

from lianjian.apps.reminders.queries import count_silent, silent
from lianjian.web.acting import actor_of
from lianjian.web.kit import paging
from lianjian.web.kit.reminding import kind_words, silent_sheet, told_rows
from lianjian.web.kit.sheets import MOST_ROWS
from lianjian.web.office.door import in_office
from lianjian.web.office.frame import framed, this_day

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ON_A_PAGE = 30


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """The longest late first, with what was sent; ``?as=xlsx`` gives all of it as a workbook."""
    actor, today = actor_of(request), this_day()
    if request.GET.get("as") == "xlsx":
        return silent_sheet(silent(actor, today, MOST_ROWS + 1))
    page = paging.page_of(request, count_silent(actor, today), partial(silent, actor, today), ON_A_PAGE)
    rows_shown = [(line, kind_words(line.kind), told_rows(line.told)) for line in page]
    return render(request, "office/silent.html", framed(request, page=page, rows=rows_shown))
