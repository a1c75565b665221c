"""What the pages of the matrix share: the bar, the shapes of states, and the verbs' words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from lianjian.apps.matrix.queries import how_many_wait
from lianjian.apps.parties.queries import organisation_names
from lianjian.kernel.keys import whole_number
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from lianjian.apps.matrix.queries import OutletLine

SHAPES = {
    "published": "ok",
    "accepted": "wait",
    "planned": "due",
    "sending": "wait",
    "queued": "due",
    "parked": "due",
    "needs_human": "hand",
    "withdrawal_needed": "late",
    "refused": "stop",
    "unknown": "unknown",
    "withdrawn": "withdrawn",
    "unplanned": "due",
}
"""State of a delivery -> the kit's state (shape and colour). Filled only where something is public."""

OUTLET_SHAPES = {"ready": "ok", "needs-credentials": "hand", "paused": "stop"}


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
    waiting, outlets = reverse("desk_waiting"), reverse("desk_outlets")
    wait = how_many_wait(actor)
    label = _("By hand (%(number)s)") % {"number": f"{wait:,}"} if wait else _("By hand")
    return {
        "nav": [
            (_("Desk"), reverse("wagtailadmin_home"), False),
            (_("Stories"), reverse("wagtailsnippets_newsroom_story:list"), False),
            (label, waiting, request.path.startswith((waiting, "/desk/kit/"))),
            (_("Outlets"), outlets, request.path.startswith(outlets)),
        ],
        "home_url": reverse("wagtailadmin_home"),
        "person": actor.name,
        "organisation": "、".join(names[key] for key in sorted(names)),
        "sign_out_url": reverse("entrance:sign-out"),
        **more,
    }


def types_of(outlets: Iterable[OutletLine]) -> dict[str, tuple[str, str]]:
    """One character and a short name for each outlet, by key: movable type.

    Where a platform carries several accounts, the account's own name gives the character ("公众号 · 驻友" is 驻), else the
    platform's ("抖音 · 驻友" is 抖).
    """
    lines = list(outlets)
    platforms = [line.platform for line in lines]
    found = {}
    for line in lines:
        first, _between, second = (part.strip() for part in line.name.partition("·"))
        several = platforms.count(line.platform) > 1 and second
        found[line.key] = ((second if several else first)[:1], first)
    return found


def number_of(text: str) -> int | None:
    """A row's key out of an address, None where it is none."""
    return whole_number(text)
