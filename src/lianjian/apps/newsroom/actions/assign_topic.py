from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.events import Assigned
from lianjian.apps.newsroom.models import Assignment, Topic
from lianjian.apps.newsroom.queries.planning import people_to_assign
from lianjian.apps.newsroom.rules.planning import PLACE_LIMIT, WORD_LIMIT, TopicState
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def assign_topic(
    *,
    by: Actor,
    topic: int,
    person: int,
    due_at: datetime,
    what: str = "",
    place: str = "",
    submission: str = "",
) -> Assignment:
    """Give an approved topic to somebody who writes in this newsroom, until ``due_at`` (aware, not past). ``submission``
    names one sending of a form: a second call gives the first's assignment."""
    row = Topic.objects.by(by).select_for_update(of=("self",)).filter(pk=topic).first()
    if row is None:
        raise NotThere
    if submission:
        sent_before = Assignment.objects.by(by).filter(submission=submission, topic=row).first()
        if sent_before is not None:
            return sent_before
    if row.state != TopicState.APPROVED:
        raise Refused(gettext_noop("Only an approved topic is given to somebody."))
    if person not in dict(people_to_assign(row.newsroom_id)):
        raise Refused(gettext_noop("Choose somebody who works in this newsroom."), field="person")
    now = timezone.now()
    if due_at < now and not by.network_wide:
        raise Refused(gettext_noop("The deadline lies in the past."), field="due_at")
    made = Assignment.objects.create(
        topic=row,
        person_id=person,
        what=clean_line(what, field="what", longest=WORD_LIMIT, needed=False),
        place=clean_line(place, field="place", longest=PLACE_LIMIT, needed=False),
        due_at=due_at,
        assigned_by_id=by.person,
        assigned_at=now,
        submission=submission or None,
    )
    tell(Assigned(assignment=made.pk, topic=row.pk, person=person), by=by)
    return made
