"""What every step about a commitment does: lock it, judge the move, write the row, tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.coordination.queries import log_entry as entry_in_scope
from lianjian.apps.projects.actions._storing import keep_evidence
from lianjian.apps.projects.events import CommitmentMoved
from lianjian.apps.projects.models import Commitment, Progress
from lianjian.apps.projects.rules.amounts import check_amount
from lianjian.apps.projects.rules.commitments import CommitmentState, Move, Side, judge, side_of
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
    """Make ``move``. The same ``client_key``, or the same log entry, about the same commitment again is
    one step; an entry that stood there as mere evidence becomes the report that is made with it."""
    row = Commitment.objects.by(by).select_for_update().filter(pk=commitment).first()
    if row is None:
        raise NotThere
    steps = Progress.objects.across_organisations("below the commitment in hand").filter(commitment=row)
    if client_key and (sent := steps.filter(client_key=client_key).first()) is not None:
        return sent
    there = None
    if log_entry is not None:
        entry_in_scope(by, log_entry)
        there = steps.filter(log_entry=log_entry).first()
        if there is not None and (there.kind != Move.EVIDENCE or move is Move.EVIDENCE):
            return there
    side = side_of(by.organisations, giver=row.giver_id, receiver=row.receiver_id)
    before = CommitmentState(row.state)
    after = judge(move, side=side, state=before)
    if value is not None and value != "" and not row.unit:
        raise Refused(
            gettext_noop("This commitment is not counted in numbers."),
            cure=gettext_noop("Write it into the text."),
            field="value",
        )
    moment = moment_of(by, now, wall=timezone.now())
    step = there or Progress(commitment=row)
    for name, said in {
        "kind": move,
        "person_id": by.person,
        "at": moment,
        "text": clean(text, field="text", longest=LONGEST, needed=text_needed),
        "value": check_amount(value, field="value") if value is not None and value != "" else None,
        "due_before": row.due_on if due_on is not None else None,
        "log_entry_id": log_entry,
        "client_key": client_key or None,
    }.items():
        setattr(step, name, said)
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
