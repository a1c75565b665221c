"""What is due comes first: the page everybody lands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.coordination.queries import runs_a_group
from lianjian.apps.coordination.queries.gathering_guests import invitations_to_answer
from lianjian.apps.islands.queries import WantedRequests, count_requests
from lianjian.apps.newsroom.queries.held import held_back
from lianjian.apps.newsroom.queries.planning import my_assignments
from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.apps.parties.queries import current_posting, organisation_names
from lianjian.apps.parties.queries.handovers import handovers_under_way
from lianjian.apps.projects.queries import count_enquiries_waiting
from lianjian.web.acting import actor_of
from lianjian.web.mobile.dues import stretches
from lianjian.web.mobile.entry_form import blank_form
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.owing import SHOWN, balance
from lianjian.web.mobile.subjects import kept_for_offline, subjects

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from lianjian.foundation.actor import Actor


@never_cache
@login_required
def today(request: HttpRequest) -> HttpResponse:
    """The entry, what I owe by urgency, what others owe me; one clear sentence for whoever has no mandate."""
    actor, day = actor_of(request), this_day()
    handing = handovers_under_way(actor)
    if not actor.organisations:
        return render(request, "mobile/no_mandate.html", framed(request, runs=False, handing=handing))
    owed = balance(actor, day)
    mine = stretches(owed.mine, owed.mine_counts, SHOWN)
    theirs = stretches(owed.theirs, owed.theirs_counts, SHOWN)
    runs = runs_a_group(actor)
    choices = subjects(actor, day, owed)
    in_newsroom = bool(newsrooms_of(actor))
    context = framed(
        request,
        runs=runs,
        mine=mine,
        theirs=theirs,
        day=day,
        assigned=my_assignments(actor, open_only=True).count() if in_newsroom else 0,
        held=held_back(actor).count() if in_newsroom else 0,
        enquiries=count_enquiries_waiting(actor),
        asked=count_requests(actor, day, WantedRequests()),
        may_note=any(mandate.role in NEGOTIATORS for mandate in actor.mandates),
        posting=_posting(actor, day),
        handing=handing,
        invitations=invitations_to_answer(actor, timezone.now()),
        form=blank_form(actor, choices),
        about=choices,
        kept=kept_for_offline(actor, choices, owed),
    )
    return render(request, "mobile/today.html", context)


def _posting(by: Actor, day: date) -> dict[str, Any] | None:
    """Where ``by`` is first secretary, of which batch, and how many days are left of the term."""
    names = organisation_names(by.organisations)
    for key in sorted(by.organisations):
        held = current_posting(key, day)
        if held is not None and held.person_id == by.person:
            return {"village": names[key], "batch": held.batch, "left": (held.ends_on - day).days}
    return None
