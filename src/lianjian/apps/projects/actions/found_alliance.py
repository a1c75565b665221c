from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.projects.actions._speaking import check_speaks
from lianjian.apps.projects.events import AllianceFounded
from lianjian.apps.projects.models import Alliance, AllianceMember
from lianjian.apps.projects.rules.alliances import PartState
from lianjian.apps.projects.rules.joint import check_key
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def found_alliance(
    *,
    by: Actor,
    organisation: int,
    name: str,
    key: str,
    about: str = "",
    now: datetime | None = None,
) -> Alliance:
    """An organisation founds an industry alliance: its keeper and first member. ``key`` is the word in its address and
    makes sending the same form twice one alliance."""
    check_speaks(by, organisation)
    word = check_key(key)
    take_turn(f"alliance {word}")
    rows = Alliance.objects.across_organisations("keys are counted once")
    if (there := rows.filter(key=word).first()) is not None:
        if there.keeper_id == organisation:
            return there
        raise Refused(gettext_noop("The key is taken."), field="key")
    day = civil_date(moment_of(by, now, wall=timezone.now()))
    row = Alliance.objects.create(
        key=word,
        name=clean_line(name, field="name"),
        about=clean(about, field="about", longest=4000, needed=False),
        keeper_id=organisation,
        founded_on=day,
    )
    AllianceMember.objects.create(
        alliance=row,
        organisation_id=organisation,
        state=PartState.MEMBER,
        invited_on=day,
        joined_on=day,
    )
    tell(AllianceFounded(alliance=row.pk, organisation=organisation), by=by)
    return row
