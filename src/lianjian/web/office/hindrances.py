"""All obstacles one may see: what stands, with owner and age; how others removed theirs, to be searched; handing over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.projects.actions.hand_over_obstacle import hand_over_obstacle
from lianjian.apps.projects.queries import (
    count_obstacles_open,
    count_obstacles_removed,
    obstacles_open,
    obstacles_removed,
)
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import paging, sheets
from lianjian.web.office.choosing import offer, people_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.obstacles import known_parties
from lianjian.web.office.projects import page_of, together_tabs, worked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = 40


class HandOverForm(OfficeForm):
    """To whom, and why."""

    owner = forms.TypedChoiceField(label=gettext_lazy("Who is to remove it"), coerce=int)
    reason = forms.CharField(label=gettext_lazy("Why it changes hands"), max_length=300)


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """What stands in the way, the oldest first; or (``?removed=yes``, ``?q=``) how others removed it."""
    actor, today = actor_of(request), this_day()
    sought = " ".join(request.GET.get("q", "").replace("\0", "").split())[:60]
    removed = request.GET.get("removed") == "yes" or bool(sought)

    def rows(limit: int, offset: int) -> list[Any]:
        if removed:
            return obstacles_removed(actor, today, words=sought, limit=limit, offset=offset)
        return obstacles_open(actor, today, limit, offset)

    if sheets.wanted(request):
        return sheets.workbook(
            _("Obstacles"),
            [
                _("In whose way"),
                _("What stands in the way"),
                _("Project"),
                _("Owner"),
                _("Since"),
                _("Days"),
                _("Removed on"),
                _("How it was removed"),
            ],
            (
                (
                    one.organisation_name,
                    one.text,
                    one.project_title or None,
                    one.owner_name or None,
                    one.since,
                    one.days,
                    one.removed_on,
                    one.how or None,
                )
                for one in rows(sheets.MOST_ROWS + 1, 0)
            ),
        )
    count = count_obstacles_removed(actor, words=sought) if removed else count_obstacles_open(actor)
    here = reverse("office:obstacles")
    context = framed(
        request,
        page=paging.page_of(request, count, rows, PAGE),
        removed=removed,
        sought=sought,
        which=[
            (_("standing"), here, not removed, None),
            (_("how others removed it"), f"{here}?removed=yes", removed, None),
        ],
        tabs=together_tabs("obstacles"),
    )
    return render(request, "office/obstacles.html", context)


@in_office
def hand_over(request: HttpRequest, project: int, obstacle: int) -> HttpResponse:
    """Give an obstacle of a project to somebody else."""
    card = worked(request, project)
    line = next((one for one in card.obstacles if one.id == obstacle), None)
    if line is None:
        raise NotThere
    form = HandOverForm(request.POST or None)
    offer(form, "owner", people_of(known_parties(actor_of(request), card), this_day()))

    def deed(values: dict[str, Any]) -> str:
        hand_over_obstacle(
            by=actor_of(request), obstacle=obstacle, owner=values["owner"], reason=values["reason"]
        )
        messages.success(request, _("Handed over."))
        return reverse("office:project", args=[project])

    page = page_of(card, _("Hand an obstacle over"))
    return run(request, form, deed, action=_("Hand it over"), quoted=line.text, **page)
