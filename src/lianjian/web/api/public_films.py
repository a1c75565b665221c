"""The address at which a platform's app fetches a film that a person is about to publish there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lianjian.apps.matrix.queries import film_by_token
from lianjian.kernel.refusals import NotThere
from lianjian.web.kit import ranges

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@cache_control(private=True, no_cache=True)
@require_safe
def public_film(request: HttpRequest, token: str) -> HttpResponseBase:
    """The film of a published story to whoever has its signed address, for two days; 404 to everybody else."""
    try:
        path = film_by_token(token)
    except NotThere as nobody:
        raise Http404 from nobody
    return ranges.answer(request, path, "video/mp4")
