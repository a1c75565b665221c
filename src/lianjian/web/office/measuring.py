"""The four views on commitments: the list, what is late first, who owes whom, and how they are kept; and what narrows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianjian.apps.agreements.queries import agreement_titles, agreements_of
from lianjian.apps.parties.queries import organisation_names
from lianjian.kernel.keys import whole_number
from lianjian.web.office.marks import AREA_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lianjian.foundation.actor import Actor

MOST_TO_CHOOSE = 60
"""Agreements that a filter offers, the newest first; from the page of an older one a link leads here."""

VIEWS = {
    "commitments": pgettext_lazy("a view of commitments", "List"),
    "board": gettext_lazy("Late first"),
    "matrix": pgettext_lazy("a view of commitments", "Who owes whom"),
    "fulfilment": gettext_lazy("How they are kept"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a view is narrowed to, with what it offers to choose from. Nonsense in the address narrows nothing."""

    area: str
    agreement: int | None
    party: int | None
    party_name: str
    agreements: tuple[tuple[int, str], ...]

    def query(self, **more: Any) -> str:
        """The same as the tail of an address, with ``more``."""
        known = {"area": self.area, "agreement": self.agreement, "party": self.party, **more}
        return urlencode({name: value for name, value in known.items() if value not in {None, ""}})


def filter_of(request: HttpRequest, actor: Actor) -> Filter:
    """The filter that stands in the address."""
    area = request.GET.get("area", "")
    wanted, party = whole_number(request.GET.get("agreement", "")), whole_number(request.GET.get("party", ""))
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
    )


def views(here: str) -> list[tuple[Any, str, bool, None]]:
    """The tabs of the four views."""
    return [(word, reverse(f"office:{name}"), name == here, None) for name, word in VIEWS.items()]


def areas() -> list[tuple[str, Any]]:
    """The six areas for a select."""
    return list(AREA_WORDS.items())


def without_agreement() -> str:
    """What commitments under no agreement are called."""
    return _("without an agreement")
