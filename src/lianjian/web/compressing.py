"""Pages go out compressed: a village on 3G pays for every kilobyte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.middleware.gzip import GZipMiddleware

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class PageGZipMiddleware(GZipMiddleware):
    """Compresses HTML and nothing else: static files lie compressed already, photographs are, and the files of
    stations and outlets are compared byte by byte.

    BREACH guesses a secret from the length of compressed answers that hold it beside words of the attacker. The one
    secret in our pages, the CSRF token, is masked anew in each answer, so no two guesses meet the same bytes; Django
    adds a random length on top (Heal-the-BREACH), and the session cookie does not come along to requests that
    another site makes a browser send (SameSite=Lax).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
