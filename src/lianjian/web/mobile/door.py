"""The door of a gathering: who is expected, who came; made for a phone without a signal (decision 0026)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianjian.apps.coordination.actions.sign_in_guest import SignedIn, sign_in_guest
from lianjian.apps.coordination.queries.gathering_guests import door_list
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed, ways
from lianjian.web.mobile.sent import answered, moment, wants_json

if TYPE_CHECKING:
    from django.http import HttpRequest


@never_cache
@login_required
@require_safe
def door(request: HttpRequest, gathering: int) -> HttpResponse:
    """The list, with a tap for each name; a code; somebody who came without an invitation. The script keeps it."""
    kept: dict[str, Any] = door_list(actor_of(request), gathering)
    guests = [one for one in kept["guests"] if not one["no"]] + [one for one in kept["guests"] if one["no"]]
    came = sum(1 for one in guests if one["came"])
    context = framed(request, gathering=gathering, title=kept["title"], kept=kept, guests=guests, came=came)
    return render(request, "mobile/door.html", context)


@never_cache
@require_safe
def listed(request: HttpRequest, gathering: int) -> JsonResponse:
    """The list as JSON: what other doors have sent since."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    return JsonResponse(door_list(actor_of(request), gathering))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, gathering: int) -> HttpResponse:
    """Take a sign-in: JSON for the script, a page for the plain form."""
    as_json = wants_json(request)
    if as_json and request.method == "POST" and (away := answered(request)) is not None:
        return away
    return _sign_in(request, gathering, as_json=as_json)


@login_required
def _sign_in(request: HttpRequest, gathering: int, *, as_json: bool) -> HttpResponse:
    if request.method != "POST":
        return redirect("mobile:door", gathering)
    try:
        signed = _signed(request, gathering)
    except Refused as refused:
        if as_json:
            return JsonResponse({"errors": {refused.field or "code": [explain(refused)]}}, status=422)
        if isinstance(refused, NotThere):
            raise
        messages.error(request, explain(refused))
        return redirect("mobile:door", gathering)
    if as_json:
        said = {"guest": signed.guest, "name": signed.name, "at": signed.at.isoformat(), "new": signed.new}
        return JsonResponse(said)
    if signed.new:
        messages.success(request, _("%(name)s is signed in.") % {"name": signed.name})
    else:
        messages.warning(request, _("%(name)s had already signed in.") % {"name": signed.name})
    return redirect("mobile:door", gathering)


def _signed(request: HttpRequest, gathering: int) -> SignedIn:
    sent = request.POST
    return sign_in_guest(
        by=actor_of(request),
        gathering=gathering,
        code=sent.get("code", "")[:200],
        guest=whole_number(sent.get("guest", "")),
        name=sent.get("name", ""),
        house=sent.get("house", ""),
        client_key=sent.get("client_key", "")[:64] or None,
        shown_at=moment(request, "written_at"),
        sent_at=moment(request, "sent_at"),
    )


def nobodys(request: HttpRequest) -> dict[str, Any]:
    """The frame of the page without a signal, without anybody's name; the script fills it from what the phone kept."""
    return {
        "gathering": None,
        "thumb_nav": ways(request.path, runs=False),
        "home_url": reverse("mobile:today"),
    }


@never_cache
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """What stands in place of a gathering's pages when there is no signal: the door, one's code, a note."""
    return render(request, "mobile/gathering_shell.html", nobodys(request))
