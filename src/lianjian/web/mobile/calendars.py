"""The address of one's own calendar: drawn, shown once with its QR code, drawn anew, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.reminders.actions.close_calendar import close_calendar
from lianjian.apps.reminders.actions.open_calendar import open_calendar
from lianjian.apps.reminders.queries import calendar_opened_at
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """A POST draws a new address, which this answer alone shows, or (``close``) closes the one there is."""
    actor, address = actor_of(request), ""
    if request.method == "POST" and "close" in request.POST:
        close_calendar(by=actor)
        messages.success(request, _("Closed: the address answers no more."))
        return redirect("mobile:calendar")
    if request.method == "POST":
        address = settings.BASE_URL + reverse("calendar-feed", args=[open_calendar(by=actor)])
    context = framed(
        request,
        address=address,
        webcal="webcal://" + address.split("://", 1)[-1] if address else "",
        opened_at=calendar_opened_at(actor),
        may=bool(actor.organisations),
    )
    return render(request, "mobile/calendar.html", context)
