"""What the parties achieved together, for a glance on the phone: one sentence a unit, and the largest outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.projects.queries import Circle, largest_together
from lianjian.apps.synergy.queries import glance
from lianjian.apps.synergy.rules.measuring import UNDEFINED_LABELS
from lianjian.kernel.quantities import UNIT_LABELS
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed

if TYPE_CHECKING:
    from fractions import Fraction

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.synergy.queries import Glance

MOST_ONES = 5
LARGEST = 2


def _plain(value: Fraction) -> str:
    return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):,.2f}"


def _unit(one: Glance) -> dict[str, Any]:
    sums = one.sums
    return {
        "unit": sums.unit,
        "word": _(UNIT_LABELS[sums.unit]),
        "sums": sums,
        "together": _plain(sums.together),
        "alone": _plain(sums.alone) if sums.alone_outcomes else None,
        "index": None if one.index is None else f"{float(one.index):.2f}",
        "ones": "+".join("1" * sums.parties) if sums.parties <= MOST_ONES else "",
        "reason": _(UNDEFINED_LABELS[one.undefined]) if one.undefined else "",
    }


@never_cache
@login_required
@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """Each unit in one sentence with its picture."""
    actor = actor_of(request)
    units = [_unit(one) for one in sorted(glance(Circle()), key=lambda one: one.index is None)]
    best: dict[str, list[Any]] = {}
    for line in largest_together(actor, Circle(), LARGEST):
        best.setdefault(line.unit, []).append(line)
    for one in units:
        one["best"] = best.get(one["unit"], [])
    return render(request, "mobile/synergy.html", framed(request, units=units))
