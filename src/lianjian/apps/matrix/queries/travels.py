"""How the stories about one's own organisation travelled: for its people, who run no outlet and write no story. They see
where a story stands and where it can be read; why an outlet refused it and what was tried stays with the media centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from lianjian.apps.matrix.models import Delivery, Outlet
from lianjian.apps.matrix.queries.network import cells_of
from lianjian.apps.matrix.queries.words import mark_word, summary_words
from lianjian.apps.matrix.rules.kinds import Kind
from lianjian.apps.matrix.rules.marks import Mark, state_behind
from lianjian.apps.newsroom.queries.going_out import public_lines, stories_about
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from lianjian.apps.matrix.queries.network import Cell
    from lianjian.apps.newsroom.queries.going_out import OutLine
    from lianjian.foundation.actor import Actor

_WHY = "the people a story is about see where it stands, not why"


@dataclass(frozen=True, slots=True)
class Stop:
    """A story at one outlet. ``url`` is where it can be read, "" where nowhere as far as we know; ``since`` None where it
    was never planned there."""

    key: str
    name: str
    kind: str
    platform: str
    mark: Mark
    word: str
    since: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class Travel:
    """A story about one's own organisation with a stop an outlet, in the order of the catalogue. ``live``: it is public on
    the site now; ``words`` how it stands, in a sentence."""

    story: int
    title: str
    column: str
    party_name: str
    published_at: datetime
    live: bool
    withdrawn_at: datetime | None
    stops: tuple[Stop, ...]
    words: str

    @property
    def published(self) -> int:
        """At how many outlets it was seen at its address and is not taken down since, as far as we know."""
        return sum(stop.mark == Mark.PUBLISHED for stop in self.stops)

    @property
    def still_there(self) -> int:
        """At how many outlets it is still public although it was taken back, or may be."""
        return sum(stop.mark == Mark.WITHDRAWAL_NEEDED for stop in self.stops)


def travels(by: Actor, limit: int, offset: int = 0) -> list[Travel]:
    """So many stories from there on about the organisations in which ``by`` holds a mandate today, the newest first. Four
    queries at most."""
    return _told(public_lines(stories_about(by.organisations)[offset : offset + limit]))


def count_travels(by: Actor) -> int:
    """How many there are."""
    return stories_about(by.organisations).count()


def travel(by: Actor, story: int) -> Travel:
    """One of them. Raises NotThere."""
    found = _told(public_lines(stories_about(by.organisations).filter(pk=story)))
    if not found:
        raise NotThere
    return found[0]


def _told(lines: Sequence[OutLine]) -> list[Travel]:
    cells = cells_of(Delivery.objects.across_organisations(_WHY), [line.id for line in lines])
    outlets = list(Outlet.objects.across_organisations(_WHY).order_by("position"))
    return [_travel(line, [_stop(one, cells, line.id) for one in outlets]) for line in lines]


def _travel(line: OutLine, stops: list[Stop]) -> Travel:
    counts: dict[str, int] = {}
    for stop in stops:
        state = state_behind(stop.mark)[0]
        counts[state] = counts.get(state, 0) + 1
    return Travel(
        story=line.id,
        title=line.title or gettext("Story %(number)s") % {"number": line.id},
        column=line.column,
        party_name=line.party_name,
        published_at=line.first_published_at,
        live=line.live,
        withdrawn_at=line.withdrawn_at,
        stops=tuple(stops),
        words=summary_words(counts.get(Mark.PUBLISHED, 0), len(stops), counts),
    )


def _stop(outlet: Outlet, cells: Mapping[tuple[int, int], Cell], story: int) -> Stop:
    cell = cells.get((story, outlet.pk))
    mark = cell.mark if cell else Mark.UNPLANNED
    return Stop(
        key=outlet.key,
        name=outlet.name,
        kind=outlet.kind,
        platform=outlet.platform,
        mark=mark,
        word=mark_word(mark),
        since=cell.since if cell else None,
        url=cell.url if cell and outlet.kind != Kind.WEB else "",
    )
