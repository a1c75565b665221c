"""What was put into a project, for its page: rows, sums, and what the reader may do to each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.projects.queries.contributions import sums_of
from lianjian.web.office.choosing import spoken_for
from lianjian.web.office.marks import GIVEN_WORDS, UNIT_WORDS

if TYPE_CHECKING:
    from lianjian.apps.projects.queries import ContributionLine, ProjectCard
    from lianjian.foundation.actor import Actor


def put_in_of(actor: Actor, card: ProjectCard) -> dict[str, Any]:
    """Rows and sums of what was put in, with what the reader may do to each row."""
    own = set(spoken_for(actor)) & set(card.party_keys)

    def may_confirm(one: ContributionLine) -> bool:
        return (
            bool(own)
            and one.organisation not in own
            and one.confirmed_on is None
            and not one.planned
            and not one.corrected
            and one.recorded_by != actor.person
        )

    return {
        "put_in": [
            (one, GIVEN_WORDS[one.kind], UNIT_WORDS[one.unit] if one.unit else "", may_confirm(one))
            for one in card.contributions
        ],
        "sums": [
            (one, GIVEN_WORDS[one.kind], UNIT_WORDS[one.unit] if one.unit else "")
            for one in sums_of(card.contributions)
        ],
    }
