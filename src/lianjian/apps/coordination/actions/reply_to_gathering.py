from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.actions._organising import ORGANISERS, lock_seen
from lianjian.apps.coordination.events import GatheringReplied
from lianjian.apps.coordination.models import Guest, InvitedHouse
from lianjian.apps.coordination.rules.gatherings import check_answer
from lianjian.apps.parties.queries import person_names
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.coordination.models import Gathering
    from lianjian.foundation.actor import Actor


@transaction.atomic
def reply_to_gathering(
    *,
    by: Actor,
    gathering: int,
    answer: str,
    organisation: int | None = None,
    people: int | None = None,
    remark: str = "",
    may_be_named: bool = False,
) -> Gathering:
    """Say whether an invited ``organisation`` comes and with how many, or, without one, whether ``by`` comes in person.

    For an organisation its leader, liaison officer, first secretary or administrator speaks; for oneself anybody who
    sees the gathering. The last reply counts. ``may_be_named`` lets one's own name stand in a story.
    """
    row = lock_seen(by, gathering)
    now = timezone.now()
    kept = check_answer(answer, people, state=row.state, today=civil_date(now), until=row.replies_until)
    words = clean_line(remark, field="remark", longest=300, needed=False)
    guest = None
    if organisation is not None:
        if not by.holds(*ORGANISERS, organisation=organisation):
            raise NotAllowed(
                gettext_noop(
                    "Only the leader, liaison officer or first secretary of your organisation replies for it."
                )
            )
        houses = InvitedHouse.objects.across_organisations("the organisation was checked above")
        house = houses.filter(gathering=row, organisation=organisation, withdrawn_at=None).first()
        if house is None:
            raise NotThere
        house.answer, house.people = kept, people if kept == "yes" else None
        house.remark, house.replied_at, house.replied_by_id = words, now, by.person
        house.save()
    else:
        guest = _oneself(by, row)
        guest.answer, guest.people = kept, (people or 0) if kept == "yes" else 0
        guest.remark, guest.replied_at, guest.may_be_named = words, now, may_be_named
        guest.save()
    told = GatheringReplied(
        gathering=row.pk, organisation=organisation, guest=guest.pk if guest else None, answer=kept
    )
    tell(told, by=by)
    return row


def _oneself(by: Actor, row: Gathering) -> Guest:
    if by.person is None:
        raise NotAllowed(gettext_noop("A person replies; sign in first."))
    guests = Guest.objects.across_organisations("the person is the one who acts")
    found = guests.filter(gathering=row, person=by.person).first()
    if found is not None:
        if found.withdrawn_at is not None:
            raise NotThere
        return found
    invited = InvitedHouse.objects.across_organisations("the organisations are those of the one who acts")
    mine = invited.filter(gathering=row, organisation__in=by.organisations, withdrawn_at=None)
    house = mine.values_list("organisation", flat=True).first()
    name = person_names([by.person])[by.person]
    return Guest(gathering=row, person_id=by.person, name=name, organisation_id=house)
