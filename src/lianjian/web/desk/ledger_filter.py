"""What the ledger of the network and the coverage are narrowed to, in the words of their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.matrix.queries import outlets
from lianjian.apps.matrix.rules.marks import Mark
from lianjian.apps.newsroom.queries import columns
from lianjian.apps.parties.queries import organisation_names, organisations_matching
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import whole_number

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lianjian.apps.matrix.queries import OutletLine
    from lianjian.apps.newsroom.models import Column
    from lianjian.foundation.actor import Actor

PERIODS = {
    "7": gettext_lazy("7 days"),
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
    "365": gettext_lazy("One year"),
    "all": gettext_lazy("all days"),
}
USUAL = "90"
NOBODY = "none"
"""In place of a party: the stories about no party."""
MOST_ALIKE = 200
"""Organisations that a typed name may mean at most."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filter that stands in the address. ``typed`` is what stands in the field for the party; ``parties`` the keys it
    means, None where it is empty; ``fault`` what is wrong with it, "" where nothing is. Nonsense elsewhere narrows
    nothing."""

    days: str
    first: date | None
    party: str
    typed: str
    parties: frozenset[int] | None
    nobody: bool
    fault: str
    column: str
    outlet: str
    mark: Mark | None
    outlets: tuple[OutletLine, ...]
    columns: tuple[Column, ...]

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out, apart from the days."""
        return bool(self.party or self.column or self.outlet or self.mark)

    def query(self, **more: Any) -> str:
        """The same as the tail of an address, with ``more`` (None and "" leave a word out)."""
        known: dict[str, Any] = {
            "days": self.days,
            "party": self.party,
            "column": self.column,
            "outlet": self.outlet,
            "state": self.mark or "",
            **more,
        }
        return "?" + urlencode({name: value for name, value in known.items() if value not in {None, ""}})


def chosen_in(request: HttpRequest, by: Actor) -> Chosen:
    """The filter of an address."""
    days = request.GET.get("days", "")
    days = days if days in PERIODS else USUAL
    first = None if days == "all" else civil_date(timezone.now()) - timedelta(days=int(days) - 1)
    party = request.GET.get("party", "").strip()[:LONGEST_NAME]
    typed, parties, fault = _parties(by, party)
    shown, offered = tuple(outlets(by)), tuple(columns())
    mark = request.GET.get("state", "")
    return Chosen(
        days=days,
        first=first,
        party=party,
        typed=typed,
        parties=parties,
        nobody=party in {NOBODY, _("about no party")},
        fault=fault,
        column=_among(request.GET.get("column", ""), (one.slug for one in offered)),
        outlet=_among(request.GET.get("outlet", ""), (one.key for one in shown)),
        mark=Mark(mark) if mark in set(Mark) else None,
        outlets=shown,
        columns=offered,
    )


def _parties(by: Actor, party: str) -> tuple[str, frozenset[int] | None, str]:
    """What stands in the field, the keys it means, and what is wrong with it. A number is a key (our links), all else a
    name or a part of one; an exact name means that one alone."""
    if not party:
        return "", None, ""
    if party == NOBODY:
        return _("about no party"), None, ""
    number = whole_number(party)
    if number is not None and (name := organisation_names([number]).get(number)):
        return name, frozenset({number}), ""
    if party == _("about no party"):
        return party, None, ""
    found = organisations_matching(by, party, limit=MOST_ALIKE)
    exact = [one for one in found if party in {one.short_name, one.name}]
    keys = frozenset(one.pk for one in exact or found)
    return party, keys, "" if keys else _("No party of the network has this in its name.")


def _among(word: str, known: Any) -> str:
    return word if word in set(known) else ""
