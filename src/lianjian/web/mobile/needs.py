"""What the village needs: the list, one need, and what can be done about it. Recording one is an entry of the log."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianjian.apps.coordination.queries import log_entry
from lianjian.apps.exchange.actions.show_need import show_need
from lianjian.apps.exchange.queries import WantedNeeds, count_needs, open_need_file
from lianjian.apps.exchange.queries import need as need_in_scope
from lianjian.apps.exchange.queries import needs as needs_in_scope
from lianjian.apps.exchange.rules.needs import MOVE_LABELS, NEED_LABELS, NeedMove, NeedState
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.foundation.wording import explain
from lianjian.kernel.quantities import UNIT_LABELS
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.mobile import exports
from lianjian.web.mobile.dues import dated
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.need_forms import STEPS, form_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from lianjian.apps.coordination.queries import LogLine
    from lianjian.apps.exchange.queries import NeedLine
    from lianjian.foundation.actor import Actor

ON_A_PAGE = 30
MARKS = {NeedState.MET: "ok", NeedState.GIVEN_UP: "withdrawn"}


def _row(line: NeedLine) -> dict[str, Any]:
    """A need for a list: the line, its area and unit, and its state as mark and words."""
    mark, words = MARKS.get(line.state, "due"), _(NEED_LABELS[line.state])
    if line.state is NeedState.OPEN and line.wanted_by is not None:
        _when, mark, words = dated(line.wanted_by, this_day())
    return {
        "line": line,
        "area": _(WORK_AREA_LABELS[line.work_area]),
        "unit": _(UNIT_LABELS[line.unit]) if line.unit else "",
        "mark": mark,
        "words": words,
    }


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What our organisations and those we look after need, what is wanted first before; by ``?state=`` what was met or given
    up, by ``?of=all`` with what others show to everybody."""
    actor, day = actor_of(request), this_day()
    state, everybody = request.GET.get("state", NeedState.OPEN), request.GET.get("of") == "all"
    wanted = WantedNeeds(state=state if state in set(NeedState) else NeedState.OPEN, near=not everybody)
    if sheets.wanted(request):
        return exports.needs(actor, day, wanted)

    def rows(limit: int, offset: int) -> list[dict[str, Any]]:
        return [_row(line) for line in needs_in_scope(actor, day, wanted, limit=limit, offset=offset)]

    here, of = reverse("mobile:needs"), "&of=all" if everybody else ""
    tabs = [
        (word, f"{here}?state={value}{of}", value == wanted.state, None)
        for word, value in (
            (pgettext("needs", "Open"), NeedState.OPEN),
            (pgettext("needs", "Met"), NeedState.MET),
            (pgettext("needs", "Given up"), NeedState.GIVEN_UP),
        )
    ]
    page = page_of(request, count_needs(actor, day, wanted), rows, ON_A_PAGE)
    return render(request, "mobile/needs.html", framed(request, page=page, tabs=tabs, wanted=wanted))


@never_cache
@login_required
@require_safe
def need(request: HttpRequest, need: int) -> HttpResponse:
    """One need: what is needed, what was done about it, and what the reader can do now."""
    actor = actor_of(request)
    card = need_in_scope(actor, need, this_day())
    context = framed(
        request,
        card=card,
        row=_row(card.line),
        entry=_entry(actor, card.line),
        acts=[(move, STEPS[move].title) for move in STEPS if move in card.moves],
        may_show=bool({NeedMove.SHOW, NeedMove.HIDE} & card.moves),
        history=[(step, _(MOVE_LABELS[step.kind])) for step in reversed(card.steps)],
    )
    return render(request, "mobile/need.html", context)


def _entry(by: Actor, line: NeedLine) -> LogLine | None:
    """The log entry it was written with, where the reader may see it."""
    if line.log_entry is None:
        return None
    try:
        found = log_entry(by, line.log_entry)
    except NotThere:
        return None
    return None if found.withdrawn else found


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, need: int, move: str) -> HttpResponse:
    """One step about a need, by its form."""
    actor, day = actor_of(request), this_day()
    line = need_in_scope(actor, need, day).line
    if move not in set(STEPS) or not actor.acts_for(line.organisation):
        raise NotThere
    doing = STEPS[NeedMove(move)]
    form = form_of(NeedMove(move), line, day, request.POST or None, request.FILES or None, uuid.uuid4().hex)
    if request.method == "POST" and form.is_valid():
        try:
            doing.do(actor, need, form.cleaned_data)
        except NotThere:
            raise
        except Refused as refused:
            field = {"met_by": "met_by_words"}.get(refused.field, refused.field)
            form.add_error(field if field in form.fields else None, explain(refused))
        else:
            messages.success(request, _(doing.done))
            return redirect("mobile:need", need)
    context = framed(request, form=form, line=line, doing=doing)
    return render(request, "mobile/need_step.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def show(request: HttpRequest, need: int) -> HttpResponse:
    """Show it to everybody, or only to the network again."""
    public = request.POST.get("public") == "yes"
    show_need(by=actor_of(request), need=need, public=public)
    messages.success(request, _("Everybody sees it now.") if public else _("Only the network sees it now."))
    return redirect("mobile:need", need)


@login_required
@require_safe
def file(request: HttpRequest, file: int) -> HttpResponseBase:
    """A file that proves that a need was met: photographs in the page, documents to keep."""
    line, opened = open_need_file(actor_of(request), file)
    answer: HttpResponseBase
    if line.is_photo:
        with opened:
            answer = HttpResponse(opened.read(), content_type=line.media_type)
    else:
        answer = FileResponse(
            opened, as_attachment=True, filename=line.name, content_type="application/octet-stream"
        )
    answer["Cache-Control"] = "private, no-cache"
    return answer
