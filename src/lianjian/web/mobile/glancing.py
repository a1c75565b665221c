"""What a glance over one group holds: the numbers, and the rows behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypedDict

from lianjian.apps.agreements.queries import agreement_card
from lianjian.apps.coordination.queries import open_by_house, open_in
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.projects.queries import (
    count_obstacles_open,
    count_outcomes,
    fulfilment,
    kept_since,
    obstacles_open,
    outcomes,
    running,
    running_by_giver,
)
from lianjian.apps.projects.rules.outcomes import OutcomeState
from lianjian.kernel.clock import civil_date
from lianjian.web.mobile.owing import commitment_due, duty_due
from lianjian.web.mobile.rhythm import next_dates

if TYPE_CHECKING:
    from datetime import date

    from lianjian.apps.coordination.queries import GroupCard, MeetingLine, RhythmLine
    from lianjian.apps.projects.queries import CommitmentLine, ObstacleLine, OutcomeLine
    from lianjian.apps.projects.rules.commitments import Fulfilment
    from lianjian.foundation.actor import Actor
    from lianjian.web.mobile.dues import Due

RECENT = timedelta(days=30)
"""What "lately" means on the glance."""


MOST_ROWS = 200
"""As many rows as one list of the glance shows; the numbers count all."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything on the glance; a number counts all, of rows the first ``MOST_ROWS`` are here. ``by_house`` is
    (organisation, name, late, open), the most late first; ``following`` the next agreed contact with its day, ``last`` the
    last meeting, both None where unknown."""

    houses: frozenset[int]
    obstacles: tuple[ObstacleLine, ...]
    stuck: int
    confirmed: tuple[CommitmentLine, ...]
    outcomes: tuple[OutcomeLine, ...]
    achieved: int
    fulfilment: Fulfilment
    by_house: tuple[tuple[int, str, int, int], ...]
    following: tuple[RhythmLine, date] | None
    last: MeetingLine | None

    @property
    def late(self) -> int:
        return sum(late for _key, _name, late, _open in self.by_house)

    @property
    def open(self) -> int:
        return sum(there for _key, _name, _late, there in self.by_house)


class _Of(TypedDict):
    agreement: int | None
    organisation: int | None


def look(by: Actor, group: GroupCard, today: date) -> Seen:
    """The glance over a joint group (its agreement and parties) or one organisation's own."""
    houses = _houses(by, group)
    since = today - RECENT
    of: _Of = {"agreement": group.agreement, "organisation": group.organisation}
    confirmed, kept = kept_since(by, since, today, limit=MOST_ROWS, **of)
    verified = outcomes(by, state=OutcomeState.VERIFIED, among=houses, verified_since=since, limit=MOST_ROWS)
    held = [meeting for meeting in group.meetings if civil_date(meeting.held_at) <= today]
    return Seen(
        houses=houses,
        obstacles=tuple(obstacles_open(by, today, MOST_ROWS, among=houses)),
        stuck=count_obstacles_open(by, among=houses),
        confirmed=tuple(confirmed),
        outcomes=tuple(verified),
        achieved=kept + count_outcomes(by, among=houses, verified_since=since),
        fulfilment=fulfilment(by, today, **of),
        by_house=_by_house(open_by_house(by, houses, today), running_by_giver(by, today, **of)),
        following=_following(group, today),
        last=max(held, key=lambda meeting: meeting.held_at, default=None),
    )


def due_rows(
    by: Actor, group: GroupCard, today: date, *, late: bool, house: int | None
) -> list[tuple[str, Due]]:
    """The first ``MOST_ROWS`` of what is late or open behind the numbers, by day: who owes it, and the line. ``house`` leaves
    those that fall to one organisation."""
    houses = _houses(by, group) if house is None else _houses(by, group) & {house}
    duties = open_in(by, houses, today, late=late, limit=MOST_ROWS)
    owed = running(
        by,
        today,
        late=late,
        limit=MOST_ROWS,
        giver=house,
        agreement=group.agreement,
        organisation=group.organisation,
    )
    lines = [(line.organisation_name, duty_due(line, today)) for line in duties]
    lines += [(line.giver_name, commitment_due(line, today)) for line in owed]
    return sorted(lines, key=lambda one: (one[1].day is None, one[1].day))[:MOST_ROWS]


def _houses(by: Actor, group: GroupCard) -> frozenset[int]:
    if group.organisation is not None:
        return frozenset({group.organisation})
    if group.agreement is None:
        return frozenset()
    return frozenset(party.organisation for party in agreement_card(by, group.agreement).parties)


def _by_house(*counted: dict[int, tuple[int, int]]) -> tuple[tuple[int, str, int, int], ...]:
    late: Counter[int] = Counter()
    total: Counter[int] = Counter()
    for one in counted:
        for house, (past, there) in one.items():
            late[house] += past
            total[house] += there
    names = organisation_names(total)
    found = [(house, names[house], late[house], count) for house, count in total.items()]
    return tuple(sorted(found, key=lambda one: (-one[2], -one[3], one[1])))


def _following(group: GroupCard, today: date) -> tuple[RhythmLine, date] | None:
    for key, day in next_dates(group, today):
        return next(one for one in group.rhythms if one.id == key), day
    return None
