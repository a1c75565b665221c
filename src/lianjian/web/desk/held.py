"""Texts that did not go out at their hour, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.newsroom.actions.settle_held_story import settle_held_story
from lianjian.apps.newsroom.queries.held import held_back
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.desk.matrix_frame import framed
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.models import HeldBack

ON_A_PAGE = 30


def shown(row: HeldBack) -> dict[str, Any]:
    """One of them for a page: the title of the latest text, and why in the reader's language."""
    revision = row.story.latest_revision
    return {
        "row": row,
        "title": (revision.object_str if revision else "") or str(row.story),
        "why": explain(row.refusal()),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """What nobody has dealt with yet (``?all=1``: all of them); a POST says of one that it is dealt with."""
    actor = actor_of(request)
    if request.method == "POST":
        held = whole_number(request.POST.get("held", ""))
        if held is None:
            raise NotThere
        settle_held_story(by=actor, held=held)
        messages.success(request, _("Written down."))
        return redirect("desk_held")
    everything = request.GET.get("all") == "1"
    rows = held_back(actor, settled=everything)
    if sheets.wanted(request):
        columns = [_("Story"), _("Set for"), _("Why it did not go out"), _("Dealt with")]
        cells = [
            [one["title"], one["row"].due_at, one["why"], one["row"].settled_at] for one in map(shown, rows)
        ]
        return sheets.workbook(_("Did not go out"), columns, cells)
    page = page_of(
        request,
        rows.count(),
        lambda limit, offset: [shown(row) for row in rows[offset : offset + limit]],
        ON_A_PAGE,
    )
    return render(request, "desk/held.html", framed(request, page=page, everything=everything))
