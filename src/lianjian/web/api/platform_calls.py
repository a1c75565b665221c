"""The address at which platforms tell us by themselves what became of a delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lianjian.apps.matrix.actions.hear_platform import hear_platform
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST = 65_536  # bytes; what platforms tell is a page at most


@csrf_exempt  # the platform signs what it says; it has no session here
@require_http_methods(["GET", "POST"])
def platform_call(request: HttpRequest, outlet: str) -> HttpResponse:
    """Answers as the platform expects; 404 to everybody who is not the platform."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST:
        raise Http404
    query = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    try:
        answer = hear_platform(
            by=Actor.system("matrix.platform"),
            outlet=outlet,
            query=query,
            body=request.body,
            headers=request.headers,
        )
    except NotThere as nobody:
        raise Http404 from nobody
    return HttpResponse(answer, content_type="text/plain; charset=utf-8")
