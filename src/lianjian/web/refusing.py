"""A refusal that no view caught becomes a plain page: what was refused and what to do, never a traceback."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.shortcuts import render
from django.views.defaults import page_not_found

from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class RefusalMiddleware:
    """Turns Refused into 404, 403 or 422 with its words; gives words to a method that an address does not know."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in an address")  # PostgreSQL stores none, and nobody types one
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            # Django sends it without a word, and knows no handler for it
            page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if isinstance(exception, NotThere):
            return page_not_found(request, exception)
        status = 403 if isinstance(exception, NotAllowed) else 422
        return render(
            request, "kit/refused.html", {"explanation": explain(exception), "status": status}, status=status
        )
