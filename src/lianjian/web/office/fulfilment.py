"""How commitments are kept over a time: done in time of what fell due, by area and quarter, by party, by agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from lianjian.apps.projects.queries import (
    Term,
    agreements_in,
    areas_in,
    count_agreements_in,
    count_parties_in,
    kept_in,
    parties_in,
    quarters_in,
)
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.narrowing import AREA_WORDS, filter_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.measuring import views, without_agreement

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import AreaLine, Kept, Quarter
    from lianjian.apps.projects.rules.commitments import Fulfilment

PAGE = 30
QUARTERS = 8
"""The last of these are drawn."""


class TermForm(forms.Form):
    """The days on which it was due; either end may be open."""

    since = Day(label=pgettext_lazy("a term", "From"), required=False)
    until = Day(label=pgettext_lazy("a term", "To"), required=False)


@in_office
def shown(request: HttpRequest) -> HttpResponse:
    """Small multiples of the six areas, then parties or agreements."""
    actor, today = actor_of(request), this_day()
    chosen = filter_of(request, actor)
    form = TermForm(request.GET or None)
    days: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    term = Term(days.get("since"), days.get("until"), chosen.agreement)
    by_agreement = request.GET.get("by") == "agreement"
    rows: Callable[[int, int], list[Kept]] = (
        (lambda limit, offset: agreements_in(actor, today, term, limit, offset))
        if by_agreement
        else (lambda limit, offset: parties_in(actor, today, term, limit, offset))
    )
    if sheets.wanted(request):
        return _as_sheet(rows(sheets.MOST_ROWS + 1, 0))
    count = count_agreements_in(actor, term) if by_agreement else count_parties_in(actor, term)
    tail = {name: day.isoformat() for name, day in (("since", term.since), ("until", term.until)) if day}
    areas, quarters = areas_in(actor, today, term), quarters_in(actor, today, term)
    top = max((one.fulfilment.due for found in quarters.values() for one in found), default=1)
    context = framed(
        request,
        views=views("fulfilment"),
        form=form,
        chosen=chosen,
        whole=kept_in(actor, today, term),
        multiples=[_multiple(line, quarters[line.area]) for line in areas],
        top=top,
        page=page_of(request, count, rows, PAGE),
        by_agreement=by_agreement,
        kinds=[
            (_("By party"), f"?{chosen.query(**tail)}", not by_agreement, None),
            (_("By agreement"), f"?{chosen.query(by='agreement', **tail)}", by_agreement, None),
        ],
        nameless=without_agreement(),
        sheet=sheets.address(request),
    )
    return render(request, "office/fulfilment.html", context)


def _multiple(line: AreaLine, quarters: list[Quarter]) -> dict[str, Any]:
    """One of the six small drawings."""
    drawn = quarters[-QUARTERS:]
    return {
        "area": AREA_WORDS[line.area],
        "kept": line.fulfilment,
        "columns": [(one.fulfilment.due, one.fulfilment.on_time) for one in drawn],
        "first": drawn[0].starts_on if drawn else None,
    }


def _as_sheet(rows: list[Kept]) -> HttpResponse:
    columns = [_("Name"), _("Due so far"), _("Done in time"), _("Done late"), _("To be confirmed"), _("Late"),
               _("Given up"), _("Still to come")]  # fmt: skip
    return sheets.workbook(
        _("How they are kept"),
        columns,
        [(one.name or without_agreement(), *_numbers(one.fulfilment)) for one in rows],
    )


def _numbers(kept: Fulfilment) -> tuple[int, ...]:
    return (kept.due, kept.on_time, kept.done_late, kept.awaiting, kept.late, kept.broken, kept.running)
