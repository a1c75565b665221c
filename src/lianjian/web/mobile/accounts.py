"""Where a reminder about an account of an outlet leads: to the outlet's page at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.matrix.queries import outlet_warned_of
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@login_required
@require_safe
def account(request: HttpRequest, warning: int) -> HttpResponse:
    """On to the outlet that a warning is about."""
    return redirect("desk_outlet", outlet_warned_of(actor_of(request), warning))
