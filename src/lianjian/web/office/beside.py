"""What stands on an agreement's and on a party's page beside its own facts: what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.coordination.queries import groups_of
from lianjian.apps.projects.queries import commitments
from lianjian.web.office.frame import this_day
from lianjian.web.office.promises import OVER, givers, rows_of

if TYPE_CHECKING:
    from lianjian.apps.agreements.queries import AgreementCard
    from lianjian.foundation.actor import Actor


def of_agreement(actor: Actor, card: AgreementCard) -> dict[str, Any]:
    """Its commitments and groups as far as the reader may see them."""
    today = this_day()
    may_speak = any(actor.holds(*NEGOTIATORS, organisation=party.organisation) for party in card.parties)
    return {
        "promises": rows_of(commitments(actor, today, agreement=card.id)),
        "may_promise": bool(givers(actor, card)),
        "groups": groups_of(actor, agreement=card.id),
        "may_form": card.state not in OVER and may_speak,
    }
