"""What stands beside a page's own facts: on an agreement's and a party's what follows from it, on the first page what
waits for us among promises and outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from lianjian.apps.agreements.queries import scans_of, scans_to_attest
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.coordination.queries import due_soonest, groups_of
from lianjian.apps.exchange.queries import WantedNeeds, count_needs, endowments, needs
from lianjian.apps.exchange.rules.needs import NeedState
from lianjian.apps.projects.queries import (
    alliances_joined,
    branch_links,
    commitments,
    enquiries_late,
    outcomes_to_verify,
    outcomes_under,
    owes_soonest,
    projects_of,
    totals_under,
)
from lianjian.foundation.urgency import WEEK_DAYS
from lianjian.web.office.frame import this_day
from lianjian.web.office.linked_marks import LINK_MARKS, LINK_WORDS
from lianjian.web.office.marks import ENDOWMENT_WORDS, STAGE_WORDS, UNIT_WORDS, stage_mark
from lianjian.web.office.papers import may_bring, scan_words
from lianjian.web.office.promises import OVER, givers, rows_of

if TYPE_CHECKING:
    from lianjian.apps.agreements.queries import AgreementCard
    from lianjian.foundation.actor import Actor

SHOWN = 12


def of_agreement(actor: Actor, card: AgreementCard) -> dict[str, Any]:
    """Its commitments, groups and projects as far as the reader may see them."""
    today = this_day()
    may_speak = any(actor.holds(*NEGOTIATORS, organisation=party.organisation) for party in card.parties)
    promised = rows_of(actor, commitments(actor, today, agreement=card.id))
    by_clause = [
        (clause, [row for row in promised if row[0].clause_position == clause.position])
        for clause in card.clauses
    ]
    places = {clause.position for clause in card.clauses}
    return {
        "promises": promised,
        "late_promises": [row[0] for row in promised if row[0].days_late],
        "by_clause": [(clause, rows) for clause, rows in by_clause if rows],
        "clauses_without": [clause for clause, rows in by_clause if not rows],
        "of_no_clause": [row for row in promised if row[0].clause_position not in places],
        "achieved": outcomes_under(actor, agreement=card.id, limit=SHOWN),
        "achieved_sums": [(UNIT_WORDS[one.unit], one) for one in totals_under(actor, agreement=card.id)],
        "may_promise": bool(givers(actor, card)),
        "groups": groups_of(actor, agreement=card.id),
        "projects": [
            (line, stage_mark(line.stage), STAGE_WORDS[line.stage])
            for line in projects_of(actor, today, agreement=card.id)
        ],
        "scans": [(one, *scan_words(one)) for one in scans_of(actor, card.id)],
        "may_bring": may_bring(actor, card),
        "may_gather": card.state is State.EFFECTIVE and may_speak,
        "may_build": card.state not in OVER and may_speak,
    }


def of_party(actor: Actor, house: int) -> dict[str, Any]:
    """What it has and needs as far as the reader may see it, and to its own people its groups."""
    rows = endowments(actor, organisation=house)
    wanted = WantedNeeds(state=NeedState.OPEN, organisation=house)
    return {
        "endowments": [
            (one, ENDOWMENT_WORDS[one.kind], UNIT_WORDS[one.unit] if one.unit else "") for one in rows
        ],
        "needs": needs(actor, this_day(), wanted, limit=SHOWN),
        "needs_count": count_needs(actor, this_day(), wanted),
        "may_show": actor.holds(*NEGOTIATORS, organisation=house),
        "branch_links": [
            (line, LINK_MARKS[line.state], LINK_WORDS[line.state])
            for line in branch_links(actor, organisation=house, limit=SHOWN)
        ],
        "alliances_joined": alliances_joined(actor, house),
        "achieved": outcomes_under(actor, party=house, limit=SHOWN),
        "achieved_sums": [(UNIT_WORDS[one.unit], one) for one in totals_under(actor, party=house)],
        "own_groups": groups_of(actor, organisation=house) if actor.acts_for(house) else [],
    }


def of_home(actor: Actor) -> dict[str, Any]:
    """The duties of this week and before, what we owe and is late, what we have to confirm, and the outcomes of others to
    look at."""
    today = this_day()
    duties = due_soonest(actor, today, most=SHOWN)
    owed = owes_soonest(actor, today, most=SHOWN)
    late = [line for line in owed.we_owe.lines if line.late]
    return {
        "duties": [line for line in duties.lines if line.due_on <= today + WEEK_DAYS][:SHOWN],
        "duties_count": sum(duties.counts.values()),
        "our_turn": rows_of(actor, [*late, *owed.to_confirm.lines])[:SHOWN],
        "our_turn_count": owed.we_owe.counts.get("late", 0) + owed.to_confirm.count,
        "to_attest": scans_to_attest(actor, limit=SHOWN),
        "to_verify": outcomes_to_verify(actor, limit=SHOWN),
        "enquiries_late": enquiries_late(actor, timezone.now(), today, limit=SHOWN),
    }
