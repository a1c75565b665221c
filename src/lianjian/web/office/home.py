"""What is due at the office: answers to look at, agreements under way, terms that end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.shortcuts import render

from lianjian.apps.agreements.queries import (
    agreements_of,
    answers_waiting,
    count_agreements,
    count_answers_waiting,
)
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
UNDER_WAY = (State.DRAFT, State.SIGNING, State.PARTIAL)


@in_office
def due(request: HttpRequest) -> HttpResponse:
    """The first page."""
    actor, today = actor_of(request), this_day()
    waiting = answers_waiting(actor, limit=SHOWN)
    under_way = agreements_of(actor, states=UNDER_WAY, limit=SHOWN)
    ending = mandates(actor).filter(ends_on__gte=today, ends_on__lte=today + SOON).order_by("ends_on")
    context = framed(
        request,
        waiting=[
            (one, answer, ANSWER_MARKS[answer.state], ANSWER_WORDS[answer.state]) for one, answer in waiting
        ],
        waiting_count=count_answers_waiting(actor),
        under_way=[(line, AGREEMENT_MARKS[line.state], STATE_WORDS[line.state]) for line in under_way],
        under_way_count=count_agreements(actor, states=UNDER_WAY),
        ending=[(mandate, ROLE_WORDS[mandate.role]) for mandate in ending[:SHOWN]],
        **of_home(actor),
    )
    return render(request, "office/home.html", context)
