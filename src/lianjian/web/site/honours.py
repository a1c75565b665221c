"""Proofs of honours: a picture in the page, a document to keep; each request is asked for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_safe

from lianjian.apps.parties.queries.honours import open_proof
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@require_safe
def proof(request: HttpRequest, proof: int) -> HttpResponseBase:
    """A proof, for whoever sees the honour: everybody where it is shown to everybody."""
    line, opened = open_proof(actor_of(request), proof)
    answer: HttpResponseBase
    if line.picture:
        with opened:
            answer = HttpResponse(opened.read(), content_type=line.media_type)
    else:
        answer = FileResponse(
            opened, as_attachment=True, filename=line.name, content_type="application/octet-stream"
        )
    answer["Cache-Control"] = "private, no-cache"
    return answer
