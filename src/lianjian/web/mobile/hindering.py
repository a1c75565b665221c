"""Saying what stands in the way of a commitment: both sides see it there and on the board."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from lianjian.apps.projects.queries import commitment_card
from lianjian.apps.projects.rules.commitments import RUNNING
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.steps import Words, refuse

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class ObstacleForm(Words):
    """What stands in the way."""

    text = forms.CharField(
        label=gettext_lazy("What stands in the way"),
        strip=False,
        help_text=gettext_lazy("One sentence: what is missing, and who could help."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def raise_one(request: HttpRequest, commitment: int) -> HttpResponse:
    """The form, for whoever acts for a side of a commitment that is not done."""
    actor = actor_of(request)
    line = commitment_card(actor, commitment, this_day()).line
    side = next((one for one in (line.giver, line.receiver) if actor.acts_for(one)), None)
    if side is None or line.state not in RUNNING:
        raise NotThere
    form = ObstacleForm(request.POST or None, initial={"client_key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            raise_obstacle(
                by=actor,
                organisation=side,
                commitment=commitment,
                text=form.cleaned_data["text"],
                client_key=form.cleaned_data["client_key"],
            )
        except NotThere:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Written down. Both sides see it, and it stands on the board."))
            return redirect("mobile:commitment", commitment)
    context = framed(request, form=form, line=line)
    return render(request, "mobile/hindering.html", context, status=422 if form.errors else 200)
