"""What the bars of every signed-in page need: who is here, for whom, and the five ways under the thumb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.coordination.queries import runs_a_group
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.reminders.queries import count_unseen
from lianjian.kernel.clock import civil_date
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest


def this_day() -> date:
    """The civil date now: every page counts from it."""
    return civil_date(timezone.now())


def ways(path: str, *, runs: bool, writes: bool = True) -> list[tuple[str, str, bool, str]]:
    """The five ways under the thumb: label, address, whether we are there, icon. Whoever runs a group has the
    glance for the fifth; whoever only enters figures writes no entries and has four."""
    five = [
        (_("Today"), reverse("mobile:today"), "home"),
        (pgettext("under the thumb", "Promises"), reverse("mobile:commitments"), "doc"),
        (pgettext("under the thumb", "Write"), reverse("mobile:entry-new"), "plus"),
        (_("Log"), reverse("mobile:log"), "book"),
        (_("Glance"), reverse("mobile:glance"), "chart")
        if runs
        else (pgettext("of coordination", "Groups"), reverse("mobile:groups"), "people"),
    ]
    home, write = five[0][1], five[2]
    if not writes:
        five.remove(write)
    here = next(
        (
            url
            for _label, url, _icon in (write, *five)
            if path == url or (url != home and path.startswith(url))
        ),
        "",
    )
    return [(label, url, url == here, icon) for label, url, icon in five]


def framed(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The context of a page of the work face: who is signed in, for whom, and what the page adds.

    ``thumb_nav`` stands at the bottom of a phone, ``nav`` in the bar of a wide screen. ``runs`` says whether
    the reader runs a group, for pages that have asked already. ``writes`` is whether they write entries in the name of an
    organisation, and whether a page leads there.
    """
    actor = actor_of(request)
    names = organisation_names(actor.organisations)
    runs = more.pop("runs", None)
    if runs is None:
        runs = runs_a_group(actor)
    writes = bool(actor.acting_for)
    five = ways(request.path, runs=runs, writes=writes)
    bar = [(label, url, current) for label, url, current, _icon in five]
    if actor.holds(*NEGOTIATORS):
        bar.append((_("Office"), reverse("office:home"), False))
    return {
        "nav": bar,
        "thumb_nav": five,
        "home_url": reverse("mobile:today"),
        "bell_url": reverse("mobile:reminders"),
        "bell_count": count_unseen(actor),
        "person": actor.name,
        "organisation": "、".join(names[key] for key in sorted(names)),
        "sign_out_url": reverse("entrance:sign-out"),
        "account": actor.account,
        "writes": writes,
        **more,
    }
