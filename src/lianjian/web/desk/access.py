"""The door of the desk: people who hold a mandate in a newsroom today, and the network administrator. Nobody else."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.utils.datastructures import MultiValueDictKeyError

from lianjian.apps.newsroom.actions.align_desk_groups import align_desk_groups
from lianjian.apps.newsroom.queries import newsrooms
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.desk.doors import require_open

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    View = Callable[..., HttpResponseBase]

ALIGNED = "desk_aligned"

# Wagtail's editor writes style attributes and style elements from its scripts; scripts stay under the house's policy.
_POLICY = {"style-src-attr": ["'unsafe-inline'"], "style-src-elem": ["'self'", "'unsafe-inline'"]}


def newsroom_only(view: View) -> View:
    """Answer as if nothing were there to anybody who does not work in a newsroom today.

    Mandates end by date without an event, so the groups that Wagtail asks for are brought in line here once a session and
    whenever the mandates have changed.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), login_url=settings.LOGIN_URL)
        actor = actor_of(request)
        if not actor.network_wide and not newsrooms(actor):
            raise NotThere
        require_open(request, actor)
        held = sorted(f"{mandate.organisation}:{mandate.role}" for mandate in actor.mandates)
        if request.session.get(ALIGNED) != held:
            align_desk_groups(by=actor, account=actor.account)
            request.session[ALIGNED] = held
            for cached in ("_perm_cache", "_group_perm_cache", "_user_perm_cache"):
                request.user.__dict__.pop(cached, None)
        request.user.first_name = actor.name  # Wagtail's menu shows it; in memory only
        try:
            return view(request, *args, **kwargs)
        except MultiValueDictKeyError as incomplete:  # Wagtail reads forms as if nobody ever sent half of one
            raise BadRequest from incomplete

    return csp_update(_POLICY)(guarded)
