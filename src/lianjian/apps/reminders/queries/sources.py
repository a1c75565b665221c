"""Where cases come from: the open things of the apps below that have a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from lianjian.apps.agreements.queries import agreements_dated
from lianjian.apps.coordination.queries import duties_dated, meetings_dated, minutes_dated
from lianjian.apps.projects.queries import commitments_dated, confirmations_dated, milestones_dated
from lianjian.apps.reminders.ports import accounts_dated, losses_dated, requests_dated
from lianjian.apps.reminders.rules.stages import MINUTES_FOR, OWED, Kind, horizon

if TYPE_CHECKING:
    from collections.abc import Collection

    from lianjian.foundation.actor import Actor
    from lianjian.foundation.dated import Dated

_OWED = {
    Kind.DUTY: duties_dated,
    Kind.COMMITMENT: commitments_dated,
    Kind.CONFIRMATION: confirmations_dated,
    Kind.MILESTONE: milestones_dated,
}
_ABOVE = {Kind.ACCOUNT: accounts_dated, Kind.REQUEST: requests_dated, Kind.LOSS: losses_dated}
FAR = date(9999, 1, 1) - timedelta(days=1)


def open_things(
    by: Actor,
    kind: Kind,
    today: date,
    *,
    after: int = 0,
    limit: int = 500,
    keys: Collection[int] | None = None,
) -> list[Dated]:
    """The things of that kind that ``by`` may see, are open and near or past their day, by key from ``after`` on. With
    ``keys`` those of them that are still open, however far their day."""
    until = FAR if keys is not None else today + horizon(kind)
    if kind in _ABOVE:
        return _ABOVE[kind]()(by, until=until, after=after, limit=limit, keys=keys)
    if kind in OWED:
        owed = _OWED[kind]
        return owed(by, until=until, after=after, limit=limit, keys=keys)
    if kind is Kind.AGREEMENT:
        return agreements_dated(by, until=until, after=after, limit=limit, keys=keys, since=today)
    if kind is Kind.MEETING:
        return meetings_dated(by, until=until, after=after, limit=limit, keys=keys, since=today)
    return minutes_dated(by, until=today, since=today - MINUTES_FOR, after=after, limit=limit, keys=keys)
