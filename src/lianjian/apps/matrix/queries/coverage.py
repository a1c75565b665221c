"""Timeliness and coverage: which share of the outlets the stories of a party reached, and after how long. Scoped by who
asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from lianjian.apps.matrix.models import Delivery, Outlet
from lianjian.apps.matrix.queries.titles import titles_of
from lianjian.apps.matrix.queries.words import mark_word
from lianjian.apps.matrix.rules.coverage import Found, Meeting, Reach, meeting_of, reach_of
from lianjian.apps.matrix.rules.kinds import Mode
from lianjian.apps.matrix.rules.marks import Mark, mark_of, reached_at
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.newsroom import queries as newsroom
from lianjian.apps.parties.queries import organisation_names
from lianjian.kernel.clock import CHINA
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from typing import TypeAlias

    from lianjian.foundation.actor import Actor

    _Story: TypeAlias = tuple[int, int | None, datetime]


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


@dataclass(frozen=True, slots=True)
class Asked:
    """Which stories at which outlets. ``first`` and ``last`` are days in China on which a story was first public, both
    included; ``parties`` keys of organisations, of which a story is about one, None for all; ``nobody`` asks for the stories
    about no party; ``outlet`` is a key, "" for all."""

    first: date | None = None
    last: date | None = None
    parties: frozenset[int] | None = None
    nobody: bool = False
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One story at one outlet, behind a figure. Moments are None where nobody knows one; ``url`` is where it was seen, kept
    also where it was taken down since."""

    story: int
    title: str
    party_name: str
    outlet: str
    outlet_name: str
    mark: Mark
    word: str
    url: str
    published_at: datetime
    handed_at: datetime | None
    accepted_at: datetime | None
    seen_at: datetime | None
    meeting: Meeting


ROWS_OF: dict[str, str] = {
    "": gettext_noop("all"),
    "seen": gettext_noop("seen there"),
    "unknown": gettext_noop("unknown"),
    "not-seen": gettext_noop("not seen there"),
    "handed": gettext_noop("handed over"),
    "accepted": gettext_noop("taken by the outlet"),
}
"""The choices of ``coverage_rows``, as msgids."""


def coverage(
    by: Actor, *, first: date | None = None, last: date | None = None, party: int | None = None
) -> Coverage:
    """The stories that ``by`` works on and that were first public from ``first`` to ``last`` (days in China, both included),
    at the outlets that ``by`` sees. A story counts whether or not it was withdrawn since. Four queries however many stories
    there are."""
    return coverage_of(by, Asked(first, last, None if party is None else frozenset({party})))


