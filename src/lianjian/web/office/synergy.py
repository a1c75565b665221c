"""“1+1+1>3”: what the parties achieved together, unit by unit, and the outcomes behind each figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianjian.apps.synergy.queries import report
from lianjian.apps.synergy.rules.measuring import UNDEFINED_LABELS
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.office import exports
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day
from lianjian.web.office.frame import framed
from lianjian.web.office.marks import UNIT_WORDS
from lianjian.web.office.projects import together_tabs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.synergy.queries import SynergyReport
    from lianjian.apps.synergy.rules.measuring import Figure, UnitSynergy

REASONS = {why: gettext_lazy(label) for why, label in UNDEFINED_LABELS.items()}
WHAT = {
    "together": gettext_lazy("All together"),
    "alone": gettext_lazy("Alone"),
    "share": pgettext_lazy("of a party", "Share"),
}


class TermForm(forms.Form):
    """The days between which it happened; either end may be open."""

    since = Day(label=pgettext_lazy("a term", "From"), required=False)
    until = Day(label=pgettext_lazy("a term", "To"), required=False)


def plain(value: Fraction) -> str:
    """A whole number as it is, any other with two places."""
    return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):,.2f}"


def _asked(request: HttpRequest) -> tuple[TermForm, SynergyReport, str]:
    """The form, the report for its days, and these days as the tail of an address."""
    form = TermForm(request.GET or None)
    days: Mapping[str, Any] = form.cleaned_data if form.is_valid() else {}
    since, until = days.get("since"), days.get("until")
    tail = "".join(f"&{name}={day.isoformat()}" for name, day in (("since", since), ("until", until)) if day)
    return form, report(actor_of(request), since=since, until=until), tail


def _row(unit: UnitSynergy, party: int, names: Mapping[int, str]) -> tuple[int, str, str | None, str]:
    """A party with what it has alone (None where there is nothing of its own) and its share."""
    alone = unit.alone[party]
    return (
        party,
        names.get(party, ""),
        plain(alone.value) if alone.outcomes else None,
        plain(unit.shares[party].value),
    )


@in_office
def shown(request: HttpRequest) -> HttpResponse:
    """Each unit: alone, together, index or why there is none, shares."""
    form, found, tail = _asked(request)
    units = [
        {
            "unit": unit.unit,
            "word": UNIT_WORDS[unit.unit],
            "together": plain(unit.together.value),
            "count": len(unit.together.outcomes),
            "index": None if unit.index is None else f"{float(unit.index):.2f}",
            "reason": REASONS[unit.undefined] if unit.undefined else "",
            "rows": [_row(unit, party, found.names) for party in unit.parties],
        }
        for unit in found.units
    ]
    context = framed(request, form=form, units=units, tail=tail, tabs=together_tabs("synergy"))
    return render(request, "office/synergy.html", context)


def _figure(unit: UnitSynergy, what: str, party: int | None) -> Figure | None:
    if what == "together":
        return unit.together
    figures = unit.alone if what == "alone" else unit.shares
    return figures.get(party) if party is not None else None


@in_office
def behind(request: HttpRequest, unit: str) -> HttpResponse:
    """The outcomes behind one figure: in words to those who may see them, as bare numbers to everybody else."""
    _form, found, tail = _asked(request)
    measured = next((one for one in found.units if one.unit == unit), None)
    what, party = request.GET.get("what", "together"), whole_number(request.GET.get("party", ""))
    figure = _figure(measured, what, party) if measured is not None and what in WHAT else None
    if figure is None:
        raise NotThere
    back = reverse("office:synergy") + (f"?{tail[1:]}" if tail else "")
    who = found.names.get(party, "") if party is not None else ""
    title = f"{UNIT_WORDS[unit]} · {who + ' · ' if who else ''}{WHAT[what]}"
    rows = [
        (found.outcomes[key], [found.names.get(one, "") for one in found.outcomes[key].parties])
        for key in figure.outcomes
    ]
    if sheets.wanted(request):
        return exports.behind(title, UNIT_WORDS[unit], rows)
    context = framed(
        request,
        title=title,
        value=plain(figure.value),
        word=UNIT_WORDS[unit],
        rows=rows,
        share=what == "share",
        crumbs=[(_("Synergy"), back), (title, "")],
    )
    return render(request, "office/synergy_behind.html", context)
