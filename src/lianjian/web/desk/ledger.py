"""The ledger of a story: all outlets at a glance, then row by row what has to be done, and by whom."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.matrix import queries
from lianjian.apps.matrix.rules.next_steps import UNPLANNED, Holder
from lianjian.apps.matrix.rules.states import State
from lianjian.web.acting import actor_of
from lianjian.web.desk import ledger_exports
from lianjian.web.desk.matrix_frame import FAMILIES, framed, types_of
from lianjian.web.kit import sheets

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lianjian.apps.matrix.queries import LedgerRow

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that a table program would take for a formula."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A verb that was refused, shown beside the field it was typed in. ``typed`` is what stood in the form."""

    delivery: int
    verb: str
    field: str
    text: str
    typed: dict[str, str]


@never_cache
@require_safe
def ledger(request: HttpRequest, story: int) -> HttpResponse:
    """The page; ``?as=xlsx`` gives it as a workbook."""
    if sheets.wanted(request):
        return ledger_exports.story(queries.ledger(actor_of(request), story))
    return show(request, story)


def show(request: HttpRequest, story: int, fault: Fault | None = None) -> HttpResponse:
    """The ledger, with a refused verb where there is one (422)."""
    found = queries.ledger(actor_of(request), story)
    types = types_of(row.outlet for row in found.rows)
    kinds: dict[str, list[LedgerRow]] = {}
    for row in found.rows:
        kinds.setdefault(row.outlet.kind, []).append(row)
    first = next((row.delivery for row in found.rows if _by_hand(row)), None)
    context = framed(
        request,
        ledger=found,
        types=types,
        kinds=[(FAMILIES[kind], queries.kind_word(kind), rows) for kind, rows in kinds.items()],
        sections=_sections(found.rows),
        by_hand=sum(_by_hand(row) for row in found.rows),
        first_by_hand=first,
        planned=any(row.state != UNPLANNED for row in found.rows),
        fault=fault,
        now=timezone.now(),
    )
    return render(request, "desk/ledger.html", context, status=422 if fault else 200)


@never_cache
@require_safe
def table(request: HttpRequest, story: int) -> HttpResponse:
    """The ledger as a file that table programs open, in Chinese too."""
    found = queries.ledger(actor_of(request), story)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ledger-{story}.csv"'
    answer.write("\ufeff")  # without it, table programs read Chinese as something else
    lines = csv.writer(answer)
    lines.writerow(
        [
            _("Outlet"),
            _("Mode"),
            _("State"),
            _("Since"),
            _("Address"),
            _("Attempts"),
            _("What happened"),
            _("What to do"),
        ]
    )
    for row in found.rows:
        since = date_format(timezone.localtime(row.since), "Y-m-d H:i") if row.since else ""
        cells = [
            row.outlet.name,
            row.outlet.mode_word,
            row.word,
            since,
            row.url,
            str(row.attempts),
            row.what,
            row.cure,
        ]
        lines.writerow([f"'{cell}" if cell.startswith(DANGEROUS) else cell for cell in cells])
    return answer


def _by_hand(row: LedgerRow) -> bool:
    return row.holder == Holder.PERSON and row.state != State.REFUSED and row.outlet.may_act


def _sections(rows: tuple[LedgerRow, ...]) -> list[tuple[str, str, str, list[LedgerRow]]]:
    """What needs a hand comes first, what is over last: (name, heading, sentence, rows), empty ones left out."""
    person = [row for row in rows if row.holder == Holder.PERSON]
    # still public though it should not be; then what nobody knows; then refused ones; then plain handwork
    order = [State.WITHDRAWAL_NEEDED, State.UNKNOWN, State.REFUSED, State.NEEDS_HUMAN]
    person.sort(key=lambda row: order.index(State(row.state)))
    groups = [
        ("person", _("For us to do"), "", person),
        (
            "system",
            _("The system is at work"),
            _("Nothing to do: it tries again by itself and never sends what may have arrived."),
            [row for row in rows if row.holder == Holder.SYSTEM],
        ),
        (
            "outlet",
            _("With the outlet"),
            _("Handed over or laid out to be fetched. That is not published: nobody has seen it there yet."),
            [row for row in rows if row.holder == Holder.OUTLET],
        ),
        (
            "published",
            _("Published there"),
            _("Each with its public link: the platform gave it, or a colleague saw it and pasted it."),
            [row for row in rows if row.state == State.PUBLISHED],
        ),
        ("over", _("Taken down or never out"), "", [row for row in rows if row.state == State.WITHDRAWN]),
        ("unplanned", _("Not planned"), "", [row for row in rows if row.state == UNPLANNED]),
    ]
    return [group for group in groups if group[3]]
