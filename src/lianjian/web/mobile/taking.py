"""A form of the phone pages that was taken says so to the phone, which then lets go of what it kept of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

COOKIE = "taken"
SECONDS = 86_400
"""The next page of the phone reads it and throws it away."""
_KEY = re.compile(r"[0-9a-f]{32}")


class TakenMiddleware:
    """Sends ``kept_key`` of a form back as a cookie where its answer leads on.

    A form is taken where the answer to its POST is a redirect: a refused one is shown again. The way to the
    sign-in page is none: there the session had ended, and nothing was taken.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        home = reverse("mobile:today")
        if request.method != "POST" or not request.path.startswith(home) or "Location" not in response:
            return response
        key = request.POST.get("kept_key", "")
        if _KEY.fullmatch(key) and not response["Location"].startswith(resolve_url(settings.LOGIN_URL)):
            response.set_cookie(
                COOKIE,
                key,
                max_age=SECONDS,
                path=home,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response
