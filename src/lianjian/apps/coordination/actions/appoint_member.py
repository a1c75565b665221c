from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.coordination.actions._running import lock_group, parties_of
from lianjian.apps.coordination.events import MemberAppointed
from lianjian.apps.coordination.models import GroupMember
from lianjian.apps.coordination.rules.groups import GroupRole, check_role
from lianjian.apps.parties.queries import holders
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def appoint_member(
    *, by: Actor, group: int, person: int, organisation: int, role: str, now: datetime | None = None
) -> GroupMember:
    """Give a person a part in a group, for the party in which they hold a mandate that day.

    A group has one leader at a time. A person who has another part already changes to the new one.
    """
    row = lock_group(by, group)
    part = check_role(role)
    day = civil_date(moment_of(by, now, wall=timezone.now()))
    if organisation not in parties_of(row):
        raise Refused(gettext_noop("This organisation is no party of the group."), field="organisation")
    if person not in holders(organisation, list(Role), day):
        raise Refused(
            gettext_noop("This person holds no mandate in that organisation."),
            cure=gettext_noop("Grant the mandate first."),
            field="person",
        )
    members = GroupMember.objects.across_organisations("below the group in hand").filter(
        group=row, until=None
    )
    if part is GroupRole.LEADER and members.filter(role=part).exclude(person=person).exists():
        raise Refused(
            gettext_noop("The group has a leader already."),
            cure=gettext_noop("Release the present leader first."),
            field="role",
        )
    member = members.filter(person=person).first()
    if member is not None and (member.role, member.organisation_id) == (part, organisation):
        return member
    if member is not None:
        member.until = max(day, member.since)
        member.save(update_fields=["until"])
    member = GroupMember.objects.create(
        group=row, person_id=person, organisation_id=organisation, role=part, since=day
    )
    tell(MemberAppointed(group=row.pk, member=member.pk, role=part), by=by)
    return member