def coverage_of(by: Actor, asked: Asked) -> Coverage:
    """The same, by everything that can be asked for."""
    seen = _Seen(by, asked)
    return Coverage(
        stories=len(seen.stories),
        parties=_by_party(seen, asked),
        outlets=tuple(
            OutletReach(
                one.key,
                one.name,
                one.kind,
                reach_of(seen.meetings[story[0], one.pk] for story in seen.stories),
            )
            for one in seen.outlets
        ),
        reach=reach_of(seen.meetings.values()),
    )


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a figure: how many rows in all, and ``rows`` to take so many (the limit) from there on (the
    offset)."""

    total: int
    rows: Callable[[int, int], list[MeetingRow]]


def coverage_rows(by: Actor, asked: Asked, chosen: str, *, slowest: bool = False) -> Behind:
    """The rows behind a figure. ``chosen`` is a key of ``ROWS_OF``. The newest stories come first; with ``slowest`` what took
    longest until that moment (until it was seen, for all other choices)."""
    seen = _Seen(by, asked)
    found = [
        (story, one, seen.meetings[story[0], one.pk])
        for story in reversed(seen.stories)
        for one in seen.outlets
    ]
    found = [row for row in found if _is_among(row[2], chosen)]
    if slowest:
        found.sort(key=lambda row: -(_hours(row[2], chosen) or 0.0))

    def rows(limit: int, offset: int) -> list[MeetingRow]:
        shown = found[offset : offset + limit]
        titles = titles_of(by, {story[0] for story, *_rest in shown})
        names = organisation_names({story[1] for story, *_rest in shown if story[1] is not None})
        return [seen.row(story, one, meeting, titles, names) for story, one, meeting in shown]

    return Behind(len(found), rows)


def _is_among(meeting: Meeting, chosen: str) -> bool:
    if chosen == "handed":
        return meeting.handed is not None
    if chosen == "accepted":
        return meeting.accepted is not None
    return not chosen or meeting.found == chosen


def _hours(meeting: Meeting, chosen: str) -> float | None:
    return {"handed": meeting.handed, "accepted": meeting.accepted}.get(chosen, meeting.hours)


@dataclass(slots=True)
class _Known:
    """What is kept of a story at an outlet: the mark of its newest delivery, its address, and the first moments."""

    state: str = ""
    mark: Mark = Mark.UNPLANNED
    url: str = ""
    handed_at: datetime | None = None
    accepted_at: datetime | None = None
    seen_at: datetime | None = None


NOTHING = _Known()


class _Seen:
    """The asked stories (key, party, first public; the oldest key first) and outlets, and what is known of each two."""

    def __init__(self, by: Actor, asked: Asked) -> None:
        rows = _stories(by, asked)
        found = rows.order_by("first_published_at", "pk").values_list("pk", "party", "first_published_at")
        self.stories = [(story, about, since) for story, about, since in found if since is not None]
        outlets = Outlet.objects.by(by).order_by("position")
        self.outlets = list(outlets.filter(key=asked.outlet) if asked.outlet else outlets)
        self._known = self._read(by, rows.order_by().values("pk"), asked)
        self._keys = [one.pk for one in self.outlets]
        self.meetings = self._meet()

    def _read(self, by: Actor, stories: Any, asked: Asked) -> dict[tuple[int, int], _Known]:
        fetches = {one.pk: one.mode == Mode.FEED for one in self.outlets}
        known: dict[tuple[int, int], _Known] = {}
        found = Delivery.objects.by(by).filter(story__in=stories).order_by("pk")
        if asked.outlet:
            found = found.filter(outlet__key=asked.outlet)
        fields = ("story", "outlet", "deed", "state", "evidence", "url", "accepted_at", "published_at")
        for story, outlet, deed, state, evidence, url, took, public in found.values_list(*fields).iterator(
            chunk_size=5000
        ):
            one = known.setdefault((story, outlet), _Known())
            one.state, one.mark = state, mark_of(state, evidence=evidence)
            if deed == Deed.WITHDRAW:
                continue
            seen = public if url else None
            handed, accepted = reached_at(fetches=fetches[outlet], accepted_at=took, seen_at=seen)
            one.url = url or one.url
            one.handed_at = _earlier(one.handed_at, handed)
            if state != State.REFUSED:  # it had it, and did not take it
                one.accepted_at = _earlier(one.accepted_at, accepted)
            one.seen_at = _earlier(one.seen_at, seen)
        return known

    def _meet(self) -> dict[tuple[int, int], Meeting]:
        return {
            (story, outlet.pk): meeting_of(
                public_since=since,
                seen_at=one.seen_at,
                newest=one.state,
                handed_at=one.handed_at,
                accepted_at=one.accepted_at,
            )
            for story, _about, since in self.stories
            for outlet in self.outlets
            for one in (self._known.get((story, outlet.pk), NOTHING),)
        }

    def of_story(self, story: _Story) -> list[Meeting]:
        """Its meetings with the outlets, in their order."""
        return [self.meetings[story[0], key] for key in self._keys]

    def row(
        self,
        story: _Story,
        outlet: Outlet,
        meeting: Meeting,
        titles: Mapping[int, str],
        names: Mapping[int, str],
    ) -> MeetingRow:
        """The two as a row."""
        one = self._known.get((story[0], outlet.pk), NOTHING)
        return MeetingRow(
            story=story[0],
            title=titles.get(story[0]) or gettext("Story %(number)s") % {"number": story[0]},
            party_name=names.get(story[1], "") if story[1] is not None else "",
            outlet=outlet.key,
            outlet_name=outlet.name,
            mark=one.mark,
            word=mark_word(one.mark),
            url=one.url,
            published_at=story[2],
            handed_at=one.handed_at,
            accepted_at=one.accepted_at,
            seen_at=one.seen_at,
            meeting=meeting,
        )


def _stories(by: Actor, asked: Asked) -> Any:
    rows = newsroom.stories(by).filter(first_published_at__isnull=False)
    if asked.first is not None:
        rows = rows.filter(first_published_at__gte=datetime.combine(asked.first, time.min, CHINA))
    if asked.last is not None:
        after = asked.last + timedelta(days=1)
        rows = rows.filter(first_published_at__lt=datetime.combine(after, time.min, CHINA))
    if asked.nobody:
        return rows.filter(party=None)
    return rows if asked.parties is None else rows.filter(party__in=asked.parties)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def _by_party(seen: _Seen, asked: Asked) -> tuple[PartyReach, ...]:
    of: dict[int | None, list[_Story]] = {key: [] for key in asked.parties or ()}
    for story in seen.stories:
        of.setdefault(story[1], []).append(story)
    names = organisation_names(key for key in of if key is not None)
    lines = [
        PartyReach(
            party=party,
            name=names.get(party, "") if party is not None else "",
            stories=len(own),
            outlets=sum(
                any(seen.meetings[s[0], o.pk].found == Found.SEEN for s in own) for o in seen.outlets
            ),
            reach=reach_of(one for story in own for one in seen.of_story(story)),
        )
        for party, own in of.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.stories, line.name)))
