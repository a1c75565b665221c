"""What every step about a commitment does: lock it, judge the move, write the row, tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.projects.actions._proving import check_entry
from lianjian.apps.projects.actions._storing import keep_evidence
from lianjian.apps.projects.events import CommitmentMoved
from lianjian.apps.projects.models import Commitment, Progress
from lianjian.apps.projects.queries.commitments import negotiates, who_reported_done
from lianjian.apps.projects.rules.amounts import check_amount
from lianjian.apps.projects.rules.commitments import (
    CommitmentState,
    Move,
    Side,
    check_new_day,
    judge,
    judge_confirmer,
    side_of,
)
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

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
    after = judge(move, side=side, negotiates=negotiates(by, row, side), state=before)
    moment = moment_of(by, now, wall=timezone.now())
    if move is Move.CONFIRM:
        judge_confirmer(by.person, reporter=who_reported_done(row.pk))
    if due_on is not None:
        check_new_day(due_on, before=row.due_on, today=civil_date(moment))
    if value is not None and value != "" and not row.unit:
        raise Refused(
            gettext_noop("This commitment is not counted in numbers."),
            cure=gettext_noop("Write it into the text."),
            field="value",
        )
    step = there or Progress(commitment=row, person_id=by.person, log_entry_id=log_entry)
    step.kind, step.at, step.client_key = move, moment, key
    step.text = clean(text, field="text", longest=LONGEST, needed=text_needed and log_entry is None)
    step.value = check_amount(value, field="value") if value is not None and value != "" else None
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
