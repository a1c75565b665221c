"""The proofreading page: what came beside what it became, every change marked, doubts decided one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
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
from lianjian.web.desk.refused_here import keep_refusal, kept_refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.models import ArchiveItem
    from lianjian.apps.newsroom.rules.archive.proof import ProofRow
    from lianjian.foundation.actor import Actor

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
        "refused": kept_refusal(request, item),
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
                "where": f"place-{place.pk}",
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
    """Confirm or correct one place, then on to the next. By GET, as after signing in again: to that place. Who accepts JSON
    is told what the page shows differently now (``told_of``), or ``{"said": the refusal}`` with 422."""
    if request.method != "POST":
        return redirect(address_of(item, place))
    actor = actor_of(request)
    row = _item_of(actor, item, place)
    chosen = request.POST.get("choice") or request.POST.get("chosen", "")
    by_script = request.headers.get("Accept") == "application/json"
    try:
        decided = decide_uncertain_place(by=actor, place=place, chosen=chosen)
    except NotThere:
        raise
    except Refused as refused:
        if by_script:
            return JsonResponse({"said": explain(refused)}, status=422)
        keep_refusal(request, item, f"place-{place}", explain(refused), chosen)
        return redirect(address_of(item, place))
    following = uncertain_places(actor, item).filter(state=UncertainPlace.State.OPEN)
    after = following.filter(position__gt=decided.position).first() or following.first()
    if after is None:
        messages.success(request, gettext("All uncertain places are decided. The story can go into review."))
    if by_script:
        return JsonResponse(told_of(request, row, decided, after))
    if after is None:
        return redirect(f"{reverse('desk_proof', args=[item])}#decided")
    return redirect(address_of(item, after.pk))


def told_of(
    request: HttpRequest, item: ArchiveItem, decided: UncertainPlace, after: UncertainPlace | None
) -> dict[str, Any]:
    """What the page shows differently after a decision: ``state`` and ``chosen`` of the place, ``was`` and ``log`` as HTML for
    the walk and for the list of decisions, ``left`` and ``done`` as numbers, ``next``: the place to go to."""
    actor = actor_of(request)
    places = uncertain_places(actor, item.pk).filter(base=decided.base_id)
    left = places.filter(state=UncertainPlace.State.OPEN).count()
    said = {"item": item, "place": decided, "frozen": item.story.workflow_in_progress}
    said["one"] = decisions(actor, item.pk).filter(place=decided).first()
    return {
        "state": str(decided.state),
        "chosen": decided.chosen,
        "was": render_to_string("desk/proof_decided.html", said, request),
        "log": render_to_string("desk/proof_decision.html", said, request),
        "left": left,
        "done": places.count() - left,
        "next": after.pk if after is not None else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, item: int, place: int) -> HttpResponse:
    """Take a decision back, and stay at its place."""
    if request.method == "POST":
        actor = actor_of(request)
        _item_of(actor, item, place)
        try:
            reopen_uncertain_place(by=actor, place=place)
        except NotThere:
            raise
        except Refused as refused:
            keep_refusal(request, item, f"place-{place}", explain(refused))
    return redirect(address_of(item, place))


def _item_of(by: Actor, item: int, place: int) -> ArchiveItem:
    """The item whose place it is. Raises NotThere."""
    row = archive_item(by, item)
    if not uncertain_places(by, item).filter(pk=place).exists():
        raise NotThere
    return row


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
            keep_refusal(request, item, f"guess-{number}", explain(refused), value)
    return redirect(back)


def address_of(item: int, place: int) -> str:
    """The page at one of its places."""
    return f"{reverse('desk_proof', args=[item])}?place={place}#walk"
