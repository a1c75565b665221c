"""The lists of the phone pages as Excel workbooks, seen by the same eyes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianjian.apps.agreements.queries import agreements_of
from lianjian.apps.agreements.rules.signing import STATE_LABELS
from lianjian.apps.coordination.queries import groups_of
from lianjian.apps.coordination.queries.gatherings import gatherings_of
from lianjian.apps.coordination.rules.gatherings import (
    GATHERING_LABELS,
    GATHERING_STATE_LABELS,
    GatheringState,
)
from lianjian.apps.coordination.rules.groups import GROUP_ROLE_LABELS
from lianjian.apps.exchange.queries import needs as needs_in_scope
from lianjian.apps.exchange.rules.needs import NEED_LABELS
from lianjian.apps.matrix.queries import travels
from lianjian.apps.projects.queries import (
    Sort,
    commitments_between,
    commitments_sorted,
    obstacles_open,
    pairs,
)
from lianjian.apps.projects.queries import board as board_lines
from lianjian.apps.projects.queries import enquiries as open_enquiries
from lianjian.apps.projects.rules.commitments import STANDING_LABELS
from lianjian.apps.projects.rules.enquiries import ENQUIRY_LABELS
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.kernel.quantities import UNIT_LABELS
from lianjian.web.kit.listing import all_rows
from lianjian.web.kit.sheets import workbook
from lianjian.web.kit.templatetags.measures import span_name
from lianjian.web.mobile.period_words import NEXT_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.http import HttpResponse

    from lianjian.apps.coordination.queries.gatherings import When as Meant
    from lianjian.apps.exchange.queries import WantedNeeds
    from lianjian.apps.projects.queries import Among, BoardLine, CommitmentLine, Narrowed, Next, Whose
    from lianjian.foundation.actor import Actor
    from lianjian.web.mobile.dues import Due

BETWEEN = "、"


def due(name: str, lines: Iterable[Due]) -> HttpResponse:
    """What is due of one urgency."""
    titles = [_("What it is about"), _("To or by whom"), _("Day"), _("State"), _("What to do")]
    return workbook(name, titles, ((one.what, one.whom, one.day, one.word, one.act) for one in lines))


def commitments(by: Actor, today: date, whose: Whose, name: str, *, closed: bool) -> HttpResponse:
    """One section of the commitments."""
    lines = all_rows(
        lambda limit, offset: commitments_between(by, today, whose, limit, offset, closed=closed)
    )
    return _commitments(name, lines)


def owed(by: Actor, today: date, among: Among, name: str) -> HttpResponse:
    """What one party owes another."""

    def rows(limit: int, offset: int) -> list[CommitmentLine]:
        return commitments_sorted(by, today, Sort.ALL, among=among, limit=limit, offset=offset)

    return _commitments(name, all_rows(rows))


def owing(by: Actor, today: date) -> HttpResponse:
    """Pairs of parties, the most late first."""
    titles = [
        _("Who promises"),
        _("To whom"),
        _("In time"),
        _("Late"),
        _("To be confirmed"),
        _("Done in time"),
    ]
    titles += [_("In all")]
    return workbook(
        pgettext("a view of commitments", "Who owes whom"),
        titles,
        (
            (one.giver_name, one.receiver_name, one.running, one.late, one.awaiting, one.kept, one.all)
            for one in all_rows(partial(pairs, by, today))
        ),
    )


def _commitments(name: str, lines: Iterable[CommitmentLine]) -> HttpResponse:
    titles = [
        _("Commitment"),
        _("Who gives"),
        _("Who gets"),
        _("Work area"),
        _("State"),
        _("Due on"),
        _("Days late"),
    ]
    titles += [_("Target"), _("Reached"), _("Unit")]
    return workbook(
        name,
        titles,
        (
            (
                line.text,
                line.giver_name,
                line.receiver_name,
                _(WORK_AREA_LABELS[line.work_area]),
                _(STANDING_LABELS[line.standing]),
                line.due_on,
                line.days_late,
                line.target,
                line.reached,
                _(UNIT_LABELS[line.unit]) if line.unit else None,
            )
            for line in lines
        ),
    )


def needs(by: Actor, today: date, wanted: WantedNeeds) -> HttpResponse:
    """What is needed, or what was met or given up."""
    titles = [
        _("Who needs it"),
        _("What is needed"),
        _("Work area"),
        _("Quantity"),
        _("Unit"),
        _("Wanted by"),
    ]
    titles += [_("State"), _("Who looks after it"), _("Met by")]
    lines = all_rows(lambda limit, offset: needs_in_scope(by, today, wanted, limit=limit, offset=offset))
    return workbook(
        _("Needs"),
        titles,
        (
            (
                line.organisation_name,
                line.text,
                _(WORK_AREA_LABELS[line.work_area]),
                line.quantity,
                _(UNIT_LABELS[line.unit]) if line.unit else None,
                line.wanted_by,
                _(NEED_LABELS[line.state]),
                line.owner_name or None,
                line.met_by_name or line.met_by_words or None,
            )
            for line in lines
        ),
    )


def obstacles(by: Actor, today: date) -> HttpResponse:
    """What stands in the way."""
    titles = [
        _("What stands in the way"),
        _("Organisation"),
        _("Project"),
        _("Who removes it"),
        _("Since"),
        _("Days"),
    ]
    return workbook(
        _("Obstacles"),
        titles,
        (
            (one.text, one.organisation_name, one.project_title, one.owner_name, one.since, one.days)
            for one in all_rows(partial(obstacles_open, by, today))
        ),
    )


def agreements(by: Actor) -> HttpResponse:
    """The agreements of my organisations."""
    titles = [_("Number"), _("Title"), _("State"), _("Parties"), _("Signed"), _("First day"), _("Last day")]
    return workbook(
        _("Agreements"),
        titles,
        (
            (
                line.number,
                line.title,
                _(STATE_LABELS[line.state]),
                BETWEEN.join(line.parties),
                line.signed,
                line.starts_on,
                line.ends_on,
            )
            for line in all_rows(partial(agreements_of, by))
        ),
    )


def enquiries(by: Actor, today: date) -> HttpResponse:
    """What visitors asked and waits; neither their names nor how to reach them, which are deleted in time."""
    titles = [_("About"), _("Handled by"), _("State"), _("Received"), _("Days")]
    return workbook(
        _("Enquiries"),
        titles,
        (
            (one.about, one.handler_name, _(ENQUIRY_LABELS[one.state]), one.received_at, one.days)
            for one in all_rows(
                lambda limit, offset: open_enquiries(by, today, still_open=True, limit=limit, offset=offset)
            )
        ),
    )


def board(by: Actor, today: date, narrowed: Narrowed, moves: Iterable[Next]) -> HttpResponse:
    """What is late or waits, the longest of each move first."""
    titles = [
        _("What to do"),
        _("Days"),
        _("Since"),
        _("Who must move"),
        _("Other side"),
        _("Commitment"),
        _("Period"),
    ]
    titles += [_("Work area"), _("Obstacle")]

    def rows() -> Iterable[Any]:
        for what in moves:
            for line in all_rows(partial(_waiting, by, today, what, narrowed)):
                yield (
                    str(NEXT_WORDS[what]),
                    line.days,
                    line.since,
                    line.mover_name,
                    line.other_name,
                    line.text,
                    span_name(line.period[1], line.period[2]) if line.period else None,
                    _(WORK_AREA_LABELS[line.work_area]),
                    line.obstacle[1] if line.obstacle else None,
                )

    return workbook(_("Late first"), titles, rows())


def _waiting(
    by: Actor, today: date, what: Next, narrowed: Narrowed, limit: int, offset: int
) -> list[BoardLine]:
    return board_lines(by, today, what, narrowed, limit=limit, offset=offset)


def gatherings(by: Actor, when: Meant, now: datetime) -> HttpResponse:
    """Gatherings to come, or those that are over; who came is known of those that took place."""
    titles = [
        _("Gathering"),
        _("Kind of gathering"),
        _("Who holds it"),
        _("Begins"),
        pgettext("of a gathering", "Ends"),
    ]
    titles += [_("Where, in words"), _("State"), _("Expected"), _("Came"), _("Without a reply")]
    return workbook(
        _("Gatherings"),
        titles,
        (
            (
                one.title,
                one.kind_word or _(GATHERING_LABELS[one.kind]),
                one.organiser_name,
                one.begins_at,
                one.ends_at,
                one.place,
                _(GATHERING_STATE_LABELS[one.state]),
                one.expected,
                one.came if one.state is GatheringState.HELD else None,
                one.silent,
            )
            for one in all_rows(partial(gatherings_of, by, when, now))
        ),
    )


def groups(by: Actor) -> HttpResponse:
    """The groups, one row for each member."""
    titles = [
        pgettext("of coordination", "Group"),
        _("Formed on"),
        _("Person"),
        _("Organisation"),
        _("Part in the group"),
    ]

    def rows() -> Iterable[Any]:
        for card in all_rows(partial(groups_of, by)):
            for one in card.members:
                yield (
                    card.name,
                    card.formed_on,
                    one.name,
                    one.organisation_name,
                    _(GROUP_ROLE_LABELS[one.role]),
                )
            if not card.members:
                yield (card.name, card.formed_on, None, None, None)

    return workbook(_("Coordination groups"), titles, rows())


def stories(by: Actor) -> HttpResponse:
    """The stories about my organisations, a row for each at each outlet."""
    titles = [_("Story"), _("Column"), _("Party"), _("First published"), _("Outlet"), _("State")]
    titles += [_("Since"), _("Address")]

    def rows() -> Iterable[Any]:
        for one in all_rows(partial(travels, by)):
            for stop in one.stops:
                yield (
                    one.title,
                    one.column or None,
                    one.party_name or None,
                    one.published_at,
                    stop.name,
                    stop.word,
                    stop.since,
                    stop.url or None,
                )

    return workbook(_("Stories about us"), titles, rows())
