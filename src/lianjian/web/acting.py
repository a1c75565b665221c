"""Who asks: every request carries its actor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject

from lianjian.apps.parties.queries import actor_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from lianjian.foundation.actor import Actor


class ActorMiddleware:
    """Sets ``request.actor`` (computed when first asked for: most public pages never ask)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lazy: Any = SimpleLazyObject(lambda: _actor(request))
        request.actor = lazy  # type: ignore[attr-defined] # read back by actor_of below
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request."""
    actor: Actor = request.actor  # type: ignore[attr-defined] # set by ActorMiddleware
    return actor


def _actor(request: HttpRequest) -> Actor:
    account = request.user if request.user.is_authenticated else None
    return actor_for(account)
