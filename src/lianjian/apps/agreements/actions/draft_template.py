from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.events import TemplateChanged
from lianjian.apps.agreements.models import Template, TemplateClause, TemplateWords
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.agreements.rules.drafts import ClauseDraft
    from lianjian.foundation.actor import Actor


@transaction.atomic
def draft_template(
    *,
    by: Actor,
    organisation: int,
    key: str,
    title: str,
    clauses: Sequence[ClauseDraft] = (),
    about: str = "",
    now: datetime | None = None,
) -> Template:
    """Begin model words of an organisation, its leader, liaison officer or administrator may. Everybody in the network
    reads them and drafts from them. ``key`` makes sending the same form twice one template."""
    if not by.holds(*STEWARDS, organisation=organisation):
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    take_turn(f"agreements.template:{key}")
    there = Template.objects.across_organisations("keys are counted once").filter(key=key).first()
    if there is not None and there.organisation_id == organisation:
        return there
    if there is not None:
        raise Refused(gettext_noop("The key is taken."), field="key")
    moment = moment_of(by, now, wall=timezone.now())
    template = Template.objects.create(
        organisation_id=organisation,
        key=key,
        title=clean_line(title, field="title"),
        about=clean(about, field="about", longest=2000, needed=False),
        created_at=moment,
    )
    for place, clause in enumerate(clauses, start=1):
        TemplateWords.objects.create(
            clause=TemplateClause.objects.create(template=template, position=place),
            version=1,
            heading=clean_line(clause.heading, field="heading", needed=False),
            text=clean(clause.text, field="text"),
            written_at=moment,
            written_by_id=by.person,
        )
    tell(TemplateChanged(template=template.pk, organisation=organisation, what="begun"), by=by)
    return template
