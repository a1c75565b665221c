"""The language switch, and the specimen of every component (mounted by tests only)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from lianjian.web.kit import specimens
from lianjian.web.kit.templatetags.kit import asset

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the language in a cookie and go back to ``next``.

    A link and not a form: pages stay free of CSRF cookies and can be cached; twice changes nothing.
    """
    if code not in dict(settings.LANGUAGES):
        raise Http404
    to = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        to, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        to = "/"
    response = HttpResponseRedirect(to)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 3600,
        path=settings.LANGUAGE_COOKIE_PATH,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    return response


@require_safe
def mark(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the shape Django asks for
    """``/favicon.ico``, which browsers ask for where a page (the desk's, a drawing's) names no icon."""
    return HttpResponseRedirect(asset("kit/mark.svg"))


@require_safe
def specimen(request: HttpRequest) -> HttpResponse:
    """Every component in every state, in either frame (``?frame=work``). Not for production."""
    return render(request, "kit/specimen.html", specimens.context(frame=request.GET.get("frame", "site")))
