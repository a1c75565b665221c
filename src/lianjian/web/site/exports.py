"""The public lists as Excel workbooks: what the page shows, all of its pages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianjian.apps.coordination.rules.gatherings import GATHERING_LABELS, GATHERING_STATE_LABELS
from lianjian.apps.parties.rules.kinds import KIND_LABELS
from lianjian.kernel.quantities import UNIT_LABELS
from lianjian.web.kit import sheets
from lianjian.web.kit.listing import all_rows
from lianjian.web.kit.sheets import workbook
from lianjian.web.kit.templatetags.measures import span_name
from lianjian.web.site.pacing import Pace
from lianjian.web.site.visitors import visitor_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from typing import Any

    from django.http import HttpRequest

    from lianjian.apps.coordination.queries.gatherings import PublicGathering
    from lianjian.apps.projects.queries import PublicOutcome
    from lianjian.web.site.promising import PromiseLine
    from lianjian.web.site.spreading import StoryRow

DOWNLOADS = Pace(12)
"""A workbook costs more than a page: so many a minute for each visitor."""
BETWEEN = "、"


def wanted(request: HttpRequest) -> bool:
    """Whether the address asks for the list as a workbook."""
    return sheets.wanted(request)


def too_often(request: HttpRequest) -> HttpResponse | None:
    """The answer to a visitor who asks for too many, None for all others."""
    if DOWNLOADS.allows(visitor_of(request)):
        return None
    return HttpResponse(_("Too often. Wait a minute."), status=429, content_type="text/plain; charset=utf-8")


def agreements(rows: Callable[[int, int], Sequence[Any]]) -> HttpResponse:
    """Public agreements."""
    titles = [_("Title"), _("State"), _("Parties"), _("Signed"), _("First day"), _("Last day")]
    return workbook(
        _("Agreements"),
        titles,
        (
            (line.title, state, BETWEEN.join(line.parties), line.signed, line.starts_on, line.ends_on)
            for line, state in all_rows(rows)
        ),
    )


def projects(rows: Callable[[int, int], Sequence[Any]]) -> HttpResponse:
    """Public projects."""
    titles = [
        _("Title"),
        _("Stage"),
        _("Work area"),
        _("Parties"),
        _("Place"),
        _("Begun on"),
        _("Milestones"),
        _("Reached"),
    ]
    return workbook(
        _("Joint projects"),
        titles,
        (
            (
                one.title,
                stage,
                area,
                BETWEEN.join(one.parties),
                one.place_name,
                one.started_on,
                one.milestones,
                one.reached,
            )
            for one, stage, area in all_rows(rows)
        ),
    )


def partners(rows: Callable[[int, int], Sequence[Any]]) -> HttpResponse:
    """The parties that are no villages."""
    titles = [_("Full name"), _("Kind"), _("Place"), _("Joined")]
    return workbook(
        _("Partners"),
        titles,
        (
            (one.name, kind, one.division.path if one.division else None, one.joined_on)
            for one, kind in all_rows(rows)
        ),
    )


def promises(rows: Callable[[int, int], Sequence[PromiseLine]]) -> HttpResponse:
    """Public commitments."""
    titles = [
        _("Commitment"),
        _("Who gives"),
        _("Who gets"),
        _("Work area"),
        _("Agreement"),
        _("Due"),
        _("State"),
    ]
    titles += [
        _("Done on"),
        _("Days late"),
        _("Indicator"),
        _("Approved by the receiver"),
        _("Target"),
        _("Unit"),
    ]
    titles += [_("Latest approved period")]
    return workbook(
        _("Commitments"),
        titles,
        (
            (
                line.headline.text,
                line.headline.giver_name,
                line.headline.receiver_name,
                line.area,
                line.headline.agreement_title,
                line.headline.due_on,
                line.word,
                line.headline.done_on,
                line.headline.days_late,
                *_counted(line),
            )
            for line in all_rows(rows)
        ),
    )


def needs(rows: Callable[[int, int], Sequence[Any]]) -> HttpResponse:
    """Public needs, each with the words of its area and unit."""
    titles = [
        _("What is needed"),
        _("Who needs it"),
        _("Work area"),
        _("Quantity"),
        _("Unit"),
        _("Wanted by"),
    ]
    titles += [_("Met on"), _("Met by")]
    return workbook(
        _("Public needs"),
        titles,
        (
            (
                one.text,
                one.organisation_name,
                area,
                one.quantity,
                unit or None,
                one.wanted_by,
                one.closed_on,
                one.met_by_name or None,
            )
            for one, area, unit in all_rows(rows)
        ),
    )


def _counted(line: PromiseLine) -> tuple[Any, ...]:
    """Indicator, approved, target, unit and the latest period behind it; empty cells where nothing was to be counted."""
    counted = line.headline.counted
    if counted is None:
        return (None,) * 5
    last = counted.last
    span = span_name(last.starts_on, last.ends_on) if last else None
    return (counted.indicator, counted.reached, counted.target, line.unit, span)


def outcomes(rows: Callable[[int, int], Sequence[PublicOutcome]], areas: Any) -> HttpResponse:
    """Verified outcomes whose words are public; ``areas`` gives the words of work areas."""
    titles = [
        _("What came of it"),
        _("How much"),
        _("Unit"),
        _("Happened"),
        _("Work area"),
        _("Done together by"),
    ]
    titles += [_("Agreement")]
    return workbook(
        _("Verified outcomes"),
        titles,
        (
            (
                one.text,
                one.value,
                _(UNIT_LABELS[one.unit]),
                one.happened_on,
                _(areas[one.work_area]),
                BETWEEN.join(one.parties),
                one.agreement[1],
            )
            for one in all_rows(rows)
        ),
    )


def gatherings(rows: Callable[[int, int], Sequence[PublicGathering]]) -> HttpResponse:
    """Public gatherings; how many came is known of those that took place."""
    titles = [
        _("Gathering"),
        _("Kind of gathering"),
        _("Who holds it"),
        _("Begins"),
        pgettext("of a gathering", "Ends"),
    ]
    titles += [_("Where, in words"), _("State"), _("Came")]
    return workbook(
        _("Gatherings"),
        titles,
        (
            (
                one.title,
                one.kind_word or _(GATHERING_LABELS[one.kind]),
                BETWEEN.join(one.hosts),
                one.begins_at,
                one.ends_at,
                one.place,
                _(GATHERING_STATE_LABELS[one.state]),
                one.came,
            )
            for one in all_rows(rows)
        ),
    )


def spread(rows: Iterable[StoryRow]) -> HttpResponse:
    """Stories with their reads and forwards as whoever asks may see them: what is withheld on the page is withheld here, in
    the same words, and what nobody counted is an empty cell."""
    titles = [_("Story"), _("Column"), _("Party"), _("Published"), _("Reads"), _("Forwards")]
    titles += [_("Read forward rate"), _("Note")]
    return workbook(_("Spread"), titles, (_spread_row(row) for row in rows))


def _spread_row(row: StoryRow) -> tuple[Any, ...]:
    story, seen = row.story, row.seen
    reads = forwards = rate = None
    if seen is not None and not seen.hidden:
        reads, forwards = seen.reads, seen.forwards
        exact = seen.read_forward_rate.value
        rate = None if exact is None else round(Decimal(exact.numerator) / exact.denominator, 4)
    note = None
    if seen is not None and seen.hidden:
        note = _("fewer than 3")
    elif reads is None:
        note = _("unknown")
    return (
        story.title,
        story.column_name,
        story.party_name or None,
        story.published_at,
        reads,
        forwards,
        rate,
        note,
    )


def growth(months: Sequence[tuple[date, Any]]) -> HttpResponse:
    """How many parties of each kind there were at the end of each month."""
    return workbook(
        _("How the network grew"),
        [_("Month"), *(_(label) for label in KIND_LABELS.values()), _("In all")],
        (
            (month, *(kinds.get(kind, 0) for kind in KIND_LABELS), sum(kinds.values()))
            for month, kinds in months
        ),
    )
