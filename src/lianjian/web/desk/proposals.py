"""A proposed text beside the one that counts: taken as a whole, change by change, or turned down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from lianjian.apps.newsroom.actions.accept_proposal import accept_proposal
from lianjian.apps.newsroom.actions.decline_proposal import decline_proposal
from lianjian.apps.newsroom.actions.repair_again import KNOWN, PROPOSED, repair_again
from lianjian.apps.newsroom.queries import archive_item, story_of
from lianjian.apps.newsroom.queries.provenance import decisions, text_proposal
from lianjian.apps.newsroom.rules.archive.house_style import in_house_style
from lianjian.apps.newsroom.rules.archive.proposing import starts_after
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.models import TextProposal

AROUND = 24
"""So many characters on either side of a change are shown."""

LEFT_WORDS = {
    "declined": gettext_noop("not ticked"),
    "decided": gettext_noop("an editor has decided this place"),
    "rewritten": gettext_noop("the text around it has been rewritten"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, item: int, proposal: int) -> HttpResponse:
    """Look at a proposal; POST ``accept`` (with ``change`` ticked) or ``decline`` decides."""
    actor = actor_of(request)
    archive_item(actor, item)
    held = text_proposal(actor, item, proposal)
    if request.method != "POST":
        return _shown(request, item, held)
    ticked = {whole_number(one) for one in request.POST.getlist("change")} - {None}
    try:
        return _decided(request, item, held, ticked)
    except NotThere:
        raise
    except Refused as refused:
        held = text_proposal(actor, item, proposal)
        return _shown(request, item, held, ticked=ticked, fault=explain(refused))


def _shown(
    request: HttpRequest,
    item: int,
    held: TextProposal,
    *,
    ticked: Collection[int | None] | None = None,
    fault: str = "",
) -> HttpResponse:
    actor = actor_of(request)
    row = archive_item(actor, item)
    before = held.base.text if held.base is not None else row.repaired_text
    made = list(decisions(actor, item).filter(proposal=held))
    context = {
        "item": row,
        "proposal": held,
        "changes": [
            {**change, "ticked": ticked is None or change["number"] in ticked}
            for change in changes_in(before, held)
        ],
        "is_open": held.state == held.State.OPEN,
        "frozen": story_of(actor, row.story_id).workflow_in_progress,
        "decisions": made,
        "left": [
            {"before": was, "after": now, "why": gettext(LEFT_WORDS.get(why, why))}
            for decision in made
            for was, now, why in decision.left
        ],
        "fault": fault,
    }
    return render(request, "desk/proposal.html", context, status=422 if fault else 200)


def changes_in(before: str, held: TextProposal) -> list[dict[str, Any]]:
    """Each change with the words around it, as both texts have them."""
    old, new = in_house_style(before), in_house_style(held.text)
    found = []
    for number, (edit, start) in enumerate(zip(held.edits, starts_after(held.edits), strict=True)):
        end, stop = edit["at"] + edit["len"], start + len(edit["to"])
        found.append(
            {
                "number": number,
                "lead": old[max(0, edit["at"] - AROUND) : edit["at"]].rpartition("\n")[2],
                "was": old[edit["at"] : end],
                "rest": old[end : end + AROUND].partition("\n")[0],
                "new_lead": new[max(0, start - AROUND) : start].rpartition("\n")[2],
                "now": new[start:stop],
                "new_rest": new[stop : stop + AROUND].partition("\n")[0],
                "why": edit["why"],
            }
        )
    return found


def _decided(
    request: HttpRequest, item: int, held: TextProposal, ticked: Collection[int | None]
) -> HttpResponse:
    actor = actor_of(request)
    if "decline" in request.POST:
        decline_proposal(by=actor, proposal=held.pk)
        messages.success(request, gettext("The proposal is turned down; the story stays as it is."))
        return redirect("desk_proof", item)
    only = [one for one in ticked if one is not None]
    accepted = accept_proposal(by=actor, proposal=held.pk, only=only)
    said = ngettext(
        "%(number)s change stands in the story's draft now.",
        "%(number)s changes stand in the story's draft now.",
        accepted.placed,
    ) % {"number": accepted.placed}
    lost = sum(1 for *_, why in accepted.left if why != "declined")
    if lost:
        left = ngettext(
            "%(number)s could not be put in; it is listed below.",
            "%(number)s could not be put in; they are listed below.",
            lost,
        ) % {"number": lost}
        messages.warning(request, f"{said} {left}")
        return redirect("desk_proposal", item, accepted.proposal.pk)
    messages.success(request, said)
    return redirect("desk_proof", item)


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, item: int) -> HttpResponse:
    """Have the present version repair one item anew."""
    back = redirect(f"{reverse('desk_origin', args=[item])}#texts")
    if request.method != "POST":
        return back
    actor = actor_of(request)
    archive_item(actor, item)
    outcome = repair_again(by=actor, items=[item])[0]
    if outcome.state in {PROPOSED, KNOWN} and outcome.proposal is not None:
        if outcome.state == KNOWN:
            messages.info(request, gettext("This text has been proposed already."))
        return redirect("desk_proposal", item, outcome.proposal)
    messages.success(
        request, gettext("The present version reads it just the same: there is nothing to propose.")
    )
    return back
