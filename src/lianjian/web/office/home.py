"""What is due at the office: answers to look at, agreements under way, terms that end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.shortcuts import render

from lianjian.apps.agreements.queries import agreements_of, answers, calls
from lianjian.apps.agreements.rules.responses import NEXT
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.parties.queries import mandates
from lianjian.web.acting import actor_of
from lianjian.web.office.beside import of_home
from lianjian.web.office.door import in_office
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.words import AGREEMENT_MARKS, ANSWER_MARKS, ANSWER_WORDS, ROLE_WORDS, STATE_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SOON = timedelta(days=90)
SHOWN = 12


@in_office
def due(request: HttpRequest) -> HttpResponse:
    """The first page."""
    actor, today = actor_of(request), this_day()
    waiting = [
        (one, answer, ANSWER_MARKS[answer.state], ANSWER_WORDS[answer.state])
        for one in calls(actor)
        for answer in answers(actor, one.id)
        if NEXT[answer.state] and answer.state != "declined"
    ]
    under_way = [
        (line, AGREEMENT_MARKS[line.state], STATE_WORDS[line.state])
        for line in agreements_of(actor)
        if line.state in {State.DRAFT, State.SIGNING, State.PARTIAL}
    ]
    ending = mandates(actor).filter(ends_on__gte=today, ends_on__lte=today + SOON).order_by("ends_on")
    context = framed(
        request,
        waiting=waiting[:SHOWN],
        waiting_count=len(waiting),
        under_way=under_way,
        ending=[(mandate, ROLE_WORDS[mandate.role]) for mandate in ending[:SHOWN]],
        **of_home(actor),
    )
    return render(request, "office/home.html", context)
