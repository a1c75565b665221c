"""How the stories about one's own organisation travelled: where each was seen, where it waits, and what nobody knows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.matrix import queries
from lianjian.apps.matrix.rules.marks import Mark
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.mobile import exports
from lianjian.web.mobile.frame import framed
from lianjian.web.movable_type import SHAPES, types_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.matrix.queries import Travel
    from lianjian.apps.matrix.queries.travels import Stop

ON_A_PAGE = 20


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The stories about my organisations, the newest first, each with its mark at every outlet."""
    actor = actor_of(request)
    if sheets.wanted(request):
        return exports.stories(actor)
    page = page_of(request, queries.count_travels(actor), partial(queries.travels, actor), ON_A_PAGE)
    rows = [(one, _marked(one)) for one in page]
    return render(request, "mobile/stories.html", framed(request, page=page, rows=rows))


@never_cache
@login_required
@require_safe
def story(request: HttpRequest, story: int) -> HttpResponse:
    """One of them: outlet by outlet, what was seen first."""
    found = queries.travel(actor_of(request), story)
    context = framed(request, one=found, sections=_sections(found), marked=_marked(found))
    return render(request, "mobile/story.html", context)


def _marked(found: Travel) -> list[tuple[Stop, str, str]]:
    """The outlets with their character and their shape."""
    types = types_of(found.stops)
    return [(stop, types[stop.key][0], SHAPES[stop.mark]) for stop in found.stops]


def _sections(found: Travel) -> list[tuple[str, list[tuple[Stop, str, str]]]]:
    """What should not be there any more comes first, then what was seen, then what is on its way, then the rest."""
    marked = _marked(found)
    groups = [
        (_("Taken back, and still there or not known to be gone"), {Mark.WITHDRAWAL_NEEDED}),
        (_("To be read there"), {Mark.PUBLISHED}),
        (_("Nobody knows"), {Mark.UNKNOWN}),
        (_("The outlet has it, nobody has seen it there yet"), {Mark.HANDED_OVER, Mark.ACCEPTED}),
        (
            _("The media centre is at work"),
            {Mark.PLANNED, Mark.QUEUED, Mark.PARKED, Mark.SENDING, Mark.NEEDS_HUMAN},
        ),
        (_("Not there"), {Mark.REFUSED, Mark.WITHDRAWN, Mark.UNPLANNED}),
    ]
    sections = [(name, [row for row in marked if row[0].mark in marks]) for name, marks in groups]
    return [section for section in sections if section[1]]
