"""The proofreading page: what came beside what it became, every change marked, doubts decided one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from lianjian.apps.newsroom.actions.decide_uncertain_place import decide_uncertain_place
from lianjian.apps.newsroom.queries import archive_item, uncertain_places
from lianjian.apps.newsroom.rules.archive.house_style import in_house_style
from lianjian.apps.newsroom.rules.archive.proof import Doubt, rows_of_proof
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FIELD_WORDS = {
    "title": gettext_noop("Title"),
    "byline": gettext_noop("Byline"),
    "source": gettext_noop("Source"),
    "happened_on": gettext_noop("Day"),
    "division": gettext_noop("Place"),
    "caption": gettext_noop("Caption"),
    "heading": gettext_noop("Heading"),
}


def proof(request: HttpRequest, item: int) -> HttpResponse:
    """Both texts side by side."""
    actor = actor_of(request)
    row = archive_item(actor, item)
    places = list(uncertain_places(actor, item))
    doubts = [Doubt(place.pk, place.position, place.length, str(place.state)) for place in places]
    lines = rows_of_proof(
        row.source_text, row.repaired_text, in_house_style(row.repaired_text), row.edits, doubts
    )
    open_places = [place for place in places if place.state == place.State.OPEN]
    context = {
        "item": row,
        "lines": lines,
        "places": places,
        "open_places": len(open_places),
        "guesses": [
            {**guess, "word": gettext(FIELD_WORDS.get(guess["field"], guess["field"]))}
            for guess in row.guesses
        ],
        "cut": [note.removeprefix("cut:") for note in row.notes if note.startswith("cut:")],
        "current": whole_number(request.GET.get("place", "")) or 0,
    }
    return render(request, "desk/proof.html", context)


@require_POST
def decide(request: HttpRequest, item: int, place: int) -> HttpResponse:
    """Confirm or correct one place, then on to the next."""
    actor = actor_of(request)
    archive_item(actor, item)
    try:
        decided = decide_uncertain_place(by=actor, place=place, chosen=request.POST.get("chosen", ""))
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, explain(refused))
        return redirect(f"{reverse('desk_proof', args=[item])}?place={place}")
    following = uncertain_places(actor, item).filter(state="open")
    after = following.filter(position__gt=decided.position).first() or following.first()
    if after is None:
        messages.success(request, gettext("All uncertain places are decided. The story can go into review."))
        return redirect("desk_proof", item)
    return redirect(f"{reverse('desk_proof', args=[item])}?place={after.pk}")
