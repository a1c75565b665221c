"""What stands in the way: the list, one obstacle, and how it was removed. Raising one is an entry of the log."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianjian.apps.coordination.queries import log_entry
from lianjian.apps.projects.actions.remove_obstacle import remove_obstacle
from lianjian.apps.projects.queries import (
    count_obstacles_open,
    obstacle_handovers,
    obstacles_open,
    project_card,
)
from lianjian.apps.projects.queries import obstacle as obstacle_in_scope
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.mobile import exports
from lianjian.web.mobile.frame import framed, this_day

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.coordination.queries import LogLine
    from lianjian.apps.projects.queries import ObstacleLine
    from lianjian.foundation.actor import Actor

ON_A_PAGE = 30


class HowForm(forms.Form):
    how = forms.CharField(
        label=gettext_lazy("How it was removed"),
        help_text=gettext_lazy("The next one who meets it will read this."),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What stands in the way, the oldest first."""
    actor, day = actor_of(request), this_day()
    if sheets.wanted(request):
        return exports.obstacles(actor, day)
    page = page_of(request, count_obstacles_open(actor), partial(obstacles_open, actor, day), ON_A_PAGE)
    return render(request, "mobile/obstacles.html", framed(request, lines=page.object_list, page=page))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def obstacle(request: HttpRequest, obstacle: int) -> HttpResponse:
    """One obstacle; a POST says how it was removed."""
    actor = actor_of(request)
    line = obstacle_in_scope(actor, obstacle, this_day())
    form = HowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            remove_obstacle(by=actor, obstacle=obstacle, how=form.cleaned_data["how"])
        except NotThere:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
        else:
            messages.success(request, _("Removed. How it was done stays readable."))
            return redirect("mobile:obstacle", obstacle)
    context = framed(
        request,
        line=line,
        form=form,
        handovers=obstacle_handovers(actor, obstacle),
        entry=_entry(actor, line),
        may_remove=_may_remove(actor, line),
    )
    return render(request, "mobile/obstacle.html", context, status=422 if form.errors else 200)


def _entry(by: Actor, line: ObstacleLine) -> LogLine | None:
    """The log entry that raised it, where the reader may see it."""
    if line.log_entry is None:
        return None
    try:
        return log_entry(by, line.log_entry)
    except NotThere:
        return None


def _may_remove(by: Actor, line: ObstacleLine) -> bool:
    """Whether to offer the form; the verb judges again."""
    if line.removed_on is not None:
        return False
    if line.owner is not None and line.owner == by.person:
        return True
    houses = {line.organisation}
    if line.project is not None:
        houses |= set(project_card(by, line.project, this_day()).party_keys)
    return any(by.acts_for(house) for house in houses)
