"""What the verbs about a handover share: who may, the list under a lock, and the passing of a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.parties.events import HandoverItemDecided, HandoverItemPassed
from lianjian.apps.parties.models import ByWord, Handover, HandoverItem, Mandate
from lianjian.apps.parties.queries.handovers import live_things
from lianjian.apps.parties.queries.holding import heirs, standing
from lianjian.apps.parties.rules.handovers import DECIDED, ItemState, check_begun
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.apps.parties.rules.open_things import OpenThing
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Hand:
    """A handover under way, locked, with what ``by`` is in it."""

    row: Handover
    outgoing: bool
    successor: bool
    steward: bool

    def allow(self, *, outgoing: bool = False, successor: bool = False, steward: bool = False) -> None:
        """Raises NotAllowed unless ``by`` is one of these."""
        if (outgoing and self.outgoing) or (successor and self.successor) or (steward and self.steward):
            return
        raise NotAllowed(
            gettext_noop("This is for somebody else of this handover to do."),
            cure=gettext_noop(
                "The successor takes over or returns, the one who leaves adds and explains; a leader, liaison "
                "officer or administrator may name somebody else."
            ),
        )


def lock_handover(by: Actor, key: int) -> Hand:
    """Raises NotThere, and Refused where it is over."""
    row = (
        Handover.objects.by(by)
        .select_for_update(of=("self",))
        .select_related("mandate")
        .filter(pk=key)
        .first()
    )
    if row is None:
        raise NotThere
    check_begun(row.state)
    return Hand(
        row,
        outgoing=by.person is not None and by.person == row.outgoing_id,
        successor=by.person is not None and by.person == row.successor_id,
        steward=by.holds(*STEWARDS, organisation=row.organisation_id),
    )


def decide(
    by: Actor, row: Handover, item: str, state: ItemState, *, owner: int | None, remark: str, moment: datetime
) -> HandoverItem:
    """Write down what becomes of a line, ``app/key``. Raises Refused where it is not open any more, or was taken over for
    good. The same decision again is one."""
    app, _, key = item.partition("/")
    lines = HandoverItem.objects.across_organisations("below the handover in hand").select_for_update()
    line = lines.filter(handover=row, source_app=app, source_key=key).first()
    if line is not None and (line.state, line.owner_id, line.remark) == (state, owner, remark):
        return line
    if line is not None and line.passed_at is not None:
        raise Refused(
            gettext_noop("This has gone over already."),
            cure=gettext_noop("Whoever holds it now can give it on in the room it comes from."),
        )
    thing = live_things(row, civil_date(moment)).get(item)
    if thing is None:
        raise Refused(
            gettext_noop("This is not open any more: it was done or given to somebody else meanwhile."),
            cure=gettext_noop("Go on with the next one."),
        )
    if line is None:
        line = HandoverItem(handover=row, source_app=app, source_key=key)
    _picture(line, thing)
    line.state, line.owner_id, line.remark = state, owner, remark
    line.decided_by_id, line.decided_at = by.person, moment
    line.save()
    told = HandoverItemDecided(handover=row.pk, source_app=app, source_key=key, state=state, owner=owner)
    tell(told, by=by)
    if state in DECIDED:
        pass_line(by, line, row, moment)
    return line


def _picture(line: HandoverItem, thing: OpenThing) -> None:
    line.kind, line.words, line.more = thing.kind, thing.words[:500], thing.more[:500]
    line.due_on, line.link = thing.due_on, thing.link[:120]


def pass_line(by: Actor, line: HandoverItem, row: Handover, moment: datetime) -> bool:
    """Let the thing go over where its owner holds a mandate on that day; says whether it did. Until then it stays with
    the one who leaves, for whom it is named. An owner who handed over before it went goes past: it is with whoever came
    after them, so that their list has it."""
    owner, day = line.owner_id, civil_date(moment)
    if owner is not None and not holds_there(owner, row.organisation_id, day):
        pair = (row.organisation_id, owner)
        owner = heirs([pair], day).get(pair) if not comes_there(owner, row.organisation_id, day) else None
    if owner is None:
        return False
    line.passed_at = moment
    line.save(update_fields=["passed_at"])
    if line.source_app == "parties":
        spoken = ByWord.objects.across_organisations("below the handover in hand")
        spoken.filter(pk=int(line.source_key.partition(":")[2])).update(person=owner)
    told = HandoverItemPassed(
        handover=row.pk,
        organisation=row.organisation_id,
        source_app=line.source_app,
        source_key=line.source_key,
        outgoing=row.outgoing_id,
        person=owner,
        named=line.state == ItemState.GIVEN,
    )
    tell(told, by=by)
    return True


def holds_there(person: int, organisation: int, day: date) -> bool:
    """Whether the person holds a mandate in the organisation that day."""
    rows = Mandate.objects.across_organisations("who may hold a thing follows from everybody's mandates")
    return rows.filter(standing(day), person=person, organisation=organisation).exists()


def comes_there(person: int, organisation: int, day: date) -> bool:
    """Whether the person has a mandate in the organisation that begins later."""
    rows = Mandate.objects.across_organisations("who may hold a thing follows from everybody's mandates")
    return rows.filter(starts_on__gt=day, person=person, organisation=organisation).exists()
