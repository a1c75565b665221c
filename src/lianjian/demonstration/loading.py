"""Loads the demonstration into an empty installation: all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.adapters.ferry.feed_writing import ServedFeed
from lianjian.apps.islands.actions.publish_edition import publish_edition
from lianjian.demonstration import reading
from lianjian.demonstration.accounts import PASSWORD, write_mark
from lianjian.demonstration.building import load_projects
from lianjian.demonstration.ceremony import load_scan
from lianjian.demonstration.chasing import load_chasing
from lianjian.demonstration.coordinating import load_coordination, load_log
from lianjian.demonstration.delivering import load_deliveries, take_down
from lianjian.demonstration.gathering import load_gatherings
from lianjian.demonstration.handing import load_first_handover, load_handing
from lianjian.demonstration.inviting import load_invitations
from lianjian.demonstration.knowing import load_knowledge
from lianjian.demonstration.linking import load_asking, load_linking
from lianjian.demonstration.measuring import load_measured
from lianjian.demonstration.needing import load_needs
from lianjian.demonstration.negotiating import load_negotiation
from lianjian.demonstration.planning import load_planning
from lianjian.demonstration.promising import load_commitments
from lianjian.demonstration.signings import load_agreements, load_initiative
from lianjian.demonstration.society import LOADER, load_society
from lianjian.demonstration.spreading import load_figures, load_spread
from lianjian.demonstration.stationing import load_stations
from lianjian.demonstration.telling import load_stories, withdraw_stories

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


def load(*, report: Callable[[str], None], now: datetime | None = None) -> None:
    """Load everything, dated from ``now``; ``report`` gets a sentence for each part.

    Deterministic but for keys drawn by chance and the moments at which the machine writes. The list of accounts, which
    marks the installation as a demonstration, is written once all of it is there.
    """
    days = reading.Calendar(now or timezone.now())
    told, year, stories = reading.network(), reading.year(), reading.stories()
    with transaction.atomic():
        society = load_society(told, days, password=PASSWORD)
        report(f"{len(society.organisations)} organisations, {len(society.people)} people")
        load_first_handover(days, society)
        load_initiative(told, days, society)
        load_invitations(told)
        load_agreements(told, days, society)
        load_scan(days, society)
        report(f"{len(told['agreement'])} agreements, {len(told['response'])} answers to the call")
        load_negotiation(reading.negotiation(), days, society)
        load_coordination(told, days, society)
        report(f"{load_commitments(told, days, society)} commitments")
        load_log(told, days, society)
        report(f"{load_projects(told, days, society)} projects, {len(told['log'])} log entries")
        report(f"{load_linking(days, society)} branch links and alliances")
        load_asking(days, society)
        load_chasing(days, society)
        report(f"{load_measured(days, society)} commitments by the quarter")
        load_gatherings(days, society)
        load_knowledge(told, days, society)
        report(f"{load_needs(reading.needs(), days, society)} needs")
        load_handing(days, society)
        report(f"{load_stations(days, society)} requests from village stations")
        report(f"{load_stories(stories, days, society)} stories")
        report(f"{load_deliveries(year, society)} publications at other outlets")
        withdraw_stories(stories, days, society)
        take_down(year, stories, society)
        report(f"{load_spread(year['spread'], days, society)} reads and forwards")
        load_figures(year["figure"], days, society, year["spread"])
        report(f"{load_planning(days, society)} topics and leads")
        transaction.on_commit(write_mark)
    edition, _ = publish_edition(by=LOADER, writer=ServedFeed())
    report(f"edition {edition.version} for the stations: {edition.stories} stories")
