"""What a glance over one group holds, gathered once: the numbers and the rows behind them are the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lianjian.apps.agreements.queries import agreement_card
from lianjian.apps.coordination.queries import due_in
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.projects.queries import commitments, fulfilment, obstacles_open, outcomes
from lianjian.apps.projects.rules.commitments import Standing
from lianjian.apps.projects.rules.outcomes import OutcomeState
from lianjian.kernel.clock import civil_date
from lianjian.web.mobile.rhythm import next_dates

if TYPE_CHECKING:
    from datetime import date

    from lianjian.apps.coordination.queries import DutyLine, GroupCard, MeetingLine, RhythmLine
    from lianjian.apps.projects.queries import CommitmentLine, ObstacleLine, OutcomeLine
    from lianjian.apps.projects.rules.commitments import Fulfilment
    from lianjian.foundation.actor import Actor

RECENT = timedelta(days=30)
"""What "lately" means on the glance."""


MOST_OBSTACLES = 200
"""As many as commitments and duties of a group are read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything on the glance. ``by_house`` is (organisation, name, late, open), the most late first;
    ``following`` the next agreed contact with its day, ``last`` the last meeting, both None where unknown."""

    duties: tuple[DutyLine, ...]
    commitments: tuple[CommitmentLine, ...]
    obstacles: tuple[ObstacleLine, ...]
    confirmed: tuple[CommitmentLine, ...]
    outcomes: tuple[OutcomeLine, ...]
    fulfilment: Fulfilment
    by_house: tuple[tuple[int, str, int, int], ...]
    following: tuple[RhythmLine, date] | None
    last: MeetingLine | None

    @property
    def late(self) -> int:
        return sum(late for _key, _name, late, _open in self.by_house)

    @property
    def open(self) -> int:
        return len(self.duties) + len(self.commitments)

    @property
    def achieved(self) -> int:
        return len(self.confirmed) + len(self.outcomes)


def look(by: Actor, group: GroupCard, today: date) -> Seen:
    """The glance over a joint group (its agreement and parties) or one organisation's own."""
    houses = _houses(by, group)
    everything = commitments(by, today, agreement=group.agreement, organisation=group.organisation)
    running = tuple(li for li in everything if li.standing in {Standing.LATE, Standing.RUNNING})
    duties = tuple(line for house in houses for line in due_in(by, house, today))
    verified = outcomes(by, state=OutcomeState.VERIFIED, among=houses, verified_since=today - RECENT)
    held = [meeting for meeting in group.meetings if civil_date(meeting.held_at) <= today]
    return Seen(
        duties=duties,
        commitments=running,
        obstacles=tuple(obstacles_open(by, today, MOST_OBSTACLES, among=houses)),
        confirmed=tuple(
            line
            for line in everything
            if line.standing in {Standing.KEPT, Standing.KEPT_LATE}
            and line.done_on is not None
            and line.done_on >= today - RECENT
        ),
        outcomes=tuple(verified),
        fulfilment=fulfilment(by, today, agreement=group.agreement, organisation=group.organisation),
        by_house=_by_house(duties, running, today),
        following=_following(group, today),
        last=max(held, key=lambda meeting: meeting.held_at, default=None),
    )


def _houses(by: Actor, group: GroupCard) -> frozenset[int]:
    if group.organisation is not None:
        return frozenset({group.organisation})
    if group.agreement is None:
        return frozenset()
    return frozenset(party.organisation for party in agreement_card(by, group.agreement).parties)


def _by_house(
    duties: tuple[DutyLine, ...], running: tuple[CommitmentLine, ...], today: date
) -> tuple[tuple[int, str, int, int], ...]:
    days = [(line.organisation, line.due_on) for line in duties] + [(li.giver, li.due_on) for li in running]
    total = Counter(house for house, _day in days)
    late = Counter(house for house, day in days if day < today)
    names = organisation_names(total)
    found = [(house, names[house], late[house], count) for house, count in total.items()]
    return tuple(sorted(found, key=lambda one: (-one[2], -one[3], one[1])))


def _following(group: GroupCard, today: date) -> tuple[RhythmLine, date] | None:
    for key, day in next_dates(group, today):
        return next(one for one in group.rhythms if one.id == key), day
    return None
