from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from lianjian.apps.agreements.actions._editing import editing
from lianjian.apps.agreements.models import Clause
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def remove_clause(
    *,
    by: Actor,
    agreement: int,
    position: int,
    seen_revision: int | None = None,
    now: datetime | None = None,
) -> None:
    """Take a clause out; the ones after it move up. Its words stay in the texts that were frozen with it."""
    with editing(by, agreement, "clause", seen_revision=seen_revision, now=now) as row:
        clauses = Clause.objects.across_organisations("below the agreement in hand").filter(agreement=row)
        taken, _ = clauses.filter(position=position).delete()
        if not taken:
            raise Refused(
                gettext_noop("There is no clause %(position)s."), field="position", position=position
            )
        clauses.filter(position__gt=position).update(position=F("position") - 1)
