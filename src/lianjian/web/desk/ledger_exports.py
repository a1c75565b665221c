"""The ledgers and the coverage as Excel workbooks: a row for each story at each outlet, words as the pages say them."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianjian.apps.matrix import queries
from lianjian.apps.matrix.queries.words import cause_words
from lianjian.apps.matrix.rules.marks import FETCHED
from lianjian.web.kit.sheets import MOST_ROWS, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.http import HttpResponse

    from lianjian.apps.matrix.queries import (
        Coverage,
        Ledger,
        MeetingRow,
        OutletLine,
        OutletReach,
        PartyReach,
        StoryRow,
    )
    from lianjian.apps.matrix.queries.network import Wanted
    from lianjian.apps.matrix.rules.coverage import Reach, Times
    from lianjian.foundation.actor import Actor

PIECE = 500
"""Stories fetched at once: each brings twenty-six rows."""


def evidence_word(evidence: str) -> str:
    """What a state rests on, in words; "" where nothing is kept."""
    known = {
        "person": _("a colleague saw it"),
        "answer": _("the platform answered"),
        FETCHED: _("the client fetched it"),
    }
    return known.get(evidence, "")


def network(by: Actor, wanted: Wanted, outlets: Sequence[OutletLine]) -> HttpResponse:
    """The ledger of the network, a row for each story at each outlet."""
    titles = [_("Story"), _("Story number"), _("Column"), _("Party"), _("First published"), _("Outlet")]
    titles += [_("Mode"), _("State"), _("Since"), _("Who"), _("Evidence"), _("Address")]
    titles += [_("Code"), _("What happened"), _("What to do")]
    return workbook(_("Ledger of the network"), titles, _network_rows(by, wanted, outlets))


def _network_rows(by: Actor, wanted: Wanted, outlets: Sequence[OutletLine]) -> Iterator[tuple[Any, ...]]:
    for story, movers in _stories(by, wanted, max(1, len(outlets))):
        for one in outlets:
            cell = story.cells[one.key]
            what, cure = cause_words(cell.cause, outlet=one.name, code=cell.code, detail=cell.detail)
            yield (
                story.title,
                story.story,
                story.column,
                story.party_name or None,
                story.published_at,
                one.name,
                one.mode_word,
                cell.word,
                cell.since,
                movers.get(cell.delivery or 0) or None,
                evidence_word(cell.evidence) or None,
                cell.url or None,
                cell.code or None,
                what or None,
                cure or None,
            )


def _stories(by: Actor, wanted: Wanted, width: int) -> Iterator[tuple[StoryRow, dict[int, str]]]:
    """The stories of the ledger with who last moved their deliveries, piece by piece; no more than a workbook holds."""
    for start in range(0, MOST_ROWS // width + 1, PIECE):
        piece = queries.network_ledger(by, wanted, PIECE, start)
        keys = [cell.delivery for story in piece for cell in story.cells.values() if cell.delivery]
        movers = queries.who_moved(by, keys)
        for story in piece:
            yield story, movers
        if len(piece) < PIECE:
            return


def unreached(by: Actor) -> HttpResponse:
    """Corrections and withdrawals that did not reach an outlet."""
    titles = [_("Story"), _("Story number"), _("Outlet"), _("What was to happen"), _("State"), _("Since")]
    titles += [_("Waits for"), _("What happened"), _("What to do")]
    return workbook(
        _("Not reached"),
        titles,
        (
            (
                line.title,
                line.story,
                line.outlet_name,
                deed_word(line.deed),
                line.word,
                line.since,
                line.holder_word,
                line.what or None,
                line.cure,
            )
            for line in _pieces(partial(queries.unreached, by))
        ),
    )


def deed_word(deed: str) -> str:
    """What was to happen at the outlet."""
    if deed == "correct":
        return pgettext("at an outlet", "correct")
    return pgettext("at an outlet", "take down")


def _pieces(rows: Callable[[int, int], Sequence[Any]]) -> Iterator[Any]:
    for start in range(0, MOST_ROWS + 1, 5000):
        piece = rows(5000, start)
        yield from piece
        if len(piece) < 5000:  # noqa: PLR2004 - the size of a piece, above
            return


def story(found: Ledger) -> HttpResponse:
    """The ledger of one story, a row an outlet."""
    titles = [_("Outlet"), _("Mode"), _("State"), _("Since"), _("Who"), _("Evidence"), _("Address")]
    titles += [_("Attempts"), _("Code"), _("What happened"), _("What to do")]
    return workbook(
        _("Delivery ledger"),
        titles,
        (
            (
                row.outlet.name,
                row.outlet.mode_word,
                row.word,
                row.since,
                (row.history[0].who if row.history else "") or None,
                evidence_word(row.evidence) or None,
                row.url or None,
                row.attempts if row.delivery else None,
                row.code or None,
                row.what or None,
                row.cure or None,
            )
            for row in found.rows
        ),
    )


def by_party(found: Coverage) -> HttpResponse:
    """Coverage and hours by party."""
    return workbook(
        _("Coverage by party"),
        [_("Party"), _("Stories"), _("Outlets reached"), *_reach_titles()],
        ((_name(one), one.stories, one.outlets, *_reach(one.reach)) for one in found.parties),
    )


def by_outlet(found: Coverage) -> HttpResponse:
    """Coverage and hours by outlet."""
    return workbook(
        _("Coverage by outlet"),
        [_("Outlet"), *_reach_titles()],
        ((one.name, *_reach(one.reach)) for one in found.outlets),
    )


def meetings(name: str, rows: Callable[[int, int], Sequence[MeetingRow]]) -> HttpResponse:
    """The rows behind a figure."""
    titles = [_("Story"), _("Story number"), _("Party"), _("Outlet"), _("State"), _("First published")]
    titles += [_("Handed over at"), _("Taken by the outlet at"), _("Seen at its address at")]
    titles += [_("Hours until it was seen"), _("Address")]
    return workbook(
        name,
        titles,
        (
            (
                row.title,
                row.story,
                row.party_name or None,
                row.outlet_name,
                row.word,
                row.published_at,
                row.handed_at,
                row.accepted_at,
                row.seen_at,
                hours_cell(row.meeting.hours),
                row.url or None,
            )
            for row in _pieces(rows)
        ),
    )


def hours_cell(hours: float | None) -> Decimal | None:
    """Hours with two decimals for a cell, None where nobody knows."""
    return None if hours is None else Decimal(f"{hours:.2f}")


def _name(one: PartyReach | OutletReach) -> str:
    return one.name or _("about no party")


def _reach_titles() -> list[str]:
    titles = [_("Stories at outlets"), _("Seen there"), _("Unknown how many"), _("Not seen there")]
    for moment in (_("Handed over"), _("Taken by the outlet"), _("Seen at its address")):
        titles += [
            moment,
            _("%(moment)s: median hours") % {"moment": moment},
            _("%(moment)s: nine of ten within hours") % {"moment": moment},
        ]
    return titles


def _reach(reach: Reach) -> tuple[Any, ...]:
    return (
        reach.of,
        reach.seen,
        reach.unknown,
        reach.not_seen,
        *_times(reach.handed),
        *_times(reach.accepted),
        *_times(reach.sight),
    )


def _times(times: Times) -> tuple[Any, ...]:
    return (times.count, hours_cell(times.median), hours_cell(times.ninety))
