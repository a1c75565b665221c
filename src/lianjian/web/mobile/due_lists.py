"""All of what is due of one urgency, by the page: where the first page shows only the most urgent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.mobile import exports
from lianjian.web.mobile.dues import When, names, ordered
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.owing import balance

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.web.mobile.dues import Due

ON_A_PAGE = 30
SIDES = ("mine", "theirs")


@never_cache
@login_required
@require_safe
def due(request: HttpRequest, side: str, when: str) -> HttpResponse:
    """What I owe (``mine``) or what others owe me (``theirs``), of one urgency."""
    if side not in SIDES or when not in set(When):
        raise NotThere
    actor, day, stretch = actor_of(request), this_day(), When(when)

    def rows(limit: int, offset: int) -> list[Due]:
        """Several sources make one list: a page needs the first of each up to its end."""
        owed = balance(actor, day, most=offset + limit, only=stretch)
        return ordered(owed.mine if side == "mine" else owed.theirs)[offset : offset + limit]

    counted = balance(actor, day, most=ON_A_PAGE, only=stretch)
    count = (counted.mine_counts if side == "mine" else counted.theirs_counts)[stretch]
    name = names()[stretch]
    if side == "theirs" and stretch is When.WAITING:
        name = _("Waits for others")
    if sheets.wanted(request):
        return exports.due(name, rows(sheets.MOST_ROWS + 1, 0))
    page = page_of(request, count, rows, ON_A_PAGE)
    context = framed(request, side=side, name=name, page=page)
    return render(request, "mobile/due_list.html", context)
