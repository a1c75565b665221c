from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.queries import agreement_card, is_party
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.queries import agreements_run_by
from lianjian.apps.parties.queries import organisations
from lianjian.apps.projects.actions._periods import check_periods, write_periods
from lianjian.apps.projects.events import CommitmentMade
from lianjian.apps.projects.models import Commitment
from lianjian.apps.projects.rules.amounts import check_amount, check_unit
from lianjian.apps.projects.rules.commitments import CommitmentState
from lianjian.apps.projects.rules.periods import check_counting
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.apps.projects.rules.work_areas import check_area
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from lianjian.apps.projects.rules.periods import PeriodDraft
    from lianjian.foundation.actor import Actor


@transaction.atomic
def make_commitment(
    *,
    by: Actor,
    giver: int,
    receiver: int,
    work_area: str,
    text: str,
    due_on: date,
    agreement: int | None = None,
    clause_position: int | None = None,
    indicator: str = "",
    unit: str = "",
    target: str | int | Decimal | None = None,
    counting: str = "",
    periods: Sequence[PeriodDraft] = (),
    client_key: str | None = None,
    now: datetime | None = None,
) -> Commitment:
    """Write down what ``giver`` owes ``receiver`` by ``due_on``, where it can be counted with indicator,
    unit, target.

    Leader, liaison officer, first secretary or administrator of the giver may promise; those who run the
    joint group of the agreement may enter what was agreed there. Cut into ``periods``, ``counting`` says how they add up
    (``rules.periods.Counting``), and the target follows from theirs: it is not given. A clause is kept with the hash of the
    text that stood then. The same ``client_key`` of one giver again is one commitment.
    """
    runs = agreement is not None and agreement in agreements_run_by(by)
    if not runs and not by.holds(*NEGOTIATORS, organisation=giver):
        raise NotAllowed(
            gettext_noop(
                "Only the leader, liaison officer or first secretary of the party that promises can do this."
            )
        )
    if giver == receiver:
        raise Refused(gettext_noop("Giver and receiver are the same organisation."), field="receiver")
    locked = organisations().select_for_update(no_key=True, of=("self",)).filter(pk__in=[giver, receiver])
    if len(locked) != 2:  # noqa: PLR2004 - giver and receiver
        raise Refused(gettext_noop("This organisation is not in the register."), field="receiver")
    commitments = Commitment.objects.across_organisations("the giver was checked above").filter(giver=giver)
    sending = check_client_key(client_key)
    if sending and (sent := commitments.filter(client_key=sending).first()) is not None:
        return sent
    clause_text = _check_clause(by, agreement, clause_position, giver, receiver)
    moment = moment_of(by, now, wall=timezone.now())
    if due_on < civil_date(moment):
        raise Refused(gettext_noop("The day lies before the promise."), field="due_on")
    given = target is not None and target != ""
    if periods and given:
        raise Refused(gettext_noop("The target follows from the periods; it is not typed."), field="target")
    if periods and not unit:
        raise Refused(gettext_noop("Say in which unit it is counted."), field="unit")
    if not periods and given != bool(unit):
        raise Refused(gettext_noop("A target needs a number and a unit, or neither."), field="target")
    amount = check_amount(target, field="target") if target is not None and given else None
    targets: list[Decimal] = []
    if periods:
        targets, amount = check_periods(periods, check_counting(counting), check_unit(unit), due_on=due_on)
    commitment = Commitment.objects.create(
        agreement_id=agreement,
        clause_position=clause_position,
        giver_id=giver,
        receiver_id=receiver,
        work_area=check_area(work_area),
        text=clean_line(text, field="text", longest=500),
        due_on=due_on,
        first_due_on=due_on,
        indicator=clean_line(indicator, field="indicator", needed=False),
        unit=check_unit(unit) if unit else "",
        target=amount,
        counting=counting if periods else "",
        clause_sha256=clause_text,
        state=CommitmentState.OPEN,
        made_at=moment,
        client_key=sending,
    )
    write_periods(commitment, periods, targets)
    told = CommitmentMade(
        commitment=commitment.pk,
        giver=giver,
        receiver=receiver,
        agreement=agreement,
        due_on=due_on.isoformat(),
    )
    tell(told, by=by)
    return commitment


def _check_clause(by: Actor, agreement: int | None, clause: int | None, giver: int, receiver: int) -> str:
    """The hash of the text in which the clause stands, "" where it is a draft or none is named. Raises Refused (or
    NotThere) where agreement, clause and the two parties do not belong together."""
    if agreement is None:
        if clause is not None:
            raise Refused(gettext_noop("A clause belongs to an agreement."), field="clause_position")
        return ""
    card = agreement_card(by, agreement)
    if card.state in {State.ENDED, State.WITHDRAWN}:
        raise Refused(gettext_noop("This agreement is over."), field="agreement")
    if not is_party(agreement, giver, receiver):
        raise Refused(gettext_noop("Giver and receiver must be parties of the agreement."), field="agreement")
    if clause is not None and clause not in {line.position for line in card.clauses}:
        raise Refused(
            gettext_noop("There is no clause %(position)s."), field="clause_position", position=clause
        )
    return card.sha256 if clause is not None else ""
