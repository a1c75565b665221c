from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.coordination.events import TakenOver
from lianjian.apps.coordination.models import Duty, Gathering, GroupMember, Rhythm
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.coordination.rules.gatherings import UNDER_WAY
from lianjian.apps.coordination.rules.groups import GroupRole
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def take_over(*, by: Actor, thing: str, outgoing: int, person: int, named: bool, today: date) -> bool:
    """A handover gives a duty (``duty:5``), an agreed rhythm with what is open of it (``rhythm:5``) or a part in a group
    (``part:5``) or a gathering to be held (``gathering:5``) from ``outgoing`` to ``person``; says whether anything changed.

    What names somebody else by now stays as it is. With ``named`` what named nobody names ``person`` from now on, else it
    goes on falling to whoever answers. In a group the old part ends today and the same part begins for the other, unless
    they have a weightier one already.
    """
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only a handover can do this."))
    word, _colon, number = thing.partition(":")
    changed = {"duty": _duty, "rhythm": _rhythm, "part": _part, "gathering": _gathering}[word](
        int(number), outgoing, person, named=named, today=today
    )
    if changed:
        tell(TakenOver(thing=thing, outgoing=outgoing, person=person), by=by)
    return changed


def _moves(holder: int | None, outgoing: int, *, named: bool) -> bool:
    return holder == outgoing or (holder is None and named)


def _duty(key: int, outgoing: int, person: int, *, named: bool, today: date) -> bool:  # noqa: ARG001 - one shape for four
    rows = Duty.objects.across_organisations("a handover moves it").select_for_update(of=("self",))
    row = rows.filter(pk=key, state=DutyState.OPEN).first()
    if row is None or not _moves(row.person_id, outgoing, named=named):
        return False
    row.person_id = person
    row.save(update_fields=["person"])
    return True


def _rhythm(key: int, outgoing: int, person: int, *, named: bool, today: date) -> bool:  # noqa: ARG001 - one shape for four
    rows = Rhythm.objects.across_organisations("a handover moves it").select_for_update(of=("self",))
    row = rows.filter(pk=key).first()
    if row is None or not _moves(row.person_id, outgoing, named=named):
        return False
    before = row.person_id
    row.person_id = person
    row.save(update_fields=["person"])
    Duty.objects.across_organisations("below the rhythm in hand").filter(
        rhythm=row, state=DutyState.OPEN, person=before
    ).update(person=person)
    return True


def _gathering(key: int, outgoing: int, person: int, *, named: bool, today: date) -> bool:  # noqa: ARG001 - one shape for four
    rows = Gathering.objects.across_organisations("a handover moves it").select_for_update(of=("self",))
    row = rows.filter(pk=key, state__in=UNDER_WAY).first()
    if row is None or not _moves(row.run_by_id, outgoing, named=named):
        return False
    row.run_by_id = person
    row.save(update_fields=["run_by"])
    return True


def _part(key: int, outgoing: int, person: int, *, named: bool, today: date) -> bool:  # noqa: ARG001 - one shape for four
    rows = GroupMember.objects.across_organisations("a handover moves it").select_for_update(of=("self",))
    row = rows.filter(pk=key, until=None, person=outgoing).first()
    if row is None:
        return False
    row.until = max(row.since, today)
    row.save(update_fields=["until"])
    weight = list(GroupRole)
    own = rows.filter(group=row.group_id, person=person, until=None).first()
    if own is not None and weight.index(GroupRole(own.role)) <= weight.index(GroupRole(row.role)):
        return True
    if own is not None:
        own.until = max(own.since, today)
        own.save(update_fields=["until"])
    GroupMember.objects.create(
        group_id=row.group_id,
        person_id=person,
        organisation_id=row.organisation_id,
        role=row.role,
        since=today,
    )
    return True
