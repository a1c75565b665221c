from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._templates import lock_template
from lianjian.apps.agreements.events import TemplateChanged
from lianjian.apps.agreements.models import TemplateClause, TemplateWords
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def write_template_clause(
    *,
    by: Actor,
    template: int,
    text: str,
    heading: str = "",
    clause: int | None = None,
    seen_revision: int | None = None,
    now: datetime | None = None,
) -> TemplateWords:
    """Give a clause of a template new words as its next version, or add a clause at the end (None). Earlier versions
    stay; agreements made from them know which one they hold. The same words again are no new version."""
    row = lock_template(by, template, seen_revision)
    name, words = clean_line(heading, field="heading", needed=False), clean(text, field="text")
    rows = TemplateClause.objects.across_organisations("below the template in hand").filter(template=row)
    if clause is None:
        last = rows.order_by("-position").values_list("position", flat=True).first() or 0
        place = TemplateClause.objects.create(template=row, position=last + 1)
        newest = None
    else:
        found = rows.filter(pk=clause, dropped_at=None).first()
        if found is None:
            raise NotThere
        place = found
        versions = TemplateWords.objects.across_organisations("below the template in hand")
        newest = versions.filter(clause=place).order_by("-version").first()
        if newest is not None and (newest.heading, newest.text) == (name, words):
            return newest
    written = TemplateWords.objects.create(
        clause=place,
        version=(newest.version if newest else 0) + 1,
        heading=name,
        text=words,
        written_at=moment_of(by, now, wall=timezone.now()),
        written_by_id=by.person,
    )
    row.revision += 1
    row.save(update_fields=["revision"])
    told = TemplateChanged(
        template=row.pk,
        organisation=row.organisation_id,
        what="clause",
        clause=place.pk,
        version=written.version,
    )
    tell(told, by=by)
    return written
