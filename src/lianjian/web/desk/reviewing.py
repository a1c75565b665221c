"""The review page: the text as readers would get it, its six steps and my decision beside it; and its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from lianjian.apps.newsroom import queries
from lianjian.apps.newsroom.actions.review_story import review_story
from lianjian.apps.newsroom.actions.take_back_from_review import take_back_from_review
from lianjian.apps.newsroom.queries.checks import checks
from lianjian.apps.newsroom.rules.desks import steps_of
from lianjian.apps.newsroom.rules.stages import STAGE_LABELS, Stage
from lianjian.apps.newsroom.rules.steps import AFTER, STEP_LABELS, Step, Verdict
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.desk.record_paper import record_document, record_workbook
from lianjian.web.desk.story_views import EDIT, LIST
from lianjian.web.kit import sheets
from lianjian.web.kit.papers import document_answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.models import Review
    from lianjian.apps.newsroom.rules.steps import Standing


@dataclass(frozen=True, slots=True)
class Place:
    """One of the six steps as the page shows it: ``state`` is accepted, back, mine, open or waits; ``after`` are the names of
    the steps that come first and are not accepted yet."""

    step: Step
    state: str
    review: Review | None
    after: tuple[str, ...]


def _places(now: Standing, mine: tuple[Step, ...], said: Iterable[Review]) -> list[Place]:
    """The six in order. ``said`` are the words about this very text, the newest first."""
    returned = {step for step, _person in now.back}
    found = []
    for step in Step:
        here = [one for one in said if one.step == step]
        if step in returned:
            state = "back"
        elif step in now.held:
            state = "accepted"
        elif step in now.open:
            state = "mine" if step in mine else "open"
        else:
            state = "waits"
        verdict = Verdict.SENT_BACK if state == "back" else Verdict.ACCEPTED
        word = next((one for one in here if one.verdict == verdict), None)
        if state == "accepted":
            word = next((one for one in here if one.reviewer_id == now.held[step]), None)
        first = tuple(gettext(STEP_LABELS[one]) for one in Step if one in AFTER[step] - now.held.keys())
        found.append(Place(step, state, word, first))
    return found


def record(request: HttpRequest, story: int) -> HttpResponse:
    """The record of a story (审校单), to read and to print; ``?as=xlsx`` gives it as a workbook."""
    told = queries.record(actor_of(request), story)
    if sheets.wanted(request):
        return record_workbook(told)
    for one in (*told["reviews"], *told["authors"], *told["publications"], told["withdrawn"] or {}):
        one["moment"] = datetime.fromisoformat(one["at"]) if one else None
    return render(request, "desk/record.html", {"record": told})


def record_pdf(request: HttpRequest, story: int) -> HttpResponse:
    """The record as a document to file."""
    return document_answer(record_document(queries.record(actor_of(request), story)), f"record-{story}")


def review(request: HttpRequest, story: int) -> HttpResponse:
    """Show the frozen text; accept it or send it back."""
    actor = actor_of(request)
    row = queries.story_of(actor, story)
    fault, comment = "", request.POST.get("comment", "")
    if request.method == "POST":
        verdict = Verdict.ACCEPTED if "accept" in request.POST else Verdict.SENT_BACK
        try:
            review_story(
                by=actor,
                story=story,
                verdict=verdict,
                comment=comment,
                text_sha256=request.POST.get("text", ""),
                step=request.POST.get("step", ""),
            )
        except NotThere:
            raise
        except Refused as refused:
            fault = explain(refused)
        else:
            accepted = gettext("You accepted “%(title)s”.")
            returned = gettext("You sent “%(title)s” back.")
            words = accepted if verdict == Verdict.ACCEPTED else returned
            messages.success(request, words % {"title": row.title})
            return redirect(LIST)
    text = row.get_latest_revision_as_object()
    sha256 = text.text_sha256()
    now = row.standing(sha256)
    mine = now.steps_for(actor.person, steps_of(actor.roles_in(row.newsroom_id)))
    said = list(queries.reviews(actor, story))
    mark = {one for one, who in now.held.items() if who == actor.person}
    context = {
        "row": row,
        "story": queries.story_for_preview(text),
        "text_sha256": sha256,
        "places": _places(now, mine, [one for one in said if one.text_sha256 == sha256]),
        "mine": mine,
        "held": [step for step in Step if step in mark],
        "chosen": request.POST.get("step", ""),
        "author": actor.person in now.authors,
        "apart": now.apart,
        "since": queries.changes_since_mine(actor, row, text) if mine else None,
        "stage": gettext(STAGE_LABELS[Stage(row.stage)]),
        "reviews": said,
        "publications": queries.publications(actor, story),
        "open_places": row.open_places(),
        "archive_item": getattr(row, "archive_item", None),
        "checked": checks(actor, story),
        "comment": comment,
        "fault": fault,
    }
    return render(request, "desk/review.html", context, status=422 if fault else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, story: int) -> HttpResponse:
    """Thaw a text that waits for review. By GET, as after a refusal the page is loaded again: to the review page."""
    if request.method != "POST":
        return redirect("desk_review", story)
    take_back_from_review(by=actor_of(request), story=story)
    messages.success(request, gettext("The story is a draft again."))
    return redirect(EDIT, story)
