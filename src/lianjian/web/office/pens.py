"""The pen of a draft: who holds it, and handing it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjian.apps.agreements.queries import pen_card
from lianjian.web.acting import actor_of
from lianjian.web.office.door import in_office
from lianjian.web.office.frame import framed
from lianjian.web.penning import form_for, move_pen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@in_office
def pen(request: HttpRequest, agreement: int) -> HttpResponse:
    """Who holds the pen; offer it, take it, decline it, or give it where nobody can write any more."""
    card = pen_card(actor_of(request), agreement)
    form, refusal = form_for(request, card), ""
    bad = request.method == "POST"
    if bad:
        said, refusal = move_pen(request, card, form)
        if said:
            messages.success(request, said)
            return redirect("office:pen", agreement)
    title = _("The pen")
    context = framed(
        request,
        card=card,
        form=form,
        refusal=refusal,
        title=title,
        crumbs=[
            (_("Agreements"), reverse("office:agreements")),
            (card.title, reverse("office:agreement", args=[agreement])),
            (title, ""),
        ],
    )
    return render(request, "office/pen.html", context, status=422 if bad else 200)
