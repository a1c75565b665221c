"""What the bar of every signed-in page needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lianjian.apps.parties.queries import organisation_names
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def framed(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The context of a page of the work face: who is signed in, for whom, and what the page adds."""
    actor = actor_of(request)
    names = organisation_names(actor.organisations)
    home = reverse("mobile:today")
    return {
        "nav": [(_("Today"), home, request.path == home)],
        "home_url": home,
        "person": actor.name,
        "organisation": "、".join(names[key] for key in sorted(names)),
        "sign_out_url": reverse("entrance:sign-out"),
        **more,
    }
