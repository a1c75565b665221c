from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.actions._running import lock_group, parties_of
from lianjian.apps.coordination.events import RhythmAgreed
from lianjian.apps.coordination.models import Rhythm
from lianjian.apps.coordination.rules.rhythm import check_exceptions, check_rhythm, place_of
from lianjian.apps.parties.queries import holders
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def agree_rhythm(
    *,
    by: Actor,
    group: int,
    organisation: int,
    what: str,
    every: int,
    period: str,
    starts_on: date,
    ends_on: date | None = None,
    person: int | None = None,
    weekdays: Collection[str] = (),
    place: str = "",
    day: int | None = None,
    exceptions: Collection[date] = (),
) -> Rhythm:
    """Write down that ``organisation`` does something every so many weeks, months or years; ``make_duties``
    dates it. ``weekdays`` (MO … SU), ``place`` and ``day`` say on which day (``rules.rhythm``), ``exceptions`` are days
    that fall out.

    ``person`` None leaves it to whoever answers for the organisation. The same words from the same day
    for the same organisation again are the same rhythm.
    """
    row = lock_group(by, group)
    if organisation not in parties_of(row):
        raise Refused(gettext_noop("This organisation is no party of the group."), field="organisation")
    step = check_rhythm(every, period, starts_on, ends_on)
    on = place_of(step, weekdays=weekdays, place=place, day=day)
    left_out = check_exceptions(exceptions)
    if person is not None and person not in holders(organisation, list(Role), starts_on):
        raise Refused(
            gettext_noop("This person holds no mandate in that organisation."),
            cure=gettext_noop("Grant the mandate first."),
            field="person",
        )
    words = clean_line(what, field="what", longest=200)
    there = (
        Rhythm.objects.across_organisations("below the group in hand")
        .filter(group=row, organisation=organisation, what=words, starts_on=starts_on)
        .first()
    )
    if there is not None:
        return there
    rhythm = Rhythm.objects.create(
        group=row,
        organisation_id=organisation,
        person_id=person,
        what=words,
        every=every,
        period=step,
        starts_on=starts_on,
        ends_on=ends_on,
        on=on,
        exceptions=left_out,
    )
    tell(RhythmAgreed(rhythm=rhythm.pk, group=row.pk, organisation=organisation), by=by)
    return rhythm
