"""What is due comes first: the page everybody lands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from lianjian.apps.agreements.queries import agreement_card, agreements_of
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@login_required
def today(request: HttpRequest) -> HttpResponse:
    """What waits for my signature, then all agreements of my organisations."""
    actor = actor_of(request)
    lines = agreements_of(actor)
    waiting = [line for line in lines if agreement_card(actor, line.id).sign_for]
    return render(request, "mobile/today.html", framed(request, agreements=lines, waiting=waiting))
