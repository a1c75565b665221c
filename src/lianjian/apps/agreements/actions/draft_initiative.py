from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.events import InitiativeDrafted
from lianjian.apps.agreements.models import Initiative
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.responses import CallState
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def draft_initiative(
    *, by: Actor, organisation: int, key: str, title: str, text: str, now: datetime | None = None
) -> Initiative:
    """Write a call of ``organisation``. ``key`` is the word in its public address; the same key twice
    from the same organisation is one call."""
    if not by.holds(*STEWARDS, organisation=organisation):
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    if not organisations().filter(pk=organisation).exists():
        raise Refused(gettext_noop("This organisation is not in the register."), field="organisation")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
        raise Refused(gettext_noop("The key takes small letters, digits and single hyphens."), field="key")
    take_turn(f"agreements.call:{key}")
    there = Initiative.objects.across_organisations("keys are counted once").filter(key=key).first()
    if there is not None and there.organisation_id == organisation:
        return there
    if there is not None:
        raise Refused(gettext_noop("The key is taken."), field="key")
    initiative = Initiative.objects.create(
        key=key,
        organisation_id=organisation,
        title=clean_line(title, field="title"),
        text=clean(text, field="text"),
        state=CallState.DRAFT,
        created_at=moment_of(by, now, wall=timezone.now()),
    )
    tell(InitiativeDrafted(initiative=initiative.pk, organisation=organisation), by=by)
    return initiative
