"""What is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from lianjian.apps.coordination.models import Duty
from lianjian.apps.coordination.models.group import organisations_looked_after
from lianjian.apps.coordination.queries.log import LogLine, entries_as_evidence
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.parties.queries.holding import falls_to
from lianjian.foundation.urgency import Soonest, counts_of, soonest
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty in a list. ``days_late`` is 0 while it is not late; ``person_name`` "" where it falls to
    whoever answers for the organisation."""

    id: int
    what: str
    organisation: int
    organisation_name: str
    person: int | None
    person_name: str
    due_on: date
    state: DutyState
    days_late: int
    source_app: str
    source_key: str

    @property
    def late(self) -> bool:
        return self.days_late > 0


@dataclass(frozen=True, slots=True)
class DutyCard:
    """A duty with what came of it. ``done_at`` and ``log_entry`` None while it is open, or where none was
    named as proof; ``may_finish`` says whether the reader may finish it now."""

    line: DutyLine
    done_at: datetime | None
    note: str
    log_entry: LogLine | None
    may_finish: bool


def duty(by: Actor, key: int, today: date) -> DutyCard:
    """One duty in whatever state. Raises NotThere."""
    row = Duty.objects.by(by).filter(pk=key).first()
    if row is None:
        raise NotThere
    proof = row.log_entry_id
    entries = entries_as_evidence([proof]) if proof is not None else {}
    mine = by.acts_for(row.organisation_id) or (row.person_id is not None and row.person_id == by.person)
    return DutyCard(
        line=_lines(Duty.objects.by(by).filter(pk=key), today)[0],
        done_at=row.done_at,
        note=row.note,
        log_entry=entries.get(proof) if proof is not None else None,
        may_finish=mine and row.state == DutyState.OPEN,
    )


def due_for(by: Actor, today: date, *, until: date | None = None, limit: int = 200) -> list[DutyLine]:
    """The open duties that fall to this person or to somebody they act for, or, in their organisations, to nobody by name
    or to somebody who has left; the longest overdue first.

    ``until`` leaves out what is due after that day. Empty for visitors and for the system.
    """
    rows = Duty.objects.by(by).filter(falls_to(by, today), state=DutyState.OPEN)
    if until is not None:
        rows = rows.filter(due_on__lte=until)
    return _lines(rows[:limit], today)


def due_soonest(by: Actor, today: date, *, most: int, only: str = "") -> Soonest[DutyLine]:
    """The same as ``due_for`` by urgency: the first ``most`` of what is late, of this week and of later, with how many
    there are. One query."""
    rows = Duty.objects.by(by).filter(falls_to(by, today), state=DutyState.OPEN)
    found = list(soonest(rows.select_related("organisation", "person"), today, most=most, only=only))
    return Soonest(tuple(_line(row, today) for row in found), counts_of(found))


def open_by_house(by: Actor, houses: Iterable[int], today: date) -> dict[int, tuple[int, int]]:
    """For each of the organisations with open duties that ``by`` may see: how many are late, and how many there are,
    whoever they fall to. One query."""
    rows = Duty.objects.by(by).filter(organisation__in=list(houses), state=DutyState.OPEN).order_by()
    counted = rows.values("organisation").annotate(
        late=Count("pk", filter=Q(due_on__lt=today)), there=Count("pk")
    )
    return {row["organisation"]: (row["late"], row["there"]) for row in counted}


def open_in(by: Actor, houses: Iterable[int], today: date, *, late: bool, limit: int) -> list[DutyLine]:
    """The first ``limit`` of these by day; ``late`` leaves out the others."""
    rows = Duty.objects.by(by).filter(organisation__in=list(houses), state=DutyState.OPEN)
    if late:
        rows = rows.filter(due_on__lt=today)
    return _lines(rows.order_by("due_on", "pk")[:limit], today)


def due_in(by: Actor, organisation: int, today: date, *, limit: int = 200) -> list[DutyLine]:
    """All open duties of one organisation that ``by`` may see, whoever they fall to."""
    return _lines(Duty.objects.by(by).filter(organisation=organisation, state=DutyState.OPEN)[:limit], today)


def late_under(by: Actor, today: date, *, limit: int = 200) -> list[DutyLine]:
    """What is late in the organisations whose joint group ``by`` runs: a leader's glance."""
    rows = Duty.objects.by(by).filter(state=DutyState.OPEN, due_on__lt=today)
    if not by.network_wide:
        rows = rows.filter(organisation__in=organisations_looked_after(by))
    return _lines(rows[:limit], today)


def _lines(rows: QuerySet[Duty], today: date) -> list[DutyLine]:
    return [_line(duty, today) for duty in rows.select_related("organisation", "person")]


def _line(duty: Duty, today: date) -> DutyLine:
    return DutyLine(
        id=duty.pk,
        what=duty.what,
        organisation=duty.organisation_id,
        organisation_name=duty.organisation.short_name,
        person=duty.person_id,
        person_name=duty.person.name if duty.person else "",
        due_on=duty.due_on,
        state=DutyState(duty.state),
        days_late=max(0, (today - duty.due_on).days) if duty.state == DutyState.OPEN else 0,
        source_app=duty.source_app,
        source_key=duty.source_key,
    )
