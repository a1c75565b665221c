"""What a party's page says about its people: who acts by the page, who stands in, postings with their handovers, honours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.parties.queries import with_account
from lianjian.apps.parties.queries.handovers import count_open_things
from lianjian.apps.parties.queries.honours import count_honours, honours_of
from lianjian.apps.parties.queries.people_in_office import acting_in, mandates_in, postings_by_batch
from lianjian.apps.parties.rules.handovers import HANDOVER_LABELS, HandoverState
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.web.acting import actor_of
from lianjian.web.kit.paging import page_of
from lianjian.web.office.frame import this_day
from lianjian.web.office.words import ROLE_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest

PAGE = 40
HONOURS = 100
HANDOVER_WORDS = {str(state): gettext_lazy(label) for state, label in HANDOVER_LABELS.items()}
HANDOVER_MARKS = {str(HandoverState.BEGUN): "wait", str(HandoverState.COMPLETED): "ok"}


def of_people(request: HttpRequest, row: Any) -> dict[str, Any]:
    """The part of the page about people; to others than its own only what is public."""
    actor, today = actor_of(request), this_day()
    own, steward = actor.acts_for(row.pk), actor.holds(*STEWARDS, organisation=row.pk)
    posted = postings_by_batch(actor, row.pk) if row.kind == Kind.VILLAGE else []
    context: dict[str, Any] = {
        "postings": [
            (
                one,
                HANDOVER_MARKS.get(one.handover_state, ""),
                HANDOVER_WORDS.get(one.handover_state, ""),
                own
                and not one.handover
                and one.starts_on <= today
                and (steward or one.person == actor.person),
            )
            for one in posted
        ],
        "honours": honours_of(actor, row.pk, HONOURS),
        "honours_count": count_honours(actor, row.pk),
        "may_honour": actor.holds(*NEGOTIATORS, organisation=row.pk),
    }
    if not own:
        return context
    rows = mandates_in(actor, row.pk, today, former=False)
    page = page_of(request, rows.count(), lambda most, skip: list(rows[skip : skip + most]), PAGE)
    stand_ins = acting_in(actor, row.pk, today)
    opened = with_account(one.person_id for one in page)
    acting = {one.mandate: one for one in stand_ins}
    return context | {
        "page": page,
        "people": [(one, ROLE_WORDS[one.role], one.person_id in opened, acting.get(one.pk)) for one in page],
        "former_count": mandates_in(actor, row.pk, today, former=True).count(),
        "open_count": count_open_things(actor, row.pk, today),
        "me": actor.person,
    }
