"""Photographs and files of evidence: every request is asked for whom. Never under /media/."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from lianjian.apps.coordination.queries import open_photo, open_photo_of
from lianjian.apps.projects.queries import commitment_card, open_evidence
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import this_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.files.base import File
    from django.http import HttpRequest, HttpResponseBase

SIZES = ("small", "large")


@login_required
@require_safe
def photo(request: HttpRequest, photo: int, size: str) -> HttpResponseBase:
    """A photograph of the log, for whoever sees its entry."""
    opening = partial(open_photo, actor_of(request), photo, small=is_small(size))
    return as_jpeg(request, f"photo-{photo}-{size}", opening)


@login_required
@require_safe
def commitment_photo(request: HttpRequest, commitment: int, photo: int, size: str) -> HttpResponseBase:
    """A photograph of an entry that proves a step of a commitment, for whoever sees the commitment."""
    small = is_small(size)
    for step in commitment_card(actor_of(request), commitment, this_day()).steps:
        entry = step.log_entry
        if entry is not None and any(one.id == photo for one in entry.photos):
            opening = partial(open_photo_of, entry.id, photo, small=small)
            return as_jpeg(request, f"photo-{photo}-{size}", opening)
    raise NotThere


@login_required
@require_safe
def evidence(request: HttpRequest, file: int) -> HttpResponseBase:
    """A file of evidence: photographs in the page, documents to keep."""
    line, opened = open_evidence(actor_of(request), file)
    answer: HttpResponseBase
    if line.media_type == "image/jpeg":
        with opened:
            answer = HttpResponse(opened.read(), content_type=line.media_type)
    else:
        answer = FileResponse(
            opened, as_attachment=True, filename=line.name, content_type="application/octet-stream"
        )
    answer["Cache-Control"] = "private, no-cache"
    return answer


def is_small(size: str) -> bool:
    """Whether the address asks for the small form. Raises NotThere for any other word."""
    if size not in SIZES:
        raise NotThere
    return size == "small"


def as_jpeg(request: HttpRequest, tag: str, opening: Callable[[], File[bytes]]) -> HttpResponseBase:
    """The picture, or "not changed". A kept copy is shown only after asking again: it is another person's
    question each time."""
    mark = f'"{tag}"'
    with opening() as opened:
        if request.headers.get("If-None-Match") == mark:
            answer: HttpResponseBase = HttpResponseNotModified()
        else:
            answer = HttpResponse(opened.read(), content_type="image/jpeg")
    answer["ETag"] = mark
    answer["Cache-Control"] = "private, no-cache"
    return answer
