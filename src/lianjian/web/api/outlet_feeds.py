"""Feeds over HTTP: an outlet fetches with the address that only it knows, and that is written down as evidence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from lianjian.apps.matrix.actions.record_fetch import record_fetch
from lianjian.apps.matrix.queries.feeds import feed_for
from lianjian.apps.matrix.rules.feeds import Form
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import NotThere, Unreachable

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

TELLING = timedelta(seconds=2)
"""Last-Modified counts in whole seconds: it is said only once no second change can fall into the same one."""


@require_safe
def outlet_feed(request: HttpRequest, outlet: str, token: str, form: str) -> HttpResponseBase:
    """The feed of one outlet; 304 where the client has it already, 503 while the outlet is paused."""
    try:
        document = feed_for(token, outlet, Form(form))
    except (ValueError, NotThere) as nothing:
        raise Http404 from nothing
    except Unreachable as later:
        return HttpResponse(status=503, headers={"Retry-After": str(int(later.after or 0))})
    response = HttpResponse(document.body, content_type=document.content_type)
    response["ETag"] = document.etag
    response["Cache-Control"] = "private, no-cache"
    if document.link:
        response["Link"] = document.link
    modified = None
    if timezone.now() - document.updated > TELLING:
        modified = int(document.updated.timestamp())
        response["Last-Modified"] = http_date(modified)
    answer = get_conditional_response(request, document.etag, modified, response)
    if request.method == "GET":
        record_fetch(
            by=Actor.system("feeds"),
            token=token,
            form=form,
            etag=document.etag,
            stories=document.stories,
            agent=request.headers.get("User-Agent", ""),
            whole=answer is None or answer.status_code == HttpResponse.status_code,
        )
    return answer if answer is not None else response
