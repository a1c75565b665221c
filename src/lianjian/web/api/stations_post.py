"""Where village stations post sealed parcels. Whoever posts is told nothing: receipts come sealed, beside the feed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lianjian.apps.islands.actions.keep_parcel import SMALLEST, keep_parcel
from lianjian_feed.parcels import CAP
from lianjian_feed.sealing import OVERHEAD

if TYPE_CHECKING:
    from django.http import HttpRequest

LARGEST = CAP + OVERHEAD + CAP // 1024  # bytes of a sealed parcel
OFTEN, SPAN = 120, 600
"""Parcels from one address in so many seconds: a county's stations may share one line."""


@csrf_exempt  # a station has no session; what it sends is sealed and signed inside
@require_POST
def stations_post(request: HttpRequest) -> HttpResponse:
    """202 for anything of a parcel's size, known or not, good or not; 413 and 411 before a byte is read, 429 for too many,
    503 where there is no room."""
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 12):  # noqa: PLR2004 - digits of any size we would read
        return HttpResponse(status=411)
    if not SMALLEST <= int(length) <= LARGEST:
        return HttpResponse(status=413)
    if _comes_too_often(request):
        return HttpResponse(status=429, headers={"Retry-After": str(SPAN)})
    data = request.read(int(length))
    if len(data) != int(length):
        return HttpResponse(status=400)
    if not keep_parcel(data):
        return HttpResponse(status=503, headers={"Retry-After": "3600"})
    return HttpResponse(status=202)


def _comes_too_often(request: HttpRequest) -> bool:
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    address = forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")
    key = f"parcels:{hashlib.sha256(f'{settings.SECRET_KEY}{address}'.encode()).hexdigest()[:32]}"
    cache.add(key, 0, SPAN)
    try:
        return cache.incr(key) > OFTEN
    except ValueError:  # its time ran out just now
        return False
