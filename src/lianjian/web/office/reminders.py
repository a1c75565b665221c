"""What I was reminded of, in the office. How one is reminded, and the own calendar, are on the phone pages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.shortcuts import render

from lianjian.apps.reminders.actions.see_reminders import see_reminders
from lianjian.apps.reminders.queries import count_reminders, count_silent, reminders_of, unseen_keys
from lianjian.web.acting import actor_of
from lianjian.web.kit import paging
from lianjian.web.kit.reminding import reminder_rows
from lianjian.web.office.door import in_office
from lianjian.web.office.frame import framed, this_day

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ON_A_PAGE = 30


@in_office
def mine(request: HttpRequest) -> HttpResponse:
    """The open things of which I was reminded, the latest first; with it they are seen."""
    actor, today = actor_of(request), this_day()
    page = paging.page_of(request, count_reminders(actor), partial(reminders_of, actor), ON_A_PAGE)
    rows = reminder_rows(page, today)
    if request.method == "GET":
        see_reminders(by=actor, reminders=unseen_keys(actor))
    context = framed(request, page=page, rows=rows, silent_count=count_silent(actor, today))
    return render(request, "office/reminders.html", context)
