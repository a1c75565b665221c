"""What the pages of the matrix share: the bar, the shapes of states, and the verbs' words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy
from wagtail.admin.menu import admin_menu

from lianjian.apps.parties.queries import organisation_names
from lianjian.kernel.keys import whole_number
from lianjian.web.acting import actor_of
from lianjian.web.movable_type import SHAPES, types_of

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["FAMILIES", "OUTLET_SHAPES", "SHAPES", "framed", "number_of", "types_of"]

WORDS_SHAPES = {"waiting": "hand", "returned": "stop", "accepted": "ok", "outdated": "late"}
"""Where own words for an outlet stand -> the kit's state."""

OUTLET_SHAPES = {"ready": "ok", "needs-credentials": "hand", "paused": "stop"}


HOME_OF = {
    "desk_kit": "waiting",
    "desk_delivery": "waiting",
    "desk_ledger": "stories",
    "desk_film": "stories",
    "desk_film_act": "stories",
    "desk_versions": "stories",
    "desk_version": "stories",
    "desk_version_act": "stories",
    "desk_checks": "stories",
    "desk_coverage": "ledger",
    "desk_coverage_rows": "ledger",
}
"""Pages whose address does not begin like that of the entry under which they are found."""


FAMILIES = {
    "web": pgettext_lazy("family of outlets", "Web"),
    "wei": pgettext_lazy("family of outlets", "Social"),
    "video": pgettext_lazy("family of outlets", "Video"),
    "client": pgettext_lazy("family of outlets", "News"),
}
"""The short names of the four families, as everybody here says them."""


def framed(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The context of a page of the matrix: who is signed in, for whom, where one can go, and what the page adds."""
    actor = actor_of(request)
    names = organisation_names(actor.organisations)
    return {
        "nav": _ways(request),
        "home_url": reverse("wagtailadmin_home"),
        "person": actor.name,
        "organisation": "、".join(names[key] for key in sorted(names)),
        "sign_out_url": reverse("entrance:sign-out"),
        **more,
    }


def _ways(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """The entries of the sidebar for the bar, in its shape: (label, address, whether one is there)."""
    entries = admin_menu.render_component(request)
    match = request.resolver_match
    here = HOME_OF.get(match.view_name, "") if match is not None else ""
    if not here:
        around = [entry for entry in entries if request.path.startswith(entry.url)]
        here = max(around, key=lambda entry: len(entry.url)).name if around else ""
    return [(entry.label, entry.url, entry.name == here) for entry in entries]


def number_of(text: str) -> int | None:
    """A row's key out of an address, None where it is none."""
    return whole_number(text)
