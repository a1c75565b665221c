"""What the bars of every page of the office need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.reminders.queries import count_unseen
from lianjian.kernel.clock import civil_date
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest


def this_day() -> date:
    """The civil date now."""
    return civil_date(timezone.now())


def framed(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The context of a page: who is signed in, for whom, where one can go, and what the page adds."""
    actor = actor_of(request)
    names = organisation_names(actor.organisations)
    # each way with the registers that its tabs join; the first is where it leads
    ways = [
        (_("What is due"), ["office:home"]),
        (
            _("Parties"),
            ["office:parties", "office:experts", "office:hands", "office:table-new", "office:duplicates"],
        ),
        (_("Agreements"), ["office:agreements", "office:templates"]),
        (_("Commitments"), ["office:commitments", "office:board", "office:matrix", "office:fulfilment"]),
        (pgettext("of coordination", "Groups"), ["office:groups", "office:meetings"]),
        (_("Gatherings"), ["office:gatherings"]),
        (
            _("Projects"),
            ["office:projects", "office:outcomes", "office:synergy", "office:obstacles", "office:needs"],
        ),
        (_("Double link"), ["office:alliances", "office:branch-links", "office:enquiries"]),
        (_("Calls"), ["office:calls"]),
        (_("Stations"), ["office:stations", "office:inboxes"]),
    ]
    below = [(reverse(name), names[0]) for _label, names in ways for name in names]
    here = max((pair for pair in below if request.path.startswith(pair[0])), default=("", ""))[1]
    return {
        "nav": [(label, reverse(names[0]), names[0] == here) for label, names in ways]
        if actor.holds(*NEGOTIATORS)
        else [],
        "home_url": reverse("office:home" if actor.holds(*NEGOTIATORS) else "mobile:today"),
        "bell_url": reverse("office:reminders" if actor.holds(*NEGOTIATORS) else "mobile:reminders"),
        "bell_count": count_unseen(actor),
        "person": actor.name,
        "organisation": "、".join(names[key] for key in sorted(names)),
        "sign_out_url": reverse("entrance:sign-out"),
        **more,
    }
