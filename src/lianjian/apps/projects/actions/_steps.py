"""What every step about a commitment does: lock it, judge the move, write the row, tell."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.projects.actions._proving import check_entry
from lianjian.apps.projects.actions._storing import keep_evidence
from lianjian.apps.projects.events import CommitmentMoved
from lianjian.apps.projects.models import Commitment, Period, Progress
from lianjian.apps.projects.queries.commitments import negotiates, who_reported_done
from lianjian.apps.projects.rules.amounts import check_amount
from lianjian.apps.projects.rules.commitments import (
    CommitmentState,
    Move,
    Side,
    check_new_day,
    judge,
    judge_confirmer,
    judge_reach,
    side_of,
)
from lianjian.apps.projects.rules.periods import PeriodState
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from lianjian.apps.projects.rules.evidence import Evidence
    from lianjian.foundation.actor import Actor

LONGEST = 2000


def take_step(
    by: Actor,
    commitment: int,
    move: Move,
    *,
    text: str,
    text_needed: bool,
    value: str | int | Decimal | None = None,
    files: Sequence[Evidence] = (),
    log_entry: int | None = None,
    due_on: date | None = None,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Progress:
    """Make ``move``. The same ``client_key``, or the same move with the same log entry, about the same
    commitment again is one step; where the same person's entry stood there as mere evidence, that becomes the
    report made with it."""
    row = Commitment.objects.by(by).select_for_update().filter(pk=commitment).first()
    if row is None:
        raise NotThere
    steps = Progress.objects.across_organisations("below the commitment in hand").filter(commitment=row)
    key = check_client_key(client_key)
    if key and (sent := steps.filter(client_key=key).first()) is not None:
        return sent
    there = None
    if log_entry is not None:
        check_entry(by, log_entry, row.giver_id, row.receiver_id)
        there = steps.filter(log_entry=log_entry).first()
        if there is not None and (there.kind == move or move is Move.EVIDENCE):
            return there
        if there is not None and not _mere_proof(there, by):
            there, log_entry = None, None  # the entry is proof there already; this step needs no second copy
    side = side_of(by.organisations, giver=row.giver_id, receiver=row.receiver_id)
    before = CommitmentState(row.state)
    if side is not None:
        judge_reach(move, acts=by.acts_for(row.giver_id if side is Side.GIVER else row.receiver_id))
    after = judge(move, side=side, negotiates=negotiates(by, row, side), state=before)
    moment = moment_of(by, now, wall=timezone.now())
    if move is Move.CONFIRM:
        judge_confirmer(by.person, reporter=who_reported_done(row.pk))
        _check_no_value_waits(row)
    if due_on is not None:
        check_new_day(due_on, before=row.due_on, today=civil_date(moment))
    _check_countable(row, move, given=value is not None and value != "")
    step = there or Progress(commitment=row, person_id=by.person, log_entry_id=log_entry)
    step.kind, step.at, step.client_key = move, moment, key
    step.text = clean(text, field="text", longest=LONGEST, needed=text_needed and log_entry is None)
    step.value = _amount(move, value)
    step.due_before = row.due_on if due_on is not None else None
    step.save()
    keep_evidence(list(files), moment=moment, progress=step)
    _write(row, move, after, side=side, moment=moment, due_on=due_on)
    told = CommitmentMoved(
        commitment=row.pk,
        giver=row.giver_id,
        receiver=row.receiver_id,
        move=move,
        before=before,
        after=after,
        progress=step.pk,
    )
    tell(told, by=by)
    return step


def _check_countable(row: Commitment, move: Move, *, given: bool) -> None:
    """Raises Refused where a number is ``given`` about what is not counted, or is counted by periods."""
    if given and not row.unit:
        raise Refused(
            gettext_noop("This commitment is not counted in numbers."),
            cure=gettext_noop("Write it into the text."),
            field="value",
        )
    if given and row.counting and move is not Move.VALUE:
        raise Refused(
            gettext_noop("This commitment is counted by periods."),
            cure=gettext_noop("Report the number for its period, on the page of the commitment."),
            field="value",
        )


def _amount(move: Move, value: str | int | Decimal | None) -> Decimal | None:
    """The number as it is kept; the value of a period was judged by its unit already."""
    if value is None or value == "":
        return None
    if move is Move.VALUE and isinstance(value, Decimal):
        return value
    return check_amount(value, field="value")


def _check_no_value_waits(row: Commitment) -> None:
    """Raises Refused while the value of a period waits: whoever confirms the whole has judged its parts."""
    waiting = Period.objects.across_organisations("below the commitment in hand")
    if waiting.filter(commitment=row, state=PeriodState.REPORTED).exists():
        raise Refused(
            gettext_noop("A value waits for your approval."),
            cure=gettext_noop("Approve or return it, then confirm."),
        )


def _mere_proof(step: Progress, by: Actor) -> bool:
    own = step.kind == Move.EVIDENCE and step.person_id == by.person
    return own and not step.text and not step.files.exists()


def _write(
    row: Commitment,
    move: Move,
    after: CommitmentState,
    *,
    side: Side | None,
    moment: datetime,
    due_on: date | None,
) -> None:
    row.state = after
    if move is Move.DONE:
        row.done_on = civil_date(moment)
    elif move is Move.SEND_BACK:
        row.done_on = None
    elif move is Move.CONFIRM:
        row.confirmed_at = moment
    elif move is Move.WITHDRAW:
        row.withdrawn_on, row.withdrawn_by = civil_date(moment), side or ""
    elif move is Move.RENEGOTIATE and due_on is not None:
        row.due_on = due_on
    row.save(update_fields=["state", "done_on", "confirmed_at", "withdrawn_on", "withdrawn_by", "due_on"])
