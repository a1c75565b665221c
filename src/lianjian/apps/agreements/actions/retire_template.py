from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._templates import lock_template
from lianjian.apps.agreements.events import TemplateChanged
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.agreements.models import Template
    from lianjian.foundation.actor import Actor


@transaction.atomic
def retire_template(*, by: Actor, template: int, now: datetime | None = None) -> Template:
    """Offer a template for no new draft. It stays readable, and so does which agreements were made from it."""
    row = lock_template(by, template, None)
    if row.retired_at is None:
        row.retired_at = moment_of(by, now, wall=timezone.now())
        row.save(update_fields=["retired_at"])
        tell(TemplateChanged(template=row.pk, organisation=row.organisation_id, what="retired"), by=by)
    return row
