"""Pictures of the site, from the installation's own folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.views.static import serve

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One file under MEDIA_ROOT. A drawing opened by itself runs in a sandbox: an SVG may carry scripts."""
    if ".." in path.split("/"):
        raise Http404
    answer = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
