"""What one was reminded of, and what was sent about a thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from lianjian.apps.projects.queries import projects_of_milestones
from lianjian.apps.reminders.models import Case, Reminder, Ways
from lianjian.apps.reminders.rules.dispatches import Channel, DispatchState
from lianjian.apps.reminders.rules.paths import path_of
from lianjian.apps.reminders.rules.stages import Kind, Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

    _Sent = tuple[date, str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One of my reminders; ``settled`` where the thing is done meanwhile, ``path`` leads to it, ``due_on`` is its day now."""

    id: int
    kind: Kind
    what: str
    organisation_name: str
    path: str
    stage: Stage
    day: date
    due_on: date
    seen: bool
    settled: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What was sent about a thing: the day, the stage, and the channels by which it left (none: on the page only)."""

    day: date
    stage: Stage
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class WaysLine:
    """How somebody is reminded besides on their page."""

    by_mail: bool
    email: str
    rest_days: bool


def reminders_of(by: Actor, limit: int, offset: int = 0) -> list[ReminderLine]:
    """What ``by`` was reminded of, one line a thing (the latest reminder of it): what is still open first, the latest
    first. Two queries."""
    rows = list(
        _latest(by).select_related("case__organisation").order_by("-day", "-pk")[offset : offset + limit]
    )
    projects = projects_of_milestones([r.case.thing for r in rows if r.case.kind == Kind.MILESTONE])
    return [_line(row, projects) for row in rows]


def count_reminders(by: Actor) -> int:
    """How many lines those are. One query."""
    return _own(by).filter(case__settled_at=None).order_by().values("case").distinct().count()


def _latest(by: Actor) -> QuerySet[Reminder]:
    """The latest reminder of each open case, for ``by``: found by one pass over their own, however many those are."""
    open_ones = _own(by).filter(case__settled_at=None).order_by()
    return _own(by).filter(pk__in=open_ones.values("case").annotate(latest=Max("pk")).values("latest"))


def count_unseen(by: Actor) -> int:
    """How many open things ``by`` was reminded of and has not looked at since: the number in the bars. One query."""
    mine = _own(by).filter(seen_at=None, case__settled_at=None)
    return mine.order_by().values("case").distinct().count()


def unseen_keys(by: Actor) -> list[int]:
    """Keys of those reminders, for the page that shows them."""
    return list(_own(by).filter(seen_at=None).order_by().values_list("pk", flat=True))


def _own(by: Actor) -> QuerySet[Reminder]:
    """Those to ``by`` in person. Whoever was reminded sees the case, so that the scope would only say it again, and
    a database asks it of each row."""
    if by.person is None:
        return Reminder.objects.across_organisations("nobody has none").none()
    return Reminder.objects.across_organisations("one's own, asked for by person").filter(person=by.person)


def told_about(by: Actor, kind: Kind, things: Collection[int]) -> dict[int, list[Told]]:
    """What was sent about these things, the latest first, as far as ``by`` may see their cases. Each day and stage once,
    however many people it went to. Two queries."""
    cases = dict(
        Case.objects.by(by).filter(kind=kind, thing__in=list(things)).order_by().values_list("pk", "thing")
    )
    return {cases[case]: some for case, some in told_of(list(cases)).items()}


def told_of(cases: Collection[int] | QuerySet[Case, Any]) -> dict[int, list[Told]]:
    """What was sent about cases that the caller has seen, by case, as in ``told_about``; ``cases`` may be a query that
    gives their keys. One query."""
    rows = (
        Reminder.objects.across_organisations("of cases that the caller has seen")
        .filter(case__in=cases)
        .order_by("-day", "-pk")
        .values_list("case", "day", "stage", "dispatch__channel", "dispatch__state")
    )
    return {case: _told(some) for case, some in _by_first(rows).items()}


def ways_of(by: Actor) -> WaysLine:
    """How ``by`` is reminded besides on the page; as the system does by itself where they never chose."""
    row = Ways.objects.by(by).filter(person=by.person, person__isnull=False).first()
    return WaysLine(row.by_mail, row.email, row.rest_days) if row is not None else WaysLine(False, "", True)


def _by_first(rows: Iterable[Any]) -> dict[int, list[_Sent]]:
    found: dict[int, list[_Sent]] = {}
    for first, *rest in rows:
        found.setdefault(first, []).append(tuple(rest))
    return found


def _told(rows: list[_Sent]) -> list[Told]:
    merged: dict[tuple[date, str], list[Channel]] = {}
    for day, stage, channel, state in rows:
        ways = merged.setdefault((day, stage), [])
        if channel and state == DispatchState.SENT and Channel(channel) not in ways:
            ways.append(Channel(channel))
    return [Told(day, Stage(stage), tuple(ways)) for (day, stage), ways in merged.items()]


def _line(row: Reminder, projects: dict[int, int]) -> ReminderLine:
    case, kind = row.case, Kind(row.case.kind)
    key = projects.get(case.thing, case.thing) if kind is Kind.MILESTONE else case.thing
    return ReminderLine(
        id=row.pk,
        kind=kind,
        what=case.what,
        organisation_name=case.organisation.short_name if case.organisation else "",
        path=path_of(kind, key),
        stage=Stage(row.stage),
        day=row.day,
        due_on=case.due_on,
        seen=row.seen_at is not None,
        settled=case.settled_at is not None,
    )
