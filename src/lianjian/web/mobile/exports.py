"""The lists of the phone pages as Excel workbooks, seen by the same eyes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianjian.apps.agreements.queries import agreements_of
from lianjian.apps.agreements.rules.signing import STATE_LABELS
from lianjian.apps.coordination.queries import groups_of
from lianjian.apps.coordination.rules.groups import GROUP_ROLE_LABELS
from lianjian.apps.exchange.queries import needs as needs_in_scope
from lianjian.apps.exchange.rules.needs import NEED_LABELS
from lianjian.apps.projects.queries import commitments_between, obstacles_open
from lianjian.apps.projects.rules.commitments import STANDING_LABELS
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.kernel.quantities import UNIT_LABELS
from lianjian.web.kit.listing import all_rows
from lianjian.web.kit.sheets import workbook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpResponse

    from lianjian.apps.exchange.queries import WantedNeeds
    from lianjian.apps.projects.queries import Whose
    from lianjian.foundation.actor import Actor
    from lianjian.web.mobile.dues import Due

BETWEEN = "、"


def due(name: str, lines: Iterable[Due]) -> HttpResponse:
    """What is due of one urgency."""
    titles = [_("What it is about"), _("To or by whom"), _("Day"), _("State"), _("What to do")]
    return workbook(name, titles, ((one.what, one.whom, one.day, one.word, one.act) for one in lines))


def commitments(by: Actor, today: date, whose: Whose, name: str, *, closed: bool) -> HttpResponse:
    """One section of the commitments."""
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
    lines = all_rows(
        lambda limit, offset: commitments_between(by, today, whose, limit, offset, closed=closed)
    )
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
