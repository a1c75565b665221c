"""Assignments at the desk: mine, everybody's, and one to answer or to call off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianjian.apps.newsroom.actions.call_off_assignment import call_off_assignment
from lianjian.apps.newsroom.queries.leads import lead_lines
from lianjian.apps.newsroom.queries.planning import assignments, leads_of_topic, my_assignments
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web import assigning
from lianjian.web.acting import actor_of
from lianjian.web.assigning import AnswerForm
from lianjian.web.desk import leads as lead_pages
from lianjian.web.desk.matrix_frame import framed
from lianjian.web.desk.plan_forms import ReasonForm
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

ON_A_PAGE = 30


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Mine, or by ``?of=all`` those of the newsroom; the late ones first."""
    actor, now = actor_of(request), timezone.now()
    everybody = request.GET.get("of") == "all"
    rows = assignments(actor) if everybody else my_assignments(actor)
    if sheets.wanted(request):
        return sheets.workbook(
            _("Assignments"), assigning.columns(), [assigning.cells(row, now) for row in rows]
        )
    page = page_of(
        request,
        rows.count(),
        lambda limit, offset: [assigning.shown(row, now) for row in rows[offset : offset + limit]],
        ON_A_PAGE,
    )
    tabs = [
        (pgettext("assignments", "Mine"), "?", not everybody, None),
        (pgettext("assignments", "Everybody's"), "?of=all", everybody, None),
    ]
    context = framed(request, page=page, tabs=tabs, everybody=everybody)
    return render(request, "desk/assignments.html", context)


@never_cache
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """My open assignments as a file for a calendar."""
    rows = my_assignments(actor_of(request), open_only=True)
    return assigning.calendar_file(rows, lambda key: reverse("desk_assignment", args=[key]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assignment(request: HttpRequest, assignment: int) -> HttpResponse:
    """One assignment: its person answers it, colleagues call it off."""
    actor = actor_of(request)
    row = assignments(actor).filter(pk=assignment).first()
    if row is None:
        raise NotThere
    mine = row.person_id == actor.person
    form: AnswerForm | ReasonForm = (
        AnswerForm(request.POST or None, by=actor, newsroom=row.topic.newsroom_id)
        if mine
        else ReasonForm(request.POST or None)
    )
    if request.method == "POST" and form.is_valid():
        done = (
            form.save(actor, assignment)
            if isinstance(form, AnswerForm)
            else _called_off(request, form, assignment)
        )
        if done:
            messages.success(request, _("Written down."))
            return redirect("desk_assignment", assignment)
    context = framed(
        request,
        one=assigning.shown(row, timezone.now()),
        mine=mine,
        form=form,
        sources=[lead_pages.shown(one) for one in lead_lines(actor, leads_of_topic(actor, row.topic_id))],
    )
    return render(request, "desk/assignment.html", context, status=422 if form.errors else 200)


def _called_off(request: HttpRequest, form: forms.Form, assignment: int) -> bool:
    try:
        call_off_assignment(by=actor_of(request), assignment=assignment, **form.cleaned_data)
    except NotThere:
        raise
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
        return False
    return True
