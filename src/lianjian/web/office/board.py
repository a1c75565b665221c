"""What is late, the longest first, by who must move next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.projects.queries import Next, board, count_board
from lianjian.apps.projects.rules.commitments import MOVE_LABELS
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.templatetags.measures import span_name
from lianjian.web.narrowing import AREA_WORDS, LATE_WORDS, filter_of, movers_offered
from lianjian.web.office.door import in_office
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.measuring import areas, views

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import BoardLine
    from lianjian.web.narrowing import Filter

PAGE = 30
NEXT_WORDS = {
    Next.DO: gettext_lazy("The giver has to do it"),
    Next.VALUE: gettext_lazy("The giver has to report a value"),
    Next.CONFIRM: gettext_lazy("The receiver has to confirm it"),
    Next.APPROVE: gettext_lazy("The receiver has to approve a value"),
}
STEP_WORDS = {move: gettext_lazy(label) for move, label in MOVE_LABELS.items()}


def address_of(line: BoardLine) -> str:
    """Where the next move is made."""
    if line.period is not None:
        return reverse("mobile:period", args=[line.commitment, line.period[0]])
    return reverse("mobile:commitment", args=[line.commitment])


def row_of(line: BoardLine, chosen: Filter, what: Next) -> dict[str, Any]:
    """A line with its words for a table, and the address of all that waits for the same party."""
    return {
        "of_mover": f"?{chosen.query(party=line.mover, next=what)}",
        "line": line,
        "url": address_of(line),
        "area": AREA_WORDS[line.work_area],
        "step": STEP_WORDS[line.step] if line.step else "",
        "period": span_name(line.period[1], line.period[2]) if line.period else "",
    }


@in_office
def shown(request: HttpRequest) -> HttpResponse:
    """One of the four kinds of waiting, the longest first; the one with something in it that comes first is shown."""
    actor, today = actor_of(request), this_day()
    chosen = filter_of(request, actor)
    narrowed = chosen.narrowed
    counts = count_board(actor, today, narrowed)
    wanted = request.GET.get("next", "")
    what = Next(wanted) if wanted in set(Next) else next((one for one in Next if counts[one]), Next.DO)
    if sheets.wanted(request):
        return _as_sheet(board(actor, today, what, narrowed, limit=sheets.MOST_ROWS + 1), what)
    page = page_of(
        request,
        counts[what],
        lambda limit, offset: [
            row_of(line, chosen, what)
            for line in board(actor, today, what, narrowed, limit=limit, offset=offset)
        ],
        PAGE,
    )
    context = framed(
        request,
        views=views("board"),
        what=what,
        kinds=[
            (word, f"?{chosen.query(next=one)}", one == what, counts[one]) for one, word in NEXT_WORDS.items()
        ],
        waiting=sum(counts.values()),
        page=page,
        chosen=chosen,
        areas=areas(),
        lates=LATE_WORDS.items(),
        movers=movers_offered(actor, today, chosen),
        sheet=sheets.address(request),
    )
    return render(request, "office/board.html", context)


def _as_sheet(lines: list[BoardLine], what: Next) -> HttpResponse:
    columns = [_("Days"), _("Since"), _("Who must move"), _("Other side"), _("Commitment"), _("Period"),
               _("Work area"), _("Last step"), _("Obstacle")]  # fmt: skip
    rows = [
        (
            line.days,
            line.since,
            line.mover_name,
            line.other_name,
            line.text,
            span_name(line.period[1], line.period[2]) if line.period else None,
            str(AREA_WORDS[line.work_area]),
            str(STEP_WORDS[line.step]) if line.step else None,
            line.obstacle[1] if line.obstacle else None,
        )
        for line in lines
    ]
    return sheets.workbook(str(NEXT_WORDS[what]), columns, rows)
