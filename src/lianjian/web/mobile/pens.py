"""The pen of a draft, for a thumb: take it, decline it, offer it, or give it where nobody can write any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.agreements.queries import pen_card
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed
from lianjian.web.penning import form_for, move_pen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pen(request: HttpRequest, agreement: int) -> HttpResponse:
    """Who holds the pen, and what the reader may do about it."""
    card = pen_card(actor_of(request), agreement)
    form, refusal = form_for(request, card), ""
    bad = request.method == "POST"
    if bad:
        said, refusal = move_pen(request, card, form)
        if said:
            messages.success(request, said)
            return redirect("mobile:pen", agreement)
    context = framed(request, card=card, form=form, refusal=refusal)
    return render(request, "mobile/pen.html", context, status=422 if bad else 200)
