"""“1+1+1>3”: what the parties achieved together, unit by unit, at a glance, down to the outcomes behind each figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianjian.apps.agreements.queries import agreement_titles, party_keys
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.projects.queries import (
    Circle,
    count_party_sums,
    largest_together,
    outcomes_behind,
    party_sums,
    readable_among,
    sum_behind,
)
from lianjian.apps.synergy.queries import glance, report, synergy_paper
from lianjian.apps.synergy.rules.measuring import UNDEFINED_LABELS
from lianjian.kernel.keys import whole_number
from lianjian.kernel.quantities import Unit
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.papers import document_answer
from lianjian.web.narrowing import filter_of
from lianjian.web.office import exports
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.marks import UNIT_WORDS
from lianjian.web.office.projects import together_tabs

if TYPE_CHECKING:
    from fractions import Fraction

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import PartySum, What
    from lianjian.apps.synergy.queries import Glance
    from lianjian.foundation.actor import Actor

FEW = 12
"""Parties that stand on the page itself; more have a page of their own."""
ON_A_PAGE = 30
LARGEST = 2
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


def circle_of(request: HttpRequest, actor: Actor) -> tuple[TermForm, Circle, str]:
    """The form, whose outcomes are meant, and the same as the tail of an address. An agreement narrows it to its parties,
    for whoever may see it."""
    form = TermForm(request.GET or None)
    days: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    since, until = days.get("since"), days.get("until")
    wanted = whole_number(request.GET.get("agreement", ""))
    agreement = wanted if wanted is not None and agreement_titles(actor, [wanted]) else None
    parties = frozenset(party_keys([agreement])) if agreement is not None else None
    tail = "".join(f"&{name}={day.isoformat()}" for name, day in (("since", since), ("until", until)) if day)
    tail += f"&agreement={agreement}" if agreement is not None else ""
    return form, Circle(since, until, parties), tail


def unit_of(one: Glance) -> dict[str, Any]:
    """A unit with its words. ``ones`` is 1+1+1 for up to five parties."""
    sums = one.sums
    return {
        "unit": sums.unit,
        "word": UNIT_WORDS[sums.unit],
        "sums": sums,
        "together": plain(sums.together),
        "alone": plain(sums.alone) if sums.alone_outcomes else None,
        "count": sums.outcomes,
        "index": None if one.index is None else f"{float(one.index):.2f}",
        "ones": "+".join("1" * sums.parties) if sums.parties <= 5 else "",  # noqa: PLR2004 - more are not read
        "reason": REASONS[one.undefined] if one.undefined else "",
    }


def _row(party: PartySum, names: dict[int, str]) -> tuple[int, str, str | None, str]:
    """A party with what it has alone (None where there is nothing of its own) and its share."""
    alone = plain(party.alone) if party.alone_outcomes else None
    return party.organisation, names.get(party.organisation, ""), alone, plain(party.share)


def _rows(parties: list[PartySum]) -> list[tuple[int, str, str | None, str]]:
    names = organisation_names(one.organisation for one in parties)
    return [_row(one, names) for one in parties]


@in_office
def shown(request: HttpRequest) -> HttpResponse:
    """Each unit in one sentence with its picture; alone and share of each party where these are few; the largest outcomes."""
    actor = actor_of(request)
    form, circle, tail = circle_of(request, actor)
    # what has an index stands first; sorting keeps the order of the alphabet otherwise
    units = [unit_of(one) for one in sorted(glance(circle), key=lambda one: one.index is None)]
    best: dict[str, list[Any]] = {}
    for line in largest_together(actor, circle, LARGEST):
        best.setdefault(line.unit, []).append(
            (line, next((f for f in line.files if f.media_type == "image/jpeg"), None))
        )
    for one in units:
        few = one["sums"].parties <= FEW
        one["rows"] = _rows(party_sums(circle, one["unit"], FEW)) if few else []
        one["best"] = best.get(one["unit"], [])
    context = framed(
        request,
        form=form,
        units=units,
        tail=tail,
        chosen=filter_of(request, actor),
        tabs=together_tabs("synergy"),
        pdf=f"{reverse('office:synergy-pdf')}?{tail[1:]}",
    )
    return render(request, "office/synergy.html", context)


@in_office
def paper(request: HttpRequest) -> HttpResponse:
    """The same as a report to print, with the outcomes and what they rest on, as far as the reader may see them."""
    actor = actor_of(request)
    _form, circle, _tail = circle_of(request, actor)
    found = report(actor, since=circle.since, until=circle.until, parties=circle.parties)
    document = synergy_paper(found, since=circle.since, until=circle.until, dated=this_day())
    return document_answer(document, f"synergy-{this_day().isoformat()}")


def _unit(unit: str) -> Unit:
    if unit not in set(Unit):
        raise NotThere
    return Unit(unit)


@in_office
def shares(request: HttpRequest, unit: str) -> HttpResponse:
    """Every party in one unit, by the page."""
    _form, circle, tail = circle_of(request, actor_of(request))
    word = UNIT_WORDS[_unit(unit)]
    page = page_of(
        request,
        count_party_sums(circle, unit),
        lambda limit, offset: _rows(party_sums(circle, unit, limit, offset)),
        ON_A_PAGE,
    )
    back = reverse("office:synergy") + (f"?{tail[1:]}" if tail else "")
    title = _("%(unit)s: all parties") % {"unit": word}
    one = {"unit": unit, "word": word, "rows": page.object_list}
    context = framed(
        request, page=page, one=one, tail=tail, title=title, crumbs=[(_("Synergy"), back), (title, "")]
    )
    return render(request, "office/synergy_shares.html", context)


@in_office
def behind(request: HttpRequest, unit: str) -> HttpResponse:
    """The outcomes behind one figure: in words to those who may see them, as bare numbers to everybody else."""
    actor = actor_of(request)
    _form, circle, tail = circle_of(request, actor)
    word, wanted = UNIT_WORDS[_unit(unit)], request.GET.get("what", "together")
    party = whole_number(request.GET.get("party", ""))
    if wanted not in WHAT or (party is None) != (wanted == "together"):
        raise NotThere
    what: What = "alone" if wanted == "alone" else "share" if wanted == "share" else "together"
    count, whole = sum_behind(circle, unit, what, party)
    needed = count_party_sums(circle, unit) if party is None else sum_behind(circle, unit, "share", party)[0]
    if not needed:
        raise NotThere
    page = page_of(
        request,
        count,
        lambda limit, offset: outcomes_behind(circle, unit, what, party, limit, offset),
        ON_A_PAGE,
    )
    names = organisation_names(
        {key for one in page for key in one.organisations} | ({party} if party else set())
    )
    seen = readable_among(actor, (one.id for one in page))
    back = reverse("office:synergy") + (f"?{tail[1:]}" if tail else "")
    who = names.get(party, "") if party is not None else ""
    title = f"{word} · {who + ' · ' if who else ''}{WHAT[wanted]}"
    if sheets.wanted(request):
        rows = outcomes_behind(circle, unit, what, party, sheets.MOST_ROWS + 1)
        return exports.behind(actor, title, word, rows)
    context = framed(
        request,
        title=title,
        value=plain(whole),
        word=word,
        page=page,
        rows=[
            (one, one.id in seen, [names.get(key, "") for key in sorted(one.organisations)]) for one in page
        ],
        share=what == "share",
        crumbs=[(_("Synergy"), back), (title, "")],
    )
    return render(request, "office/synergy_behind.html", context)
