"""The periods of a commitment with every value that was ever reported for them, and who judged it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.coordination.queries import LogLine, entries_as_evidence
from lianjian.apps.projects.models import Commitment, Period, PeriodValue
from lianjian.apps.projects.queries.commitments import FileLine, commitment_card
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.commitments import Move
from lianjian.apps.projects.rules.periods import (
    PeriodStanding,
    PeriodState,
    Span,
    ValueState,
    period_standing,
)
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from lianjian.apps.projects.queries.commitments import CommitmentCard
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A reported value: who reported it when, with which words and proof, and who judged it, when and why. ``reason`` and
    ``judged_by`` are "" and ``judged_at`` None while nobody has."""

    id: int
    amount: Decimal
    state: ValueState
    at: datetime
    reporter: int | None
    reporter_name: str
    text: str
    files: tuple[FileLine, ...]
    log_entry: LogLine | None
    judged_by: str
    judged_at: datetime | None
    reason: str
    late: bool


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period. ``reported`` is its latest value, None where that was returned or there is none; ``approved`` the one that
    counts; ``days_late`` is 0 while it is not late. ``values`` are the newest first."""

    id: int
    commitment: int
    position: int
    starts_on: date
    ends_on: date
    report_by: date
    target: Decimal
    standing: PeriodStanding
    days_late: int
    reported: Decimal | None
    approved: Decimal | None
    values: tuple[ValueLine, ...] = ()

    @property
    def latest(self) -> ValueLine | None:
        """The value that stands: the newest that was not replaced."""
        return next((one for one in self.values if one.state is not ValueState.SUPERSEDED), None)


@dataclass(frozen=True, slots=True)
class PeriodCard:
    """A period with its commitment, and what the reader may do about its latest value."""

    line: PeriodLine
    card: CommitmentCard
    may_report: bool
    may_approve: bool
    may_return: bool


def periods_of(by: Actor, commitment: int, today: date) -> list[PeriodLine]:
    """The periods of a commitment in their order, with their values. None for a commitment that ``by`` may not see. A
    constant number of queries."""
    return _lines(list(Period.objects.by(by).filter(commitment=commitment)), today)


def period_card(by: Actor, commitment: int, position: int, today: date) -> PeriodCard:
    """One period. Raises NotThere."""
    rows = list(Period.objects.by(by).filter(commitment=commitment, position=position))
    if not rows:
        raise NotThere
    line = _lines(rows, today)[0]
    card = commitment_card(by, commitment, today)
    latest = line.latest
    others = latest is not None and by.person is not None and latest.reporter != by.person
    return PeriodCard(
        line=line,
        card=card,
        may_report=Move.VALUE in card.moves and line.standing is not PeriodStanding.AHEAD,
        may_approve=others and Move.APPROVE in card.moves and latest.state is ValueState.REPORTED,  # type: ignore[union-attr] # ``others`` says that it is there
        may_return=others
        and Move.RETURN in card.moves
        and latest.state in {ValueState.REPORTED, ValueState.APPROVED},  # type: ignore[union-attr] # as above
    )


def may_divide(by: Actor, commitment: int) -> bool:
    """Whether a value has been reported for none of its periods: as long as that is so, they can be cut anew."""
    values = PeriodValue.objects.across_organisations("a yes or no about a commitment in hand")
    seen = Commitment.objects.by(by).filter(pk=commitment, target__isnull=False).exists()
    return seen and not values.filter(period__commitment=commitment).exists()


def _lines(rows: list[Period], today: date) -> list[PeriodLine]:
    values = _values(rows)
    return [
        PeriodLine(
            id=row.pk,
            commitment=row.commitment_id,
            position=row.position,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            report_by=row.report_by,
            target=tidy(row.target),
            standing=(
                stands := period_standing(PeriodState(row.state), Span(row.starts_on, row.ends_on), today)
            ),
            days_late=(today - row.report_by).days if stands is PeriodStanding.LATE else 0,
            reported=None if row.reported is None else tidy(row.reported),
            approved=None if row.approved is None else tidy(row.approved),
            values=tuple(values.get(row.pk, ())),
        )
        for row in rows
    ]


def _values(periods: list[Period]) -> dict[int, list[ValueLine]]:
    by_key = {row.pk: row for row in periods}
    rows = list(
        PeriodValue.objects.across_organisations("below the periods in hand")
        .filter(period__in=by_key)
        .select_related("step__person", "judgement__person")
        .prefetch_related("step__files")
        .order_by("-pk")
    )
    entries = entries_as_evidence(one.step.log_entry_id for one in rows if one.step.log_entry_id is not None)
    found: dict[int, list[ValueLine]] = {}
    for one in rows:
        step, judged = one.step, one.judgement
        found.setdefault(one.period_id, []).append(
            ValueLine(
                id=one.pk,
                amount=tidy(one.amount),
                state=ValueState(one.state),
                at=step.at,
                reporter=step.person_id,
                reporter_name=step.person.name if step.person else "",
                text=step.text,
                files=tuple(FileLine(f.pk, f.name, f.media_type) for f in step.files.all()),
                log_entry=entries.get(step.log_entry_id) if step.log_entry_id is not None else None,
                judged_by=judged.person.name if judged is not None and judged.person else "",
                judged_at=judged.at if judged is not None else None,
                reason=judged.text if judged is not None else "",
                late=civil_date(step.at) > by_key[one.period_id].report_by,
            )
        )
    return found
