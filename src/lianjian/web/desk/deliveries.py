"""What a person decides about one delivery: each verb is one POST, and a refusal comes back to the page it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.matrix import queries
from lianjian.apps.matrix.actions.confirm_handoff import confirm_handoff
from lianjian.apps.matrix.actions.confirm_withdrawal import confirm_withdrawal
from lianjian.apps.matrix.actions.mark_refused import mark_refused
from lianjian.apps.matrix.actions.resolve_unknown import resolve_unknown
from lianjian.apps.matrix.actions.retry_delivery import retry_delivery
from lianjian.apps.matrix.rules.captures import MOST_BYTES
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.desk import hand_off, ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

LONGEST_TYPED = 20_000


def _confirm(request: HttpRequest, delivery: int) -> str:
    upload = request.FILES.get("capture")
    # one byte more than allowed is read, so that the rule can say it is too large
    capture = upload.read(MOST_BYTES + 1) if upload else None
    confirm_handoff(
        by=actor_of(request), delivery=delivery, url=request.POST.get("url", ""), capture=capture or None
    )
    return _("%(outlet)s: published. The link is kept in the ledger.")


def _refuse(request: HttpRequest, delivery: int) -> str:
    mark_refused(by=actor_of(request), delivery=delivery, reason=request.POST.get("reason", ""))
    return _("%(outlet)s: written down as refused, with the reason.")


def _retry(request: HttpRequest, delivery: int) -> str:
    retry_delivery(by=actor_of(request), delivery=delivery)
    return _("%(outlet)s: it goes out again.")


def _absent(request: HttpRequest, delivery: int) -> str:
    resolve_unknown(by=actor_of(request), delivery=delivery)
    return _("%(outlet)s: not there, so it is sent again.")


def _gone(request: HttpRequest, delivery: int) -> str:
    confirm_withdrawal(by=actor_of(request), delivery=delivery)
    return _("%(outlet)s: taken down.")


VERBS: dict[str, Callable[[HttpRequest, int], str]] = {
    "confirm": _confirm,
    "refuse": _refuse,
    "retry": _retry,
    "absent": _absent,
    "gone": _gone,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, delivery: int, verb: str) -> HttpResponse:
    """Do one verb. ``back`` names the page to return to: "kit" or the ledger.

    A refused form stays at this address, so whoever reloads it, opens the tab again or changes the language gets here by
    GET: back to the page the form stood on.
    """
    if verb not in VERBS:
        raise Http404
    row = queries.ledger_row(actor_of(request), delivery)
    on_ledger = f"{reverse('desk_ledger', args=[row.story])}#o-{row.outlet.key}"
    if request.method != "POST":
        from_kit = request.GET.get("back") == "kit"
        return redirect(hand_off.address(delivery, hand_off.queue_of(request.GET)) if from_kit else on_ledger)
    from_kit = request.POST.get("back") == "kit"
    try:
        said = VERBS[verb](request, delivery)
    except NotThere:
        raise
    except Refused as refused:
        typed = {
            name: request.POST.get(name, "")[:LONGEST_TYPED]
            for name in ("url", "reason")
            if name in request.POST
        }
        fault = ledger.Fault(delivery, verb, refused.field, explain(refused), typed)
        if from_kit:
            return hand_off.show(request, delivery, fault)
        return ledger.show(request, row.story, fault)
    messages.success(request, said % {"outlet": row.outlet.name})
    if from_kit:
        return redirect(hand_off.address(delivery, hand_off.queue_of(request.POST)))
    return redirect(on_ledger)
