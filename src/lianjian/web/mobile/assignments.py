"""Assignments of the newsroom on the phone of the one who has them: when, where, what, and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianjian.apps.newsroom.queries.planning import my_assignment, my_assignments
from lianjian.web import assigning
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.mobile.frame import framed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ON_A_PAGE = 30


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Mine, the late ones first."""
    now = timezone.now()
    rows = my_assignments(actor_of(request))
    if sheets.wanted(request):
        cells = [assigning.cells(row, now) for row in rows]
        return sheets.workbook(_("My assignments"), assigning.columns(), cells)
    page = page_of(
        request,
        rows.count(),
        lambda limit, offset: [assigning.shown(row, now) for row in rows[offset : offset + limit]],
        ON_A_PAGE,
    )
    return render(request, "mobile/assignments.html", framed(request, page=page))


@never_cache
@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The open ones as a file for the phone's calendar."""
    rows = my_assignments(actor_of(request), open_only=True)
    return assigning.calendar_file(rows, lambda key: reverse("mobile:assignment", args=[key]))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assignment(request: HttpRequest, assignment: int) -> HttpResponse:
    """One of mine: done with its story, or why not."""
    actor = actor_of(request)
    row = my_assignment(actor, assignment)
    form = assigning.AnswerForm(request.POST or None, by=actor, newsroom=row.topic.newsroom_id)
    if request.method == "POST" and form.is_valid() and form.save(actor, assignment):
        messages.success(request, _("Written down."))
        return redirect("mobile:assignment", assignment)
    context = framed(request, one=assigning.shown(row, timezone.now()), form=form)
    return render(request, "mobile/assignment.html", context, status=422 if form.errors else 200)
