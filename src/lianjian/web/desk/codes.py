"""What the codes of the platforms mean and what to do about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.matrix.queries.codes import code_platforms, codes
from lianjian.web.acting import actor_of
from lianjian.web.desk.matrix_frame import framed
from lianjian.web.kit import sheets

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = 60


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All codes, or by ``?q=`` (words) and ``?platform=`` some of them."""
    actor = actor_of(request)
    sought = request.GET.get("q", "").strip()[:LONGEST]
    platform = request.GET.get("platform", "")
    lines = codes(actor, sought, platform)
    if sheets.wanted(request):
        columns = [
            _("Platform"),
            _("Error code"),
            _("What happened"),
            _("What to do"),
            _("What the system does"),
        ]
        rows = [[line.platform_name, line.code, line.what, line.cure, line.then] for line in lines]
        return sheets.workbook(_("Error codes"), columns, rows)
    context = framed(request, lines=lines, sought=sought, platform=platform, platforms=code_platforms(actor))
    return render(request, "desk/codes.html", context)
