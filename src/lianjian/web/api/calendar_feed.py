"""A person's calendar over HTTP: whoever has the address reads it, without a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from lianjian.apps.reminders.queries import calendar_for
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

LONGEST = 64


@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar; 304 where the client has it already, 404 where the address was closed or never open."""
    if len(secret) > LONGEST:
        raise Http404
    try:
        document = calendar_for(secret, timezone.now())
    except NotThere as nothing:
        raise Http404 from nothing
    response = HttpResponse(document.body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = document.etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return get_conditional_response(request, document.etag, None, response) or response
