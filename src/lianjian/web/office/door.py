"""The door of the office: people who run an organisation, or negotiate for it, and the network administrator."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.views.decorators.cache import never_cache

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    View = Callable[..., HttpResponse]


def in_office(view: View) -> View:
    """Ask to sign in; answer as if nothing were there to whoever runs no organisation today."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not actor_of(request).holds(*NEGOTIATORS):
            raise NotThere
        return view(request, *args, **kwargs)

    return never_cache(login_required(guarded))


def in_network(view: View) -> View:
    """Ask to sign in; answer as if nothing were there to whoever holds no mandate today. For what every member may read,
    and what experts decide about themselves."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        actor = actor_of(request)
        if not actor.organisations and not actor.network_wide:
            raise NotThere
        return view(request, *args, **kwargs)

    return never_cache(login_required(guarded))
