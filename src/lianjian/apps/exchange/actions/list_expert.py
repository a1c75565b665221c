from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.exchange.actions._owning import is_own, is_steward
from lianjian.apps.exchange.events import ExpertListed
from lianjian.apps.exchange.models import ExpertArea, ExpertProfile
from lianjian.apps.exchange.rules.experts import check_areas, check_fields, judge_lister
from lianjian.apps.parties.queries import holders, organisations
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def list_expert(
    *,
    by: Actor,
    person: int,
    organisation: int,
    fields: Sequence[str],
    work_areas: Sequence[str] = (),
    profile: str = "",
    reachable: bool = True,
    public: bool = False,
    now: datetime | None = None,
) -> ExpertProfile:
    """Put a person on the list of the think tank, or bring their entry up to date.

    The person holds a mandate in ``organisation`` that day. They themselves may, or a leader, liaison officer
    or administrator of it; only the person decides that everybody sees the name (``public``).
    """
    rows = ExpertProfile.objects.across_organisations("one entry for each person of the network")
    organisations().select_for_update(no_key=True, of=("self",)).filter(pk=organisation).first()
    row = rows.select_for_update().filter(person=person).first()
    listed = row is not None and row.retired_on is None
    own, steward = is_own(by, person), is_steward(by, organisation)
    judge_lister(
        own=own, steward=steward, public=public, was_public=listed and row is not None and row.public
    )
    moment = moment_of(by, now, wall=timezone.now())
    if person not in holders(organisation, list(Role), civil_date(moment)):
        raise Refused(gettext_noop("The expert holds no mandate in this organisation."), field="person")
    if row is not None and listed and not own and not is_steward(by, row.organisation_id):
        raise Refused(
            gettext_noop("Another organisation has listed this expert."),
            cure=gettext_noop("Ask the expert to change the entry."),
            field="organisation",
        )
    row = row or ExpertProfile(person_id=person)
    if not listed:
        row.listed_on, row.retired_on = civil_date(moment), None
    row.organisation_id, row.fields = organisation, check_fields(fields)
    row.profile = clean(profile, field="profile", longest=2000, needed=False)
    row.reachable, row.public = reachable, public
    areas = check_areas(work_areas)
    row.save()
    row.areas.all().delete()
    ExpertArea.objects.bulk_create(ExpertArea(expert=row, work_area=area) for area in areas)
    tell(ExpertListed(expert=row.pk, organisation=organisation, new=not listed), by=by)
    return row
