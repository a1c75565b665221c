from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._templates import lock_template
from lianjian.apps.agreements.events import TemplateChanged
from lianjian.apps.agreements.models import TemplateClause
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def drop_template_clause(
    *,
    by: Actor,
    template: int,
    clause: int,
    seen_revision: int | None = None,
    now: datetime | None = None,
) -> None:
    """Offer a clause of a template no longer. Its versions stay for the agreements that were made from them."""
    row = lock_template(by, template, seen_revision)
    rows = TemplateClause.objects.across_organisations("below the template in hand").filter(template=row)
    found = rows.filter(pk=clause, dropped_at=None).first()
    if found is None:
        raise NotThere
    found.dropped_at = moment_of(by, now, wall=timezone.now())
    found.save(update_fields=["dropped_at"])
    row.revision += 1
    row.save(update_fields=["revision"])
    told = TemplateChanged(template=row.pk, organisation=row.organisation_id, what="dropped", clause=found.pk)
    tell(told, by=by)
