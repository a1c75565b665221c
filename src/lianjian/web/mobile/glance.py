"""A leader's glance: what is late and with whom, who is stuck, what was achieved, when the next meeting is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.coordination.queries import count_groups, groups_of, runs_a_group
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.glancing import RECENT, due_rows, look

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.coordination.queries import GroupCard


@dataclass(frozen=True, slots=True)
class Bar:
    """One organisation's share of what is late: ``late`` of ``running``, and widths in thousandths of the
    longest bar."""

    organisation: int
    name: str
    late: int
    running: int
    late_width: int
    width: int


CHIPS = 12
"""Groups side by side above the glance; all of them stand on the page of groups."""


def _chosen(request: HttpRequest) -> tuple[list[GroupCard], GroupCard]:
    """The first of the groups the reader runs and the one to look at. Raises NotThere for everybody else."""
    actor, wanted = actor_of(request), request.GET.get("group", "")
    groups = groups_of(actor, CHIPS, run=True)
    if not wanted and groups:
        return groups, groups[0]
    for group in groups:
        if wanted == str(group.id):
            return groups, group
    number = whole_number(wanted)
    if number is not None:
        for group in groups_of(actor, run=True, only=number):
            return [group, *groups[: CHIPS - 1]], group
    raise NotThere


@never_cache
@login_required
@require_safe
def glance(request: HttpRequest) -> HttpResponse:
    """One screen. Whoever runs no group is told so."""
    actor, day = actor_of(request), this_day()
    if not runs_a_group(actor):
        return render(request, "mobile/no_group.html", framed(request, runs=False))
    groups, group = _chosen(request)
    seen = look(actor, group, day)
    longest = max((total for _key, _name, _late, total in seen.by_house), default=1) or 1
    bars = [
        Bar(key, name, late, total, 1000 * late // longest, 1000 * total // longest)
        for key, name, late, total in seen.by_house
    ]
    context = framed(
        request,
        runs=True,
        groups=groups,
        groups_count=count_groups(actor, run=True),
        group=group,
        seen=seen,
        bars=bars,
        recent=RECENT.days,
    )
    return render(request, "mobile/glance.html", context)


@never_cache
@login_required
@require_safe
def rows(request: HttpRequest, show: str) -> HttpResponse:
    """The rows behind a number of the glance."""
    actor, day = actor_of(request), this_day()
    _groups, group = _chosen(request)
    seen = look(actor, group, day)
    chosen = request.GET.get("organisation", "")
    context: dict[str, Any] = {"group": group, "show": show, "house": ""}
    if show in {"late", "open"}:
        only_late = show == "late"
        counted = [one for one in seen.by_house if not chosen or str(one[0]) == chosen]
        house = counted[0][0] if chosen and counted else None
        lines = [] if chosen and house is None else due_rows(actor, group, day, late=only_late, house=house)
        context |= {"lines": lines, "house": counted[0][1] if house is not None else ""}
        context["number"] = sum(one[2] if only_late else one[3] for one in counted)
        context["title"] = _("What is late") if only_late else _("What is open")
    elif show == "stuck":
        context |= {"obstacles": seen.obstacles, "title": _("Who is stuck")}
    elif show == "achieved":
        context |= {"confirmed": seen.confirmed, "outcomes": seen.outcomes, "title": _("What was achieved")}
    else:
        raise NotThere
    return render(request, "mobile/glance_rows.html", framed(request, runs=True, **context))
