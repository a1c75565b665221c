"""The proofreading page: what came beside what it became, every change marked, doubts decided one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from lianjian.apps.newsroom.actions.decide_uncertain_place import decide_uncertain_place
from lianjian.apps.newsroom.actions.reopen_uncertain_place import reopen_uncertain_place
from lianjian.apps.newsroom.actions.take_over_guess import take_over_guess
from lianjian.apps.newsroom.models.archive import UncertainPlace
from lianjian.apps.newsroom.queries import archive_item, uncertain_places
from lianjian.apps.newsroom.queries.provenance import (
    archive_copies,
    copy_texts,
    decisions,
    draft_behind,
    in_force,
    proposals,
)
from lianjian.apps.newsroom.rules.archive.corrections import read_elsewhere
from lianjian.apps.newsroom.rules.archive.house_style import in_house_style
from lianjian.apps.newsroom.rules.archive.proof import KIND_LABELS, Doubt, Note, folds, rows_of_proof
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.desk.guesses import shown_guesses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.rules.archive.proof import ProofRow

AROUND = 12
"""So many characters on either side of a place are shown where it is decided."""

MOST_DECISIONS = 100


@never_cache
@require_safe
def proof(request: HttpRequest, item: int) -> HttpResponse:
    """Both texts side by side; ``?place=`` says which uncertain place is in hand."""
    actor = actor_of(request)
    row = archive_item(actor, item)
    texts = list(proposals(actor, item))
    now = in_force(row, texts)
    base = now.base.pk if now.base is not None else None
    places = list(uncertain_places(actor, item).filter(base=base))
    shown = in_house_style(now.text)
    story, draft = draft_behind(actor, row)
    made = list(decisions(actor, item))
    guesses = shown_guesses(row.guesses, draft, made)
    notes = notes_of(row.guesses, shown) if base is None else []
    rows = rows_of_proof(row.source_text, now.text, shown, now.edits, doubts_of(places), notes)
    still = [place for place in places if place.state == UncertainPlace.State.OPEN]
    asked = whole_number(request.GET.get("place", ""))
    in_hand = [place for place in places if place.pk == asked] or still or places
    context = {
        "item": row,
        "story": story,
        "base": now.base,
        "version": now.huanyuan_version,
        "frozen": story.workflow_in_progress,
        "folds": folds(rows),
        "kinds": kinds_in(rows),
        "places": walked(places, shown, [in_house_style(text) for text in copy_texts(actor, item)]),
        "current": in_hand[0].pk if in_hand else None,
        "asked": asked,
        "left": len(still),
        "done": len(places) - len(still),
        "guesses": guesses,
        "taken": sum(1 for guess in guesses if guess["decision"] is not None),
        "decisions": made[:MOST_DECISIONS],
        "more_decisions": max(0, len(made) - MOST_DECISIONS),
        "copies": archive_copies(actor, item).count(),
        "proposal": next((text for text in texts if text.state == text.State.OPEN), None),
        "cut": row.cuts,
    }
    return render(request, "desk/proof.html", context)


def doubts_of(places: Sequence[UncertainPlace]) -> list[Doubt]:
    """Places as the rule marks them, numbered from 1."""
    return [
        Doubt(place.pk, place.position, place.length, str(place.state), place.chosen, number)
        for number, place in enumerate(places, 1)
    ]


def notes_of(guesses: Sequence[dict[str, Any]], text: str) -> list[Note]:
    """Where the guesses say that they were read, in order; those that stand in each other are left to the first."""
    found: list[Note] = []
    for key, guess in enumerate(guesses):
        at, length = guess.get("at"), guess.get("len")
        if isinstance(at, int) and isinstance(length, int) and 0 <= at < at + length <= len(text):
            found.append(Note(key, at, length))
    found.sort(key=lambda note: (note.position, note.length))
    kept: list[Note] = []
    for note in found:
        if not kept or note.position >= kept[-1].position + kept[-1].length:
            kept.append(note)
    return kept


def kinds_in(rows: Sequence[ProofRow]) -> list[tuple[str, str, int, str]]:
    """The kinds of changes that are shown: (kind, its word, how many, the reason), in a fixed order."""
    counts = dict.fromkeys(KIND_LABELS, 0)
    reasons: dict[str, str] = {}
    for row in rows:
        for piece in row.before:
            if piece.kind:
                counts[piece.kind] += 1
                reasons.setdefault(piece.kind, piece.why)
    return [
        (kind, gettext(KIND_LABELS[kind]), number, reasons[kind]) for kind, number in counts.items() if number
    ]


def walked(places: Sequence[UncertainPlace], text: str, copies: Sequence[str]) -> list[dict[str, Any]]:
    """Each place with its number, its neighbours in the row, the words around it, and what may be chosen."""
    found = []
    for number, place in enumerate(places, 1):
        end = place.position + place.length
        found.append(
            {
                "place": place,
                "number": number,
                "back": places[number - 2].pk,
                "next": places[number % len(places)].pk,
                "before": text[max(0, place.position - AROUND) : place.position].rpartition("\n")[2],
                "after": text[end : end + AROUND].partition("\n")[0],
                "choices": choices_at(
                    place, [read_elsewhere(copy, text, place.position, place.length) for copy in copies]
                ),
                "is_open": place.state == UncertainPlace.State.OPEN,
            }
        )
    return found


def choices_at(place: UncertainPlace, elsewhere: Sequence[str | None]) -> list[str]:
    """What the repair itself and the other copies know for a place, its own choice first; one alone is no choice."""
    found = [place.proposed]
    if place.proposed in {"着", "著"}:
        found += ["着", "著"]
    if len(place.before) == place.length and "?" not in place.before:
        found.append(place.before)
    found += [words for words in elsewhere if words and "?" not in words]
    found = list(dict.fromkeys(found))[:9]
    return found if len(found) > 1 else []


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, item: int, place: int) -> HttpResponse:
    """Confirm or correct one place, then on to the next. By GET, as after signing in again: to that place."""
    if request.method != "POST":
        return redirect(address_of(item, place))
    actor = actor_of(request)
    archive_item(actor, item)
    chosen = request.POST.get("choice") or request.POST.get("chosen", "")
    try:
        decided = decide_uncertain_place(by=actor, place=place, chosen=chosen)
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, explain(refused))
        return redirect(address_of(item, place))
    following = uncertain_places(actor, item).filter(state=UncertainPlace.State.OPEN)
    after = following.filter(position__gt=decided.position).first() or following.first()
    if after is None:
        messages.success(request, gettext("All uncertain places are decided. The story can go into review."))
        return redirect(f"{reverse('desk_proof', args=[item])}#decided")
    return redirect(address_of(item, after.pk))


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, item: int, place: int) -> HttpResponse:
    """Take a decision back, and stay at its place."""
    if request.method == "POST":
        actor = actor_of(request)
        archive_item(actor, item)
        try:
            reopen_uncertain_place(by=actor, place=place)
        except NotThere:
            raise
        except Refused as refused:
            messages.error(request, explain(refused))
    return redirect(address_of(item, place))


@require_http_methods(["GET", "HEAD", "POST"])
def guess(request: HttpRequest, item: int, number: int) -> HttpResponse:
    """Put a guess, as it is or corrected, into the story's draft."""
    back = f"{reverse('desk_proof', args=[item])}?guess={number}#guess-{number}"
    if request.method == "POST":
        actor = actor_of(request)
        archive_item(actor, item)
        value = request.POST.get("choice") or request.POST.get("value", "")
        try:
            take_over_guess(by=actor, item=item, guess=number, value=value)
            messages.success(request, gettext("It stands in the story's draft now."))
        except NotThere:
            raise
        except Refused as refused:
            messages.error(request, explain(refused))
    return redirect(back)


def address_of(item: int, place: int) -> str:
    """The page at one of its places."""
    return f"{reverse('desk_proof', args=[item])}?place={place}#walk"
