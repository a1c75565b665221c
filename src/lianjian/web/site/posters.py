"""A call on paper: its code as a picture to download, and a poster to hang up."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import segno
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from lianjian.web.site.calling import found_call
from lianjian.web.site.frame import framed

if TYPE_CHECKING:
    from django.http import HttpRequest

PICTURES = {"png": "image/png", "svg": "image/svg+xml"}
SCALE = {"png": 20, "svg": 8}
"""Pixels or units of one square: a PNG of about 800 pixels prints 7 cm wide at 300 dots an inch."""


@require_safe
def picture(request: HttpRequest, key: str, form: str) -> HttpResponse:  # noqa: ARG001 - the shape of views
    """The code of a call's address (ISO/IEC 18004, level M, with its quiet zone of four squares)."""
    if form not in PICTURES:
        raise Http404
    address = f"{settings.BASE_URL}{reverse('site:call', args=[found_call(key).key])}"
    file = BytesIO()
    segno.make_qr(address, error="m").save(file, kind=form, scale=SCALE[form], border=4)
    answer = HttpResponse(file.getvalue(), content_type=PICTURES[form])
    answer["Content-Disposition"] = content_disposition_header(True, f"{key}.{form}") or ""
    return answer


@require_safe
def poster(request: HttpRequest, key: str) -> HttpResponse:
    """One sheet with the title, the code and the address."""
    this = found_call(key)
    address = f"{settings.BASE_URL}{reverse('site:call', args=[key])}"
    return render(request, "site/call_poster.html", framed(request, call=this, address=address))
