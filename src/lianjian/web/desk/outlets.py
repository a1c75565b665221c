"""The board of the outlets: what waits where, and which of them stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianjian.apps.matrix import queries
from lianjian.apps.matrix.actions.pause_outlet import pause_outlet
from lianjian.apps.matrix.actions.resume_outlet import resume_outlet
from lianjian.apps.matrix.rules.limits import FIELDS
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.desk.matrix_frame import FAMILIES, framed, types_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.matrix.queries import BoardLine

SHOWN = 40


@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """All outlets by family."""
    lines = queries.board(actor_of(request))
    kinds: dict[str, list[BoardLine]] = {}
    for line in lines:
        kinds.setdefault(line.outlet.kind, []).append(line)
    context = framed(
        request,
        kinds=[(FAMILIES[kind], queries.kind_word(kind), of) for kind, of in kinds.items()],
        lines=lines,
        types=types_of(line.outlet for line in lines),
        ready=sum(line.outlet.state == "ready" for line in lines),
        without_credentials=sum(line.outlet.state == "needs-credentials" for line in lines),
        paused=sum(line.outlet.state == "paused" for line in lines),
    )
    return render(request, "desk/outlets.html", context)


@never_cache
@require_safe
def outlet(request: HttpRequest, key: str) -> HttpResponse:
    """One outlet: what it takes, what waits there, the stories there by ``?group=``."""
    return _show(request, key, "")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """Pause or resume. By GET, as after a refusal the page is loaded again: back to the outlet."""
    verbs = {"pause": pause_outlet, "resume": resume_outlet}
    if verb not in verbs:
        raise Http404
    if request.method != "POST":
        return redirect("desk_outlet", key)
    try:
        row = verbs[verb](by=actor_of(request), outlet=key)
    except (NotThere, NotAllowed):
        raise
    except Refused as refused:
        return _show(request, key, explain(refused))
    said = _("%(outlet)s is paused.") if verb == "pause" else _("%(outlet)s goes on.")
    messages.success(request, said % {"outlet": row.name})
    return redirect("desk_outlet", key)


def _show(request: HttpRequest, key: str, fault: str) -> HttpResponse:
    actor = actor_of(request)
    card = queries.outlet(actor, key)
    group = request.GET.get("group", "")
    stories, total = queries.stories_at(actor, key, group, limit=SHOWN)
    line = card.line
    figures = [
        ("person", _("wait for us"), line.by_person),
        ("unknown", _("unknown"), line.unknown),
        ("system", _("in the system's hands"), line.by_system),
        ("outlet", _("with the outlet"), line.by_outlet),
        ("published", _("published"), line.published),
    ]
    context = framed(
        request,
        card=card,
        line=line,
        outlet=line.outlet,
        account=queries.account(actor, key),
        type=types_of(queries.outlets(actor))[key],
        figures=figures,
        group=group,
        tabs=[(_("All"), "?", not group, None)]
        + [(name, f"?group={word}", group == word, number) for word, name, number in figures],
        stories=stories,
        total=total,
        limits=[(name, limit) for name in FIELDS if (limit := line.outlet.limits.get(name)) is not None],
        fault=fault,
        now=timezone.now(),
    )
    return render(request, "desk/outlet.html", context, status=422 if fault else 200)
