"""What views on commitments are narrowed to, in the words of their addresses: the same ones in the office and on the phone.
Nothing of it is kept anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from lianjian.apps.agreements.queries import agreement_titles, agreements_of
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.projects.queries import Narrowed, board_movers
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.kernel.keys import whole_number

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from lianjian.foundation.actor import Actor

MOST_TO_CHOOSE = 60
"""Agreements that a filter offers, the newest first; from the page of an older one a link leads here."""
MOST_MOVERS = 40
"""Parties that a filter offers, those for whom the most waits first."""
AREA_WORDS = {str(area): _(label) for area, label in WORK_AREA_LABELS.items()}
LATE_WORDS = {9: _("9 days or more"), 21: _("21 days or more"), 45: _("45 days or more")}
"""The days on which reminders are sent again (docs/decisions/0022)."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a view is narrowed to, with what it offers to choose from. Nonsense in the address narrows nothing."""

    area: str
    agreement: int | None
    party: int | None
    party_name: str
    agreements: tuple[tuple[int, str], ...]
    late: int = 0

    @property
    def narrowed(self) -> Narrowed:
        """The same for the board."""
        return Narrowed(self.area, self.agreement, self.party, self.late)

    def query(self, **more: Any) -> str:
        """The same as the tail of an address, with ``more``."""
        known = {
            "area": self.area,
            "agreement": self.agreement,
            "party": self.party,
            "late": self.late or None,
            **more,
        }
        return urlencode({name: value for name, value in known.items() if value not in {None, ""}})


def movers_offered(actor: Actor, today: date, chosen: Filter) -> list[tuple[int, str, int]]:
    """The parties from which a board lets one choose, with how much waits for each; the chosen one is among them."""
    found = board_movers(actor, today, chosen.narrowed, MOST_MOVERS)
    if chosen.party is not None and chosen.party not in {key for key, _name, _count in found}:
        found.append((chosen.party, chosen.party_name, 0))
    return found


def filter_of(request: HttpRequest, actor: Actor) -> Filter:
    """The filter that stands in the address."""
    area = request.GET.get("area", "")
    wanted, party = whole_number(request.GET.get("agreement", "")), whole_number(request.GET.get("party", ""))
    late = whole_number(request.GET.get("late", "")) or 0
    offered = [(line.id, line.title) for line in agreements_of(actor, MOST_TO_CHOOSE)]
    if wanted is not None and wanted not in dict(offered):
        titles = agreement_titles(actor, [wanted])
        offered = [*titles.items(), *offered]
        wanted = wanted if wanted in titles else None
    name = organisation_names([party]).get(party, "") if party is not None else ""
    return Filter(
        area=area if area in AREA_WORDS else "",
        agreement=wanted,
        party=party if name else None,
        party_name=name,
        agreements=tuple(offered),
        late=late if late in LATE_WORDS else 0,
    )
