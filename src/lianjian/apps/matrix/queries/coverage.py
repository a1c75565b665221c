"""Timeliness and coverage: which share of the outlets the stories of a party reached, and after how long. Scoped by who
asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from lianjian.apps.matrix.models import Delivery, Outlet
from lianjian.apps.matrix.rules.coverage import Found, Meeting, Reach, meeting_of, reach_of
from lianjian.apps.matrix.rules.states import Deed
from lianjian.apps.newsroom import queries as newsroom
from lianjian.apps.parties.queries import organisation_names
from lianjian.kernel.clock import CHINA

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class PartyReach:
    """The stories about one party; ``party`` None and ``name`` "" are the stories about no party. ``outlets`` counts those
    where at least one of them was seen."""

    party: int | None
    name: str
    stories: int
    outlets: int
    reach: Reach

    def as_json(self) -> dict[str, Any]:
        """Plain values for machines."""
        numbers = {"stories": self.stories, "outlets_reached": self.outlets}
        return {"party": self.party, "name": self.name or None, **numbers, **self.reach.as_json()}


@dataclass(frozen=True, slots=True)
class OutletReach:
    """All chosen stories at one outlet."""

    key: str
    name: str
    kind: str
    reach: Reach

    def as_json(self) -> dict[str, Any]:
        """Plain values for machines."""
        return {"key": self.key, "name": self.name, "kind": self.kind, **self.reach.as_json()}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Parties with stories, those with most stories first (a party that was asked for stands there without stories too);
    outlets in the order of the catalogue."""

    stories: int
    parties: tuple[PartyReach, ...]
    outlets: tuple[OutletReach, ...]
    reach: Reach

    def as_json(self) -> dict[str, Any]:
        """Plain values for machines."""
        return {
            "stories": self.stories,
            "all": self.reach.as_json(),
            "parties": [one.as_json() for one in self.parties],
            "outlets": [one.as_json() for one in self.outlets],
        }


def coverage(
    by: Actor, *, first: date | None = None, last: date | None = None, party: int | None = None
) -> Coverage:
    """The stories that ``by`` works on and that were first public from ``first`` to ``last`` (days in China, both included),
    at the outlets that ``by`` sees. A story counts whether or not it was withdrawn since. Four queries however many stories
    there are."""
    rows = newsroom.stories(by).filter(first_published_at__isnull=False)
    if first is not None:
        rows = rows.filter(first_published_at__gte=datetime.combine(first, time.min, CHINA))
    if last is not None:
        rows = rows.filter(first_published_at__lt=datetime.combine(last + timedelta(days=1), time.min, CHINA))
    if party is not None:
        rows = rows.filter(party=party)
    asked = rows.order_by("pk").values_list("pk", "party", "first_published_at")
    stories = [(story, about, since) for story, about, since in asked if since is not None]
    outlets = list(Outlet.objects.by(by).order_by("position"))
    seen, newest = _known(by, rows.order_by().values("pk"))
    meetings = {
        (story, outlet.pk): meeting_of(
            public_since=since,
            seen_at=seen.get((story, outlet.pk)),
            newest=newest.get((story, outlet.pk), ""),
        )
        for story, _about, since in stories
        for outlet in outlets
    }
    return Coverage(
        stories=len(stories),
        parties=_by_party(stories, outlets, meetings, party),
        outlets=tuple(
            OutletReach(
                one.key, one.name, one.kind, reach_of(meetings[story, one.pk] for story, *_ in stories)
            )
            for one in outlets
        ),
        reach=reach_of(meetings.values()),
    )


def _known(by: Actor, stories: Any) -> tuple[dict[tuple[int, int], datetime], dict[tuple[int, int], str]]:
    """By story and outlet: when it was first public there at an address, and the state of its newest delivery."""
    seen: dict[tuple[int, int], datetime] = {}
    newest: dict[tuple[int, int], str] = {}
    found = Delivery.objects.by(by).filter(story__in=stories).order_by("pk")
    for story, outlet, deed, state, url, at in found.values_list(
        "story", "outlet", "deed", "state", "url", "published_at"
    ).iterator(chunk_size=5000):
        newest[story, outlet] = state
        if deed != Deed.WITHDRAW and url and at is not None:
            seen[story, outlet] = min(at, seen.get((story, outlet), at))
    return seen, newest


def _by_party(
    stories: list[Any], outlets: list[Outlet], meetings: dict[tuple[int, int], Meeting], asked: int | None
) -> tuple[PartyReach, ...]:
    of: dict[int | None, list[int]] = {} if asked is None else {asked: []}
    for story, about, _since in stories:
        of.setdefault(about, []).append(story)
    names = organisation_names(key for key in of if key is not None)
    lines = [
        PartyReach(
            party=party,
            name=names.get(party, "") if party is not None else "",
            stories=len(own),
            outlets=sum(any(meetings[s, o.pk].found == Found.SEEN for s in own) for o in outlets),
            reach=reach_of(meetings[story, outlet.pk] for story in own for outlet in outlets),
        )
        for party, own in of.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.stories, line.name)))
