"""What is known of the accounts: until when they are authorised, for what, and whether they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.matrix import queries
from lianjian.web.acting import actor_of
from lianjian.web.desk.matrix_frame import framed, types_of
from lianjian.web.kit import sheets

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.matrix.queries import AccountLine

SOON = 30
"""Days before an end from which a line is marked."""


@never_cache
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts with an interface."""
    lines = queries.accounts(actor_of(request))
    if sheets.wanted(request):
        return _workbook(lines)
    context = framed(
        request,
        lines=[(line, mark_of(line)) for line in lines],
        types=types_of(line.outlet for line in lines),
    )
    return render(request, "desk/accounts.html", context)


def mark_of(line: AccountLine) -> str:
    """The kit's state for an account: whether somebody has to do something about it."""
    if line.stored_at is None:
        return "hand"
    if line.outlet.state == "paused" or line.missing or (line.days is not None and line.days < 0):
        return "stop"
    if line.away_since is not None:
        return "late"
    if line.days is not None and line.days <= SOON:
        return "late"
    return "ok" if line.looked_at else "unknown"


def _workbook(lines: list[AccountLine]) -> HttpResponse:
    columns = [
        _("Outlet"),
        _("State"),
        _("Stored on"),
        _("Authorised until"),
        _("How that is known"),
        _("Granted"),
        _("Missing"),
        _("Last answer"),
        _("Not reachable since"),
        _("What is wrong"),
        _("What to do"),
    ]
    rows = [
        [
            line.outlet.name,
            line.outlet.state_word,
            _local(line.stored_at),
            _local(line.ends_at) or _("unknown"),
            line.known,
            " ".join(line.scopes) if line.scopes is not None else _("unknown"),
            " ".join(line.missing),
            _local(line.looked_at),
            _local(line.away_since),
            line.outlet.what,
            line.outlet.cure,
        ]
        for line in lines
    ]
    return sheets.workbook(_("Accounts of the outlets"), columns, rows)


def _local(moment: object) -> str:
    """Civil time, "" where there is no moment."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment is not None else ""  # type: ignore[arg-type] # a moment
